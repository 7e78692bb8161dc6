import type { CsvRules, FieldQuotes } from '../csv/write/index.ts';
import type { SourceFile, Span } from '../text/index.ts';

/** One column of an exported file. */
export interface ExportColumn {
  /** The model's column; null where it is the row's number, `from` being the first. */
  readonly column: string | null;
  readonly from: number;
  /** The name in the header. */
  readonly as: string;
  /** A type that the value is cast to before it is written. */
  readonly cast: string | null;
  readonly digits: number | null;
  readonly floatFormat: string | null;
  readonly format: string | null;
  /** Words of its own for NULL, true and false. */
  readonly nullWord: string | null;
  readonly trueWord: string | null;
  readonly falseWord: string | null;
  readonly decimal: '.' | ',' | null;
  readonly quotes: FieldQuotes;
  readonly pad: { readonly width: number; readonly with: string; readonly side: 'left' | 'right' } | null;
  /** Where it is written. */
  readonly span: Span;
}

export interface ExportOrder {
  readonly column: string;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  readonly span: Span;
}

/** A table that is handed on as files, for a consumer that does not read Delta. */
export interface Export {
  readonly name: string;
  readonly description: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly model: string;
  /** The environment that is exported where none is named; null: the project's default. */
  readonly environment: string | null;
  /** Relative to where exports go; with `{{…}}`. */
  readonly path: string;
  readonly manifest: string;
  /** Relative to the project. */
  readonly folder: string;
  /** null: all, in the model's order. */
  readonly columns: readonly ExportColumn[] | null;
  /** With `{{…}}`. */
  readonly where: string | null;
  /** null: by the model's grain. */
  readonly orderBy: readonly ExportOrder[] | null;
  readonly partitionBy: readonly { readonly column: string; readonly span: Span }[];
  /** Made anew after every commit of the model to its environment. */
  readonly afterApply: boolean;
  readonly rules: CsvRules;
  readonly floatFormat: string | null;
  /** What pandas does where a program leaves it to pandas. */
  readonly likePandas: boolean;
  readonly file: SourceFile;
  readonly span: Span;
  /** Where parts are written, by key; the export's name where they are not. */
  readonly spans: Readonly<Record<string, Span>>;
}
