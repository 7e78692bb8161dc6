/** What models may not call, and what makes a result differ from run to run. */

export type Refusal = 'file' | 'catalog' | 'session';

const filePrefixes = /^(read_|parquet_|sniff_|sqlite_|postgres_|mysql_|iceberg_|delta_|st_read)/;
const fileFunctions = new Set(['glob', 'csv', 'arrow_scan', 'arrow_scan_dumb', 'pandas_scan']);
const catalogPrefixes =
  /^(duckdb_|pragma_|pg_|icu_|enable_|disable_|check_|truncate_|has_.*_privilege$|test_|inet_)/;
const catalogFunctions = new Set([
  'query',
  'query_table',
  'json_execute_serialized_sql',
  'sql_auto_complete',
  'summary',
  'seq_scan',
  'index_scan',
  'checkpoint',
  'force_checkpoint',
  'col_description',
  'obj_description',
  'shobj_description',
  'format_pg_type',
  'which_secret',
  'storage_info',
]);
const sessionFunctions = new Set([
  'getvariable',
  'getenv',
  'current_setting',
  'set_config',
  'current_user',
  'current_role',
  'session_user',
  'user',
  'current_schema',
  'current_schemas',
  'current_catalog',
  'current_database',
  'current_query',
  'current_query_id',
  'current_connection_id',
  'current_transaction_id',
  'txid_current',
  'in_search_path',
  'nextval',
  'currval',
  'setseed',
  'write_log',
]);

/** Why a model may not call the function; null where it may. */
export function refusalOf(name: string, isTable: boolean): Refusal | null {
  if (isTable && (filePrefixes.test(name) || fileFunctions.has(name))) return 'file';
  if (catalogPrefixes.test(name) || catalogFunctions.has(name)) return 'catalog';
  return sessionFunctions.has(name) ? 'session' : null;
}

/** Functions whose result differs from call to call or from run to run. A test holds this against the engine's own list. */
export const volatileFunctions: ReadonlySet<string> = new Set([
  'random',
  'uuid',
  'uuidv4',
  'uuidv7',
  'gen_random_uuid',
  'now',
  'today',
  'ago',
  'transaction_timestamp',
  'current_timestamp',
  'current_date',
  'current_time',
  'localtime',
  'localtimestamp',
  'get_current_timestamp',
  'get_current_time',
]);

/** Functions that the parser takes for columns, since they are called without brackets. */
export const bareFunctions: ReadonlySet<string> = new Set([
  'current_timestamp',
  'current_date',
  'current_time',
  'localtime',
  'localtimestamp',
  'current_user',
  'current_role',
  'session_user',
  'current_schema',
  'current_catalog',
]);

/** Whether a call gives another result in another run. `age(t)` counts from today, `age(t, u)` does not. */
export function isVolatile(name: string, arity: number): boolean {
  return volatileFunctions.has(name) || (name === 'age' && arity === 1);
}
