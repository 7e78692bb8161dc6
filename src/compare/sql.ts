import type { SqlValue } from '../ports/index.ts';

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Runs one statement on the session that holds both sides. */
export interface CompareSession {
  readonly execute: (sql: string) => Promise<void>;
  readonly query: (sql: string) => Promise<SqlRows>;
}

export interface SqlRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly SqlValue[])[];
}
