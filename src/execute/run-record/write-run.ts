import { appendRows, createTable, latestVersion, optimizeTable, vacuumTable } from '../../delta/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import type { RunRecord } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { lodeVersion } from '../../version.ts';
import { type Lake, lakePath } from '../lake.ts';
import { runQuery, runsTable } from './runs-table.ts';

/** Every so many runs their small files are brought together. */
const compactEvery = 50;

/** Appends a run to the lake's table of runs, which is made where it is missing; also while others do the same. Returns the table's version. */
export async function writeRun(lake: Lake, session: Session, record: RunRecord): Promise<number> {
  const ports = { files: lake.files, session, clock: lake.clock };
  const table = lakePath(lake, runsTable);
  const engineVersion = `Lode/${lodeVersion}`;
  const select = runQuery(record);
  if ((await latestVersion(lake.files, table)) < 0) {
    try {
      const description = 'What lode apply, run and rollback did in this lake: a row a run';
      return await createTable(ports, table, { name: 'runs', description, select, engineVersion });
    } catch (error) {
      // Another process made it at this moment.
      const taken =
        error instanceof DiagnosticError &&
        error.diagnostics.some(({ code }) => code === 'delta-table-exists');
      if (!taken) throw error;
    }
  }
  const version = (await appendRows(ports, table, { select, mergeSchema: true, engineVersion }))!;
  // Whoever comes first with this commits it; for everybody else there is nothing left to bring together.
  if (version % compactEvery === 0) {
    const compacted = optimizeTable(ports, table, { engineVersion }).then(() => vacuumTable(ports, table));
    await compacted.catch(() => undefined);
  }
  return version;
}
