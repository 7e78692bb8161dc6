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

export function dialectOfModule(name: string): Dialect | null {
  const [first, second, third] = name.toLowerCase().split('.');
  if (first === 'google' && second === 'cloud' && third === 'bigquery') return 'bigquery';
  return modules[first!] ?? null;
}
