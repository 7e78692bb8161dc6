import type { Session } from '../../ports/index.ts';
import { type AddAction, decodeAction } from '../actions/index.ts';
import type { Snapshot } from './snapshot.ts';

/** The add actions of the live files, by path. For tables of a size that JavaScript may hold; queries over `filesSql` serve the others. */
export async function activeFiles(session: Session, filesSql: string): Promise<AddAction[]> {
  const rows = await session.rows(
    `SELECT CAST(to_json(f) AS VARCHAR) AS json FROM (${filesSql}) AS f ORDER BY path`,
  );
  return rows.map((row) => decodeAction('add', String(row.json), 'the live files') as AddAction);
}

/** How many rows the table has, by its statistics; null where a file has none. */
export async function countRows(snapshot: Snapshot): Promise<number | null> {
  const [row] = await snapshot.session.rows(
    `SELECT count(*) FILTER (WHERE n IS NULL) AS unknown, CAST(coalesce(sum(n - gone), 0) AS BIGINT) AS rows FROM (SELECT TRY_CAST(stats ->> '$.numRecords' AS BIGINT) AS n, coalesce("deletionVector".cardinality, 0) AS gone FROM (${snapshot.filesSql}))`,
  );
  return Number(row?.unknown) > 0 ? null : Number(row?.rows ?? 0);
}
