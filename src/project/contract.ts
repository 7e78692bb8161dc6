import type { SourceFile, Span } from '../text/index.ts';

export interface ContractColumn {
  /** The name in SQL: the source's, or what `as:` says. */
  readonly name: string;
  /** The name in the source. */
  readonly sourceName: string;
  /** In the engine's words. */
  readonly type: string;
  readonly nullable: boolean;
  readonly description: string | null;
  readonly pii: string | null;
  readonly tags: readonly string[];
  readonly span: Span;
}

export interface ContractRelation {
  /** `source.name` as models write it. */
  readonly name: string;
  readonly source: string;
  /** The relation's name in the source. */
  readonly sourceName: string;
  readonly description: string | null;
  /** The columns that tell one row from another, by their names in the source; empty: not known. */
  readonly key: readonly string[];
  readonly columns: readonly ContractColumn[];
  readonly file: SourceFile;
  readonly span: Span;
}
