import type { Session } from '../../ports/index.ts';

/** A log of which rows stand in the table. */
export interface KnownImport {
  readonly hash: string;
  readonly bytes: number;
  /** Null: an earlier version of Lode did not keep it. */
  readonly reading: string | null;
  readonly queries: number;
}

/** The logs that were imported. `usage`: the table's rows, as `usageQuery` gives them. */
export async function knownImports(session: Session, usage: string): Promise<readonly KnownImport[]> {
  const rows = await session.rows(
    `SELECT file_hash, bytes, reading, queries FROM (${usage}) WHERE entry = 'file' ORDER BY imported_at`,
  );
  return rows.map((row) => ({
    hash: String(row.file_hash),
    bytes: Number(row.bytes),
    reading: row.reading === null ? null : String(row.reading),
    queries: Number(row.queries),
  }));
}
