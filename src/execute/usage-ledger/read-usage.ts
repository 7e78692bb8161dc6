import { closeSnapshot, latestVersion, openSnapshot, quoteName, scanQuery } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Session } from '../../ports/index.ts';
import { type Lake, lakePath } from '../lake.ts';
import { noUsage, usageColumns, usageTable } from './usage-table.ts';

/** A SELECT of the table's rows in the columns of this version of Lode; null where nothing was imported yet. Rejects with `usage-ledger-damaged`. */
export async function usageQuery(lake: Lake, session: Session): Promise<string | null> {
  const folder = lakePath(lake, usageTable);
  try {
    if ((await latestVersion(lake.files, folder)) < 0) return null;
    const snapshot = await openSnapshot({ files: lake.files, session }, folder);
    const query = await scanQuery(snapshot);
    await closeSnapshot(snapshot);
    const columns = usageColumns.map(([name]) => quoteName(name)).join(', ');
    return `SELECT ${columns} FROM (${noUsage()}\nUNION ALL BY NAME\n${query})`;
  } catch (error) {
    const problem =
      error instanceof DiagnosticError
        ? error.diagnostics.map(({ summary }) => summary).join('\n')
        : (error as Error).message;
    throw new DiagnosticError(diagnose('usage-ledger-damaged', { path: folder, problem }), 1, error);
  }
}

/** Ranks of what is understood, the weakest the greatest. */
const rank = (column: string) => `list_position(['bound', 'parsed', 'scanned', 'opaque'], ${column})`;

/**
 * Who read what, a row for each relation, column and user, as `ColumnReads` has it. Of snapshots of one server the greatest number counts.
 */
export function readsQuery(usage: string): string {
  return `SELECT relation, column_name, user_name, sum(queries)::BIGINT AS queries, min(first_read) AS first_read, max(last_read) AS last_read,
    ['bound', 'parsed', 'scanned', 'opaque'][max(understanding)] AS understanding, list(places).flatten()[1:5] AS places
  FROM (
    SELECT relation, column_name, user_name, server, is_snapshot, CASE WHEN is_snapshot THEN max(queries) ELSE sum(queries) END AS queries,
      min(first_read) AS first_read, max(last_read) AS last_read, max(${rank('understanding')}) AS understanding,
      list(list_transform(lines, lambda line: {file: file, line: line}) ORDER BY last_read DESC, file).flatten()[1:5] AS places
    FROM (${usage}) WHERE entry = 'read' GROUP BY relation, column_name, user_name, server, is_snapshot
  ) GROUP BY relation, column_name, user_name`;
}
