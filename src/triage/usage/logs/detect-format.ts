import type { LogFormat } from './log-format.ts';
import { looksLikeMysqlGeneral } from './mysql-general.ts';
import { looksLikeMysqlSlow } from './mysql-slow.ts';
import { looksLikePostgresLog } from './postgres-log.ts';

/** Whether a log is of JSON, by its first text. The first line alone does not tell: where logs are rotated it may be the end of one that was cut. */
export function looksLikeJson(head: string): boolean {
  if (/^\s*[[{]/.test(head)) return true;
  return head.split('\n').some((line) => {
    const text = line.trim().replace(/,$/, '');
    if (!text.startsWith('{') || !text.endsWith('}')) return false;
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Which format a file is of, by its name and its first text. `columns`: of CSV, the names of its first line; of JSON, those of its first object. Null: not to be told.
 */
export function detectFormat(file: string, head: string, columns: readonly string[]): LogFormat | null {
  const has = (...names: string[]) => names.every((name) => columns.includes(name));
  const hasOf = (...names: string[]) => names.some((name) => columns.includes(name));
  if (/\.parquet$/i.test(file)) return 'parquet';
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+ \(\w+:[^)]*\) [A-Z_]+/m.test(head)) return 'firebird-trace';
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]* \w+,(?:"[^"]*"|[^,]*),/.test(head)) return 'postgres-csv';
  if (looksLikeMysqlSlow(head)) return 'mysql-slow';
  if (looksLikeMysqlGeneral(head)) return 'mysql-general';
  if (hasOf('protopayload', 'protopayload_auditlog') || /"protoPayload"\s*:/.test(head))
    return 'bigquery-audit';
  if (has('error_severity', 'message', 'timestamp')) return 'postgres-json';
  if (has('source_table_full_name', 'event_time')) return 'databricks-lineage';
  if (has('digest_text', 'count_star')) return 'mysql-digest';
  if (has('query_sql_text') || (has('last_execution_time') && hasOf('execution_count', 'count_executions')))
    return 'query-store';
  if (
    has('name') &&
    hasOf('timestamp', 'timestamp_(utc)') &&
    hasOf('batch_text', 'statement') &&
    /\b(?:sql_batch|rpc|sql_statement|sp_statement)_(?:completed|starting)\b/.test(head)
  )
    return 'extended-events';
  if (has('direct_objects_accessed')) return has('query_text') ? 'snowflake' : 'snowflake-access';
  if (
    has('calls', 'query') &&
    columns.some((name) => name === 'queryid' || /^total_(?:exec_)?time$/.test(name))
  )
    return 'pg-stat-statements';
  if (
    has('query_text', 'query_id') &&
    columns.some((name) =>
      ['warehouse_name', 'execution_status', 'role_name', 'warehouse_id'].includes(name),
    ) &&
    !columns.includes('query_start_time_ms')
  )
    return 'snowflake';
  if (has('query', 'job_id') || has('query', 'user_email')) return 'bigquery';
  if (has('statement_text', 'statement_id') || has('query_text', 'query_start_time_ms')) return 'databricks';
  if (has('lode')) return 'lode';
  if (looksLikeJson(head)) return 'jsonl';
  if (looksLikePostgresLog(head)) return 'postgres-log';
  return columns.length > 1 ? 'csv' : null;
}

/** Something that is known not to be a log that can be read, and what to do about it; null: nothing of it is known. */
export function unreadable(file: string, head: string, columns: readonly string[]): LogHint | null {
  if (/\.(?:xel|trc)$/i.test(file)) return 'extended-events-file';
  if (columns.includes('event_data') || /<event name="/.test(head)) return 'extended-events-xml';
  if (/^<AUDIT>|<AUDIT_RECORD>/m.test(head)) return 'audit-xml';
  if (/^(?:<\d+>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ \w*(?:postgres|mysqld|mariadbd)\w*\[/m.test(head))
    return 'syslog';
  if (/^# (?:Overall:|\d+(?:\.\d+)?m?s user time)/m.test(head) || /^Count: \d+ {2}Time=/m.test(head))
    return 'summary';
  if (/^(?:SQLite format 3|PK\u0003\u0004|\{\\rtf|%PDF)/.test(head)) return 'no-text';
  return null;
}

/** Logs that are known and cannot be read as they are. */
export type LogHint =
  | 'extended-events-file'
  | 'extended-events-xml'
  | 'audit-xml'
  | 'syslog'
  | 'summary'
  | 'no-text';
