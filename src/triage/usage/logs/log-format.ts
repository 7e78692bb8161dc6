import type { Dialect } from '../../estate/dialect.ts';

/** Who wrote a log. `jsonl`, `csv` and `parquet` are logs of any program, whose columns are found by their names. */
export const logFormats = [
  'jsonl',
  'csv',
  'parquet',
  'postgres-csv',
  'pg-stat-statements',
  'firebird-trace',
  'snowflake',
  'bigquery',
  'databricks',
  'lode',
] as const;
export type LogFormat = (typeof logFormats)[number];

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
  time: ['time', 'timestamp', 'ts', 'query_time', 'start_time', 'started_at', 'executed_at', 'log_time', 'event_time', 'logged_at', 'created_at', 'creation_time', 'datetime', 'date'],
  user: ['user', 'user_name', 'username', 'usename', 'rolname', 'login', 'login_name', 'user_email', 'executed_by', 'principal', 'user_id', 'user_host'],
  application: ['application', 'application_name', 'app', 'app_name', 'program', 'program_name', 'client_application', 'client', 'client_app_id', 'process'],
  dialect: ['dialect'],
  sql: ['sql', 'query', 'query_text', 'statement', 'statement_text', 'sql_text', 'sqltext', 'text', 'batch_text', 'argument'],
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
    case 'pg-stat-statements':
      return 'postgres';
    case 'firebird-trace':
      return 'firebird';
    case 'snowflake':
    case 'bigquery':
    case 'databricks':
      return format;
    case 'lode':
      return 'duckdb';
    default:
      return null;
  }
}

/** What a log may not show, whatever it holds. */
export function blindSpotsOf(format: LogFormat): readonly string[] {
  const spots: Readonly<Partial<Record<LogFormat, readonly string[]>>> = {
    'postgres-csv': ['PostgreSQL logs only what log_statement and log_min_duration_statement let through.'],
    'pg-stat-statements': [
      'pg_stat_statements says how often, not when: the last read is the time of the snapshot. It forgets the rarest statements when pg_stat_statements.max is reached.',
    ],
    'firebird-trace': ['A Firebird trace holds what its filters let through, while it ran.'],
    snowflake: ['QUERY_HISTORY does not show who reads files that were unloaded to a stage.'],
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
  if (/\.parquet$/i.test(file)) return 'parquet';
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+ \(\w+:[^)]*\) [A-Z_]+/m.test(head)) return 'firebird-trace';
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]* \w+,(?:"[^"]*"|[^,]*),/.test(head)) return 'postgres-csv';
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
  return columns.length > 1 ? 'csv' : null;
}
