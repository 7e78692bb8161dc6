import type { Dialect } from '../estate/dialect.ts';

/** Python modules that talk to a database, and what it speaks. */
const modules: Readonly<Record<string, Dialect>> = {
  psycopg2: 'postgres',
  psycopg: 'postgres',
  asyncpg: 'postgres',
  pg8000: 'postgres',
  fdb: 'firebird',
  firebirdsql: 'firebird',
  firebird: 'firebird',
  kinterbasdb: 'firebird',
  cx_oracle: 'oracle',
  oracledb: 'oracle',
  pymysql: 'mysql',
  mysqldb: 'mysql',
  mysql: 'mysql',
  mariadb: 'mysql',
  pymssql: 'tsql',
  pyodbc: 'tsql',
  snowflake: 'snowflake',
  teradatasql: 'teradata',
  teradata: 'teradata',
  ibm_db: 'db2',
  ibm_db_dbi: 'db2',
  duckdb: 'duckdb',
  bigquery: 'bigquery',
  pandas_gbq: 'bigquery',
  databricks: 'databricks',
  pyspark: 'databricks',
};

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

export function dialectOfModule(name: string): Dialect | null {
  const [first, second, third] = name.toLowerCase().split('.');
  if (first === 'google' && second === 'cloud' && third === 'bigquery') return 'bigquery';
  return modules[first!] ?? null;
}

/** Of a connection's address or driver, as `create_engine` and ODBC take it. */
export function dialectOfAddress(text: string): Dialect | null {
  return words.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
