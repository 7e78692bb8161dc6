import { appendRows, createTable, latestVersion, replaceWhere } from '../../delta/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import type { Session } from '../../ports/index.ts';
import { lodeVersion } from '../../version.ts';
import { type Lake, lakePath } from '../lake.ts';
import { noUsage, usageColumns, usageTable } from './usage-table.ts';

export interface UsageAddition {
  /** Of the log's content. */
  readonly fileHash: string;
  /** Logs whose rows go, in the same commit. */
  readonly replaces: readonly string[];
  /** Columns of the table by name; each row has `fileHash`. */
  readonly select: string;
}

const engineVersion = `Lode/${lodeVersion}`;

/**
 * Adds the rows of one log in one commit; also while others add theirs. The table is made where it is missing. Gives whether it was done: not where another process has added the same log, or
 * taken away what is to be replaced, since it was looked for.
 */
export async function appendUsage(lake: Lake, session: Session, addition: UsageAddition): Promise<boolean> {
  const { fileHash, replaces } = addition;
  const ports = { files: lake.files, session, clock: lake.clock };
  const table = lakePath(lake, usageTable);
  if ((await latestVersion(lake.files, table)) < 0) {
    try {
      const description = 'Who read which column, by the query logs that were imported';
      await createTable(ports, table, { name: 'usage', description, select: noUsage(), engineVersion });
    } catch (error) {
      // Another process made it at this moment.
      if (!isCode(error, 'delta-table-exists')) throw error;
    }
  }
  const names = usageColumns.map(([name]) => `"${name}"`).join(', ');
  const select = `SELECT ${names} FROM (${noUsage()}\nUNION ALL BY NAME\n${addition.select})`;
  if (replaces.length === 0) {
    const version = await appendRows(ports, table, {
      select,
      mergeSchema: true,
      engineVersion,
      transaction: { appId: `lode/usage/${fileHash}`, version: 1 },
    });
    return version !== null;
  }
  try {
    const where = `file_hash IN (${[...new Set([fileHash, ...replaces])].map((hash) => `'${hash}'`).join(', ')})`;
    await replaceWhere(ports, table, { select, where, engineVersion });
    return true;
  } catch (error) {
    if (isCode(error, 'delta-conflict')) return false;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof DiagnosticError && error.diagnostics.some((each) => each.code === code);
}
