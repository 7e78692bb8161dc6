import { quoteName } from '../../delta/index.ts';

/** Where it lies, relative to the lake. */
export const usageTable = '_usage';

/**
 * Columns of the table. A row is one of these, by `entry`. `file`: a log that was imported, with what was counted. `day`: how many queries a day of it has. `statement`: a distinct statement. `read`: who read a column, and with
 * no column the relation. `seen`: which queries it holds, so that none counts twice. All rows of a log are added by one commit; that of a log
 * which has grown, or is read otherwise, takes the rows of before away.
 */
export const usageColumns: readonly (readonly [name: string, type: string])[] = [
  ['entry', 'VARCHAR'],
  ['file', 'VARCHAR'],
  ['file_hash', 'VARCHAR'],
  // By which format, columns, zone and rules: the same log read otherwise takes the place of what was read before.
  ['reading', 'VARCHAR'],
  ['imported_at', 'TIMESTAMP WITH TIME ZONE'],
  ['imported_by', 'VARCHAR'],
  ['project', 'VARCHAR'],
  ['format', 'VARCHAR'],
  ['server', 'VARCHAR'],
  // It counts from a beginning of its own, as pg_stat_statements does: of several the greatest number holds.
  ['is_snapshot', 'BOOLEAN'],
  ['bytes', 'BIGINT'],
  ['window_from', 'TIMESTAMP WITH TIME ZONE'],
  ['window_to', 'TIMESTAMP WITH TIME ZONE'],
  ['queries', 'BIGINT'],
  ['robots', 'BIGINT'],
  ['repeated', 'BIGINT'],
  ['other_lines', 'BIGINT'],
  ['damaged_lines', 'BIGINT'],
  ['bound', 'BIGINT'],
  ['parsed', 'BIGINT'],
  ['scanned', 'BIGINT'],
  ['opaque', 'BIGINT'],
  ['day', 'DATE'],
  ['statement_id', 'VARCHAR'],
  ['statement', 'VARCHAR'],
  ['relation', 'VARCHAR'],
  ['column_name', 'VARCHAR'],
  ['user_name', 'VARCHAR'],
  ['first_read', 'TIMESTAMP WITH TIME ZONE'],
  ['last_read', 'TIMESTAMP WITH TIME ZONE'],
  ['understanding', 'VARCHAR'],
  ['lines', 'BIGINT[]'],
  ['ids', 'BIGINT[]'],
];

/** An empty relation of the table's columns. */
export function noUsage(): string {
  const columns = usageColumns.map(([name, type]) => `CAST(NULL AS ${type}) AS ${quoteName(name)}`);
  return `SELECT ${columns.join(', ')} WHERE false`;
}
