import { appendRows, createTable, latestVersion } from '../../delta/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import type { Session } from '../../ports/index.ts';
import { lodeVersion } from '../../version.ts';
import { type Lake, lakePath } from '../lake.ts';
import { noUsage, usageColumns, usageTable } from './usage-table.ts';

/**
 * Appends the rows of one log in one commit; also while others do the same. The table is made where it is missing. `select` gives columns of the table by name. A log whose hash was appended before is not
 * appended again: gives whether it was.
 */
export async function appendUsage(
  lake: Lake,
  session: Session,
  fileHash: string,
  select: string,
): Promise<boolean> {
  const ports = { files: lake.files, session, clock: lake.clock };
  const table = lakePath(lake, usageTable);
  const engineVersion = `Lode/${lodeVersion}`;
  if ((await latestVersion(lake.files, table)) < 0) {
    try {
      const description = 'Who read which column, by the query logs that were imported';
      await createTable(ports, table, { name: 'usage', description, select: noUsage(), engineVersion });
    } catch (error) {
      // Another process made it at this moment.
      const taken =
        error instanceof DiagnosticError &&
        error.diagnostics.some(({ code }) => code === 'delta-table-exists');
      if (!taken) throw error;
    }
  }
  const names = usageColumns.map(([name]) => `"${name}"`).join(', ');
  const version = await appendRows(ports, table, {
    select: `SELECT ${names} FROM (${noUsage()}\nUNION ALL BY NAME\n${select})`,
    mergeSchema: true,
    engineVersion,
    transaction: { appId: `lode/usage/${fileHash}`, version: 1 },
  });
  return version !== null;
}
