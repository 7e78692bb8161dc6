import type { Audit } from '../project/index.ts';

export interface QualityColumn {
  readonly name: string;
  /** In the engine's words, as the column is stored. */
  readonly type: string;
  /** Whether its values may not be shown. */
  readonly pii: boolean;
}

export interface CheckRequest {
  /** What stands after FROM: a quoted name, or a query in parentheses. */
  readonly relation: string;
  /** All of its columns, in order. */
  readonly columns: readonly QualityColumn[];
  readonly audits: readonly Audit[];
  /** Whether the content is wanted. */
  readonly content: boolean;
}

/** A column's type by its name in any case. */
export function typesByName(columns: readonly QualityColumn[]): (name: string) => string {
  const types = new Map(columns.map(({ name, type }) => [name.toLowerCase(), type]));
  return (name) => types.get(name.toLowerCase()) ?? 'VARCHAR';
}
