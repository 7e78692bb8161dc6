/** Dialects of SQL that a legacy estate is written in, by the names users give on the command line. */
export const dialects = [
  'tsql',
  'oracle',
  'mysql',
  'db2',
  'teradata',
  'snowflake',
  'postgres',
  'firebird',
  'bigquery',
  'databricks',
  'duckdb',
  'ansi',
] as const;
export type Dialect = (typeof dialects)[number];
