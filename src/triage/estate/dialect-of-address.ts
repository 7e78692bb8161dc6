import type { Dialect } from './dialect.ts';

const words: readonly (readonly [RegExp, Dialect])[] = [
  [/postgres|redshift/i, 'postgres'],
  [/firebird|interbase/i, 'firebird'],
  [/snowflake/i, 'snowflake'],
  [/bigquery/i, 'bigquery'],
  [/databricks/i, 'databricks'],
  [/teradata/i, 'teradata'],
  [/oracle/i, 'oracle'],
  [/mysql|mariadb/i, 'mysql'],
  [/db2/i, 'db2'],
  [/duckdb/i, 'duckdb'],
  [/mssql|sql server/i, 'tsql'],
];

/** Of a connection's address or driver, as `create_engine` and ODBC take it. */
export function dialectOfAddress(text: string): Dialect | null {
  return words.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
