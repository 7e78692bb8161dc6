import type { SourceFile, Span } from '../text/index.ts';

export const exposureTypes = ['dashboard', 'report', 'export', 'notebook', 'application', 'ml'] as const;
export type ExposureType = (typeof exposureTypes)[number];

/** A relation that a consumer reads, and which of its columns; null: all. */
export interface ExposureRead {
  readonly relation: string;
  readonly columns: readonly string[] | null;
  readonly span: Span;
}

/** A consumer outside of the lake: what somebody would miss if a column went away. */
export interface Exposure {
  readonly name: string;
  readonly type: ExposureType;
  readonly description: string | null;
  readonly owner: string | null;
  readonly url: string | null;
  readonly tags: readonly string[];
  readonly reads: readonly ExposureRead[];
  /** A query that the consumer runs, from which its columns are found; null: `reads` says them. */
  readonly sql: string | null;
  /** The query in the file; the name where there is none. */
  readonly sqlSpan: Span;
  readonly file: SourceFile;
  readonly span: Span;
}
