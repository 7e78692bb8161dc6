import type { Session } from '../../ports/index.ts';
import type { Lake } from '../lake.ts';
import { defineRelation } from '../run-database.ts';
import { noRecords } from './ledger-table.ts';
import { ledgerQuery } from './read-ledger.ts';

/** What `lode query` offers of the parallel run. */
export const parityRelation = 'lode.parity';

/** Whether a query's text may name it; it is not parsed. */
export function asksForParity(sql: string): boolean {
  return /\blode\b/i.test(sql) && /\bparity\b/i.test(sql);
}

/** Defines `lode.parity` (a row for each pair each time it was compared, `counts` for the last of a night) where a query's text names it. */
export async function defineParityView(lake: Lake, session: Session, sql: string): Promise<void> {
  if (!asksForParity(sql)) return;
  const rows = (await ledgerQuery(lake, session)) ?? noRecords();
  await defineRelation(
    session,
    parityRelation,
    `SELECT *, row_number() OVER (PARTITION BY project, pair, night ORDER BY attempt DESC, recorded_at DESC, run_id DESC) = 1 AS counts FROM (\n${rows}\n)`,
  );
}
