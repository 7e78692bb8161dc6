import type { ParityRecord } from '../../compare/parity/index.ts';
import { appendRows, createTable, latestVersion, optimizeTable, vacuumTable } from '../../delta/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import type { Session } from '../../ports/index.ts';
import { lodeVersion } from '../../version.ts';
import { type Lake, lakePath } from '../lake.ts';
import { ledgerTable, recordQuery } from './ledger-table.ts';
import { readLedger } from './read-ledger.ts';

/** Every so many records their small files are brought together. */
const compactEvery = 100;

/**
 * Appends a record to the ledger, which is made where it is missing; also while others do the same. A pair that its run has recorded is not recorded again: whoever is not sure that it was done may ask
 * once more. Gives whether it was.
 */
export async function appendRecord(lake: Lake, session: Session, record: ParityRecord): Promise<boolean> {
  const ports = { files: lake.files, session, clock: lake.clock };
  const table = lakePath(lake, ledgerTable);
  const engineVersion = `Lode/${lodeVersion}`;
  const select = recordQuery(record);
  if ((await latestVersion(lake.files, table)) < 0) {
    try {
      const description = 'The parallel run: a row for each pair each time it was compared';
      await createTable(ports, table, { name: 'parity', description, select, engineVersion });
      return true;
    } catch (error) {
      // Another process made it at this moment.
      const taken =
        error instanceof DiagnosticError &&
        error.diagnostics.some(({ code }) => code === 'delta-table-exists');
      if (!taken) throw error;
    }
  }
  const standing = await readLedger(lake, session, { runId: record.runId, pair: record.pair });
  if (standing.length > 0) return false;
  const version = (await appendRows(ports, table, { select, mergeSchema: true, engineVersion }))!;
  // Whoever comes first with this commits it; for everybody else there is nothing left to bring together.
  if (version % compactEvery === 0) {
    const compacted = optimizeTable(ports, table, { engineVersion }).then(() => vacuumTable(ports, table));
    await compacted.catch(() => undefined);
  }
  return true;
}
