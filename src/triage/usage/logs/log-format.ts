import type { Dialect } from '../../estate/dialect.ts';
import { looksLikeMysqlGeneral } from './mysql-general.ts';
import { looksLikeMysqlSlow } from './mysql-slow.ts';
import { looksLikePostgresLog } from './postgres-log.ts';

/** Who wrote a log. `jsonl`, `csv` and `parquet` are logs of any program, whose columns are found by their names. */
export const logFormats = [
  'jsonl',
  'csv',
  'parquet',
  'postgres-csv',
  'postgres-json',
  'postgres-log',
  'pg-stat-statements',
  'firebird-trace',
  'mysql-general',
  'mysql-slow',
  'mysql-digest',
  'query-store',
  'extended-events',
  'snowflake',
  'snowflake-access',
  'bigquery',
  'bigquery-audit',
  'databricks',
  'databricks-lineage',
  'lode',
] as const;
export type LogFormat = (typeof logFormats)[number];

/** Forms that are no table: their lines are read by what stands in them. */
export function isTable(format: LogFormat): boolean {
  return ![
    'postgres-csv',
    'postgres-log',
    'firebird-trace',
    'mysql-general',
    'mysql-slow',
    'bigquery-audit',
  ].includes(format);
}

/** Whether a form tells how often each statement has run up to now, not each run. */
export function isSnapshot(format: LogFormat): boolean {
  return format === 'pg-stat-statements' || format === 'mysql-digest' || format === 'query-store';
}

/** Whether a form tells what was read, with or without the statements. */
export function tellsReads(format: LogFormat): boolean {
  return format === 'snowflake-access' || format === 'databricks-lineage';
}

/** What is read from a line of a log. */
export const logFields = [
  'time',
  'user',
  'application',
  'dialect',
  'sql',
  'calls',
  'duration',
  'id',
  'status',
  'error',
] as const;
export type LogField = (typeof logFields)[number];

export type FieldNames = Readonly<Partial<Record<LogField, readonly string[]>>>;

/** Names that columns have, the likeliest first. In lower case. */
const usual: FieldNames = {
  time: ['time', 'timestamp', 'ts', 'query_time', 'start_time', 'started_at', 'executed_at', 'log_time', 'event_time', 'logged_at', 'created_at', 'creation_time', 'create_time', 'starttime', 'event_timestamp', 'extended_timestamp', 'datetime', 'date'],
  user: ['user', 'user_name', 'username', 'usename', 'rolname', 'login', 'login_name', 'user_email', 'executed_by', 'principal', 'dbusername', 'user_id', 'user_host'],
  application: ['application', 'application_name', 'app', 'app_name', 'program', 'program_name', 'client_application', 'client', 'client_app_id', 'process'],
  dialect: ['dialect'],
  sql: ['sql', 'query', 'query_text', 'statement', 'statement_text', 'sql_text', 'sqltext', 'sqltextinfo', 'querytxt', 'text', 'batch_text', 'argument'],
  calls: ['calls', 'count', 'executions', 'execution_count'],
  duration: ['duration_ms', 'duration', 'elapsed_ms', 'total_elapsed_time', 'total_duration_ms', 'elapsed'],
  id: ['query_id', 'id', 'statement_id', 'job_id', 'request_id'],
  status: ['status', 'execution_status', 'state', 'command_type'],
}; // biome-ignore format: a table

const own: Readonly<Partial<Record<LogFormat, FieldNames>>> = {
  snowflake: {
    time: ['start_time', 'end_time'],
    user: ['user_name'],
    application: ['client_application_id', 'client_application'],
    sql: ['query_text'],
    duration: ['total_elapsed_time'],
    id: ['query_id'],
    status: ['execution_status'],
  },
  bigquery: {
    time: ['creation_time', 'start_time', 'creationtime'],
    user: ['user_email'],
    sql: ['query'],
    id: ['job_id'],
    status: ['state'],
    error: ['error_result', 'error_reason'],
  },
  databricks: {
    time: ['start_time', 'query_start_time_ms'],
    user: ['executed_by', 'user_name', 'executed_as_user_name'],
    application: ['client_application', 'client_application_name'],
    sql: ['statement_text', 'query_text'],
    duration: ['total_duration_ms', 'duration'],
    id: ['statement_id', 'query_id'],
    status: ['execution_status', 'status'],
  },
  'snowflake-access': {
    time: ['query_start_time', 'start_time'],
    user: ['user_name'],
    sql: ['query_text'],
    id: ['query_id'],
    status: ['execution_status'],
  },
  'databricks-lineage': { time: ['event_time'], sql: [] },
  'postgres-json': { time: ['timestamp'], sql: ['message'] },
  'mysql-digest': {
    time: ['last_seen', 'query_sample_seen'],
    user: ['user'],
    sql: ['query_sample_text', 'digest_text'],
    calls: ['count_star'],
    id: ['digest'],
  },
  'query-store': {
    time: ['last_execution_time', 'end_time', 'time'],
    user: ['user_name', 'user'],
    sql: ['query_sql_text', 'statement_text', 'sql_text', 'query_text', 'text'],
    calls: ['count_executions', 'execution_count', 'total_executions'],
    id: ['query_id', 'query_hash'],
  },
  'extended-events': {
    time: ['timestamp', 'timestamp_(utc)', 'event_time'],
    user: ['server_principal_name', 'username', 'session_server_principal_name', 'nt_username'],
    application: ['client_app_name'],
    sql: ['batch_text', 'statement', 'sql_text'],
    status: ['result'],
  },
  'pg-stat-statements': {
    time: ['time', 'taken_at', 'snapshot_time', 'captured_at'],
    user: ['rolname', 'usename', 'user', 'username', 'user_name', 'userid'],
    sql: ['query'],
    calls: ['calls'],
    id: ['queryid'],
  },
};

/** The names under which each field is looked for, those of `given` before all. */
export function fieldNames(
  format: LogFormat,
  given: Readonly<Partial<Record<LogField, string>>>,
): FieldNames {
  const names = own[format] ?? usual;
  return Object.fromEntries(
    logFields.map((field) => {
      const chosen = given[field];
      return [field, chosen === undefined ? (names[field] ?? []) : [chosen.toLowerCase()]];
    }),
  );
}

/** What SQL a format's queries are in, where the format says. */
export function dialectOfFormat(format: LogFormat): Dialect | null {
  switch (format) {
    case 'postgres-csv':
    case 'postgres-json':
    case 'postgres-log':
    case 'pg-stat-statements':
      return 'postgres';
    case 'firebird-trace':
      return 'firebird';
    case 'mysql-general':
    case 'mysql-slow':
    case 'mysql-digest':
      return 'mysql';
    case 'query-store':
    case 'extended-events':
      return 'tsql';
    case 'snowflake':
    case 'snowflake-access':
      return 'snowflake';
    case 'bigquery':
    case 'bigquery-audit':
      return 'bigquery';
    case 'databricks':
    case 'databricks-lineage':
      return 'databricks';
    case 'lode':
      return 'duckdb';
    default:
      return null;
  }
}

/** What a log may not show, whatever it holds. */
export function blindSpotsOf(format: LogFormat): readonly string[] {
  const postgres = ['PostgreSQL logs only what log_statement and log_min_duration_statement let through.'];
  const spots: Readonly<Partial<Record<LogFormat, readonly string[]>>> = {
    'postgres-csv': postgres,
    'postgres-json': postgres,
    'postgres-log': [
      ...postgres,
      'A log of PostgreSQL in lines names users and programs only where log_line_prefix has %u and %a.',
    ],
    'mysql-slow': [
      'The slow query log of MySQL holds only what took longer than long_query_time: short queries are not in it.',
    ],
    'mysql-digest': [
      'The digests of MySQL say how often, not who; they begin with the start of the server, and forget the rarest statements when there is no room.',
    ],
    'query-store': [
      'Query Store says how often, not who; it keeps what its capture mode and its size let through.',
    ],
    'extended-events': ['A session of Extended Events holds what its filters let through, while it ran.'],
    'pg-stat-statements': [
      'pg_stat_statements says how often, not when: the last read is the time of the snapshot. It forgets the rarest statements when pg_stat_statements.max is reached.',
    ],
    'firebird-trace': ['A Firebird trace holds what its filters let through, while it ran.'],
    snowflake: ['QUERY_HISTORY does not show who reads files that were unloaded to a stage.'],
    'snowflake-access': [
      'ACCESS_HISTORY comes up to three hours late, and does not show who reads files that were unloaded to a stage.',
    ],
    'bigquery-audit': ['Audit logs of BigQuery do not show who reads files that were extracted.'],
    'databricks-lineage': [
      'The lineage tables of Databricks hold what could be inferred of a run: not reads by path, and not all of those in scripts.',
    ],
    bigquery: ['INFORMATION_SCHEMA.JOBS does not show reads through the Storage API or of extracted files.'],
    databricks: ['The query history does not show reads of files by jobs and notebooks on clusters.'],
    lode: [
      'The log of lode query is of one folder of the project: of what was asked there. Whoever reads the Delta tables with another engine is not in it.',
    ],
  };
  return spots[format] ?? [];
}

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
