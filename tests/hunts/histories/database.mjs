// What the hunt asks of DuckDB.
import { DuckDBInstance } from '@duckdb/node-api';

/** Functions of other engines that say in DuckDB's words what they do; the plan sees through them. */
const macros = [
  'iff(a, b, c) AS CASE WHEN a THEN b ELSE c END',
  'getdate() AS now()',
  'nvl(a, b) AS coalesce(a, b)',
  'nvl2(a, b, c) AS CASE WHEN a IS NOT NULL THEN b ELSE c END',
  'zeroifnull(a) AS coalesce(a, 0)',
  'nullifzero(a) AS nullif(a, 0)',
  'div0(a, b) AS CASE WHEN b = 0 THEN 0 ELSE a / b END',
  'to_date(a) AS CAST(a AS DATE)',
  'to_varchar(a) AS CAST(a AS VARCHAR)',
  'to_number(a) AS CAST(a AS DECIMAL(38, 0))',
  'boolor_agg(a) AS bool_or(a)',
  'approx_percentile(a, q) AS quantile_disc(a, q)',
  'from_iso8601_timestamp(a) AS CAST(a AS TIMESTAMP)',
  'from_iso8601_date(a) AS CAST(a AS DATE)',
  'arbitrary(a) AS any_value(a)',
  'date_parse(a, f) AS strptime(a, f)',
  'to_iso8601(a) AS CAST(a AS VARCHAR)',
  'from_iso8601_timestamp_nanos(a) AS CAST(a AS TIMESTAMP)',
  'regexp_like(a, p) AS regexp_matches(a, p)',
  'regexp_position(a, p) AS strpos(a, regexp_extract(a, p))',
  'array_join(a, s) AS array_to_string(a, s)',
  'json_query(a, p) AS json_extract_string(a, p)',
  'json_format(a) AS CAST(a AS VARCHAR)',
  'json_parse(a) AS CAST(a AS JSON)',
  'date_format(a, f) AS strftime(a, f)',
];

export async function openDatabase() {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '1500MB' });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'; SET enable_external_access = false;");
  for (const macro of macros) await connection.run(`CREATE MACRO ${macro}`);
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Drops what an edit has made. */
export async function cleared(connection) {
  const found = await rowsOf(
    connection,
    "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'memory'",
  );
  for (const [schema, table] of found) await connection.run(`DROP TABLE ${quoted(schema)}.${quoted(table)}`);
}

export async function rowsOf(connection, sql) {
  return (await connection.runAndReadAll(sql))
    .getRows()
    .map((row) => row.map((value) => (value === null ? null : String(value))));
}

/** The bound plan's JSON, or { failure }. */
export async function planOf(connection, sql) {
  try {
    const [[json]] = await rowsOf(
      connection,
      `SELECT json_serialize_plan(${literal(sql)}, skip_default := true)::VARCHAR`,
    );
    if (json.startsWith('{"error":false')) return { json };
    const answer = JSON.parse(json);
    const position = Number(answer.position ?? Number.NaN);
    return {
      failure: {
        kind: String(answer.error_type ?? ''),
        message: String(answer.error_message ?? ''),
        position: Number.isSafeInteger(position) ? position : null,
      },
    };
  } catch (error) {
    return { failure: { kind: 'thrown', message: String(error), position: null } };
  }
}

export async function bindFailure(connection, sql) {
  return (await planOf(connection, sql)).failure ?? null;
}

export async function columnsOf(connection, sql) {
  const found = await rowsOf(connection, `SELECT column_name, column_type FROM (DESCRIBE ${sql}\n)`);
  return found.map(([name, type]) => ({ name, type }));
}

export function quoted(name) {
  return `"${name.replaceAll('"', '""')}"`;
}

export function literal(text) {
  return `'${text.replaceAll("'", "''")}'`;
}
