import type { LogFormat } from './log-format.ts';

/** What is read from a line of a log. */
export const logFields = [
  'time',
  'user',
  'application',
  'dialect',
  'database',
  'schema',
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
  database: ['database', 'database_name', 'db', 'db_name', 'dbname', 'datname', 'current_database', 'catalog', 'catalog_name', 'current_catalog', 'project_id'],
  schema: ['schema', 'schema_name', 'default_schema', 'current_schema', 'default_dataset', 'defaultdatabase'],
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
    database: ['database_name'],
    schema: ['schema_name'],
    sql: ['query_text'],
    duration: ['total_elapsed_time'],
    id: ['query_id'],
    status: ['execution_status'],
  },
  bigquery: {
    time: ['creation_time', 'start_time', 'creationtime'],
    user: ['user_email'],
    database: ['project_id'],
    schema: ['default_dataset', 'defaultdataset'],
    sql: ['query'],
    id: ['job_id'],
    status: ['state'],
    error: ['error_result', 'error_reason'],
  },
  databricks: {
    time: ['start_time', 'query_start_time_ms'],
    user: ['executed_by', 'user_name', 'executed_as_user_name'],
    application: ['client_application', 'client_application_name'],
    database: ['current_catalog', 'catalog', 'catalog_name'],
    schema: ['current_schema', 'schema', 'schema_name', 'current_database', 'database'],
    sql: ['statement_text', 'query_text'],
    duration: ['total_duration_ms', 'duration'],
    id: ['statement_id', 'query_id'],
    status: ['execution_status', 'status'],
  },
  'snowflake-access': {
    time: ['query_start_time', 'start_time'],
    user: ['user_name'],
    database: ['database_name'],
    schema: ['schema_name'],
    sql: ['query_text'],
    id: ['query_id'],
    status: ['execution_status'],
  },
  'databricks-lineage': { time: ['event_time'], sql: [] },
  'postgres-json': { time: ['timestamp'], sql: ['message'] },
  'mysql-digest': {
    time: ['last_seen', 'query_sample_seen'],
    user: ['user'],
    schema: ['schema_name'],
    sql: ['query_sample_text', 'digest_text'],
    calls: ['count_star'],
    id: ['digest'],
  },
  'query-store': {
    time: ['last_execution_time', 'end_time', 'time'],
    user: ['user_name', 'user'],
    database: ['database_name', 'database', 'db_name'],
    sql: ['query_sql_text', 'statement_text', 'sql_text', 'query_text', 'text'],
    calls: ['count_executions', 'execution_count', 'total_executions'],
    id: ['query_id', 'query_hash'],
  },
  'extended-events': {
    time: ['timestamp', 'timestamp_(utc)', 'event_time'],
    user: ['server_principal_name', 'username', 'session_server_principal_name', 'nt_username'],
    application: ['client_app_name'],
    database: ['database_name'],
    sql: ['batch_text', 'statement', 'sql_text'],
    status: ['result'],
  },
  'pg-stat-statements': {
    time: ['time', 'taken_at', 'snapshot_time', 'captured_at'],
    user: ['rolname', 'usename', 'user', 'username', 'user_name', 'userid'],
    database: ['datname', 'database', 'database_name', 'dbname'],
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
