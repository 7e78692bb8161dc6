import { type ParityRecord, parityRecord } from '../../compare/parity/index.ts';
import {
  closeSnapshot,
  latestVersion,
  openSnapshot,
  quoteName,
  quoteText,
  scanQuery,
} from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Session } from '../../ports/index.ts';
import { type Lake, lakePath } from '../lake.ts';
import { ledgerColumns, ledgerTable, noRecords, recordOf, recordsQuery } from './ledger-table.ts';

export interface LedgerFilter {
  readonly night?: string;
  readonly pair?: string;
  readonly runId?: string;
}

/** The project's records in the ledger, in the order of their nights and attempts; none where there is no ledger yet. Rejects with `parity-ledger-damaged`. */
export async function readLedger(
  lake: Lake,
  session: Session,
  filter: LedgerFilter = {},
): Promise<readonly ParityRecord[]> {
  const rows = await ledgerQuery(lake, session);
  if (rows === null) return [];
  const conditions = (
    [
      ['project', lake.project.name],
      ['night', filter.night],
      ['pair', filter.pair],
      ['run_id', filter.runId],
    ] as const
  ).flatMap(([name, value]) => (value === undefined ? [] : [`${quoteName(name)} = ${quoteText(value)}`]));
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  try {
    const found = await session.rows(
      recordsQuery(`SELECT * FROM (\n${rows}\n)${where} ORDER BY night, pair, attempt, recorded_at, run_id`),
    );
    return found.map((row) => parityRecord.parse(recordOf(row)));
  } catch (error) {
    throw damaged(lake, error);
  }
}

/** A SELECT of the ledger's rows in the columns of this version of Lode; null where there is no ledger. */
export async function ledgerQuery(lake: Lake, session: Session): Promise<string | null> {
  const folder = lakePath(lake, ledgerTable);
  try {
    if ((await latestVersion(lake.files, folder)) < 0) return null;
    const snapshot = await openSnapshot({ files: lake.files, session }, folder);
    const query = await scanQuery(snapshot);
    await closeSnapshot(snapshot);
    // An older version of Lode may have written fewer columns; what others added is left out.
    const columns = ledgerColumns.map(([name]) => quoteName(name)).join(', ');
    return `SELECT ${columns} FROM (${noRecords()}\nUNION ALL BY NAME\n${query})`;
  } catch (error) {
    throw damaged(lake, error);
  }
}

function damaged(lake: Lake, error: unknown): unknown {
  if (
    error instanceof DiagnosticError &&
    error.diagnostics.some(({ code }) => code === 'parity-ledger-damaged')
  )
    return error;
  const problem =
    error instanceof DiagnosticError
      ? error.diagnostics.map(({ summary }) => summary).join('\n')
      : (error as Error).message;
  return new DiagnosticError(
    diagnose('parity-ledger-damaged', { path: lakePath(lake, ledgerTable), problem }),
    1,
    error,
  );
}
