import type { BadRows, CsvDialect } from '../../csv/index.ts';
import type { ColumnStore } from './column-types.ts';
import type { CsvFile } from './list-files.ts';
import type { ValueFormat } from './values/index.ts';

/** A column as a relation gives it. */
export interface PlannedColumn {
  readonly name: string;
  /** In the engine's words. */
  readonly type: string;
  readonly store: ColumnStore;
  /** How its values are written: the dialect's way, or its own. */
  readonly format: ValueFormat;
  /** Its own format, as the contract says it; null: the dialect's. */
  readonly ownFormat: string | null;
  readonly nullable: boolean;
  readonly description: string | null;
}

/** Everything that decides which rows a relation's files give. */
export interface RelationPlan {
  readonly source: string;
  readonly relation: string;
  readonly files: readonly CsvFile[];
  readonly dialect: CsvDialect;
  readonly comment: string;
  readonly skipLines: number;
  readonly badRows: BadRows;
  /** The column that tells the file; null: none does. */
  readonly fileName: string | null;
  /** The columns that come out of the files. */
  readonly columns: readonly PlannedColumn[];
}

/** A column's ways: one format of its own stands for the type that it has. */
export function formatFor(dialect: CsvDialect, type: string, own: string | null): ValueFormat {
  if (own === null) return dialect;
  const folded = type.toUpperCase();
  if (folded === 'DATE') return { ...dialect, date: own };
  return folded === 'TIME' ? { ...dialect, time: own } : { ...dialect, timestamp: own };
}
