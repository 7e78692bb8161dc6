import type { Dialect } from '../../estate/dialect.ts';

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

/** What is known of every log of a format, before one is read. */
interface Traits {
  /** What SQL its queries are in; null: the format does not say. */
  readonly dialect: Dialect | null;
  /** `table`: its columns have names. `lines`: its lines are read by what stands in them. */
  readonly form: 'table' | 'lines';
  /** `runs`: an entry is a run of a statement. `counts`: how often a statement has run up to now. `reads`: what was read, with or without the statement. */
  readonly tells: 'runs' | 'counts' | 'reads';
  /** What a log may not show, whatever it holds. */
  readonly blindSpots: readonly string[];
}

const ofPostgres = 'PostgreSQL logs only what log_statement and log_min_duration_statement let through.';

const traits: Readonly<Record<LogFormat, Traits>> = {
  jsonl: { dialect: null, form: 'table', tells: 'runs', blindSpots: [] },
  csv: { dialect: null, form: 'table', tells: 'runs', blindSpots: [] },
  parquet: { dialect: null, form: 'table', tells: 'runs', blindSpots: [] },
  'postgres-csv': { dialect: 'postgres', form: 'lines', tells: 'runs', blindSpots: [ofPostgres] },
  'postgres-json': { dialect: 'postgres', form: 'table', tells: 'runs', blindSpots: [ofPostgres] },
  'postgres-log': {
    dialect: 'postgres',
    form: 'lines',
    tells: 'runs',
    blindSpots: [
      ofPostgres,
      'A log of PostgreSQL in lines names users and programs only where log_line_prefix has %u and %a.',
    ],
  },
  'pg-stat-statements': {
    dialect: 'postgres',
    form: 'table',
    tells: 'counts',
    blindSpots: [
      'pg_stat_statements says how often, not when: the last read is the time of the snapshot. It forgets the rarest statements when pg_stat_statements.max is reached.',
    ],
  },
  'firebird-trace': {
    dialect: 'firebird',
    form: 'lines',
    tells: 'runs',
    blindSpots: ['A Firebird trace holds what its filters let through, while it ran.'],
  },
  'mysql-general': { dialect: 'mysql', form: 'lines', tells: 'runs', blindSpots: [] },
  'mysql-slow': {
    dialect: 'mysql',
    form: 'lines',
    tells: 'runs',
    blindSpots: [
      'The slow query log of MySQL holds only what took longer than long_query_time: short queries are not in it.',
    ],
  },
  'mysql-digest': {
    dialect: 'mysql',
    form: 'table',
    tells: 'counts',
    blindSpots: [
      'The digests of MySQL say how often, not who; they begin with the start of the server, and forget the rarest statements when there is no room.',
    ],
  },
  'query-store': {
    dialect: 'tsql',
    form: 'table',
    tells: 'counts',
    blindSpots: [
      'Query Store says how often, not who; it keeps what its capture mode and its size let through.',
    ],
  },
  'extended-events': {
    dialect: 'tsql',
    form: 'table',
    tells: 'runs',
    blindSpots: ['A session of Extended Events holds what its filters let through, while it ran.'],
  },
  snowflake: {
    dialect: 'snowflake',
    form: 'table',
    tells: 'runs',
    blindSpots: ['QUERY_HISTORY does not show who reads files that were unloaded to a stage.'],
  },
  'snowflake-access': {
    dialect: 'snowflake',
    form: 'table',
    tells: 'reads',
    blindSpots: [
      'ACCESS_HISTORY comes up to three hours late, and does not show who reads files that were unloaded to a stage.',
    ],
  },
  bigquery: {
    dialect: 'bigquery',
    form: 'table',
    tells: 'runs',
    blindSpots: [
      'INFORMATION_SCHEMA.JOBS does not show reads through the Storage API or of extracted files.',
    ],
  },
  'bigquery-audit': {
    dialect: 'bigquery',
    form: 'lines',
    tells: 'runs',
    blindSpots: ['Audit logs of BigQuery do not show who reads files that were extracted.'],
  },
  databricks: {
    dialect: 'databricks',
    form: 'table',
    tells: 'runs',
    blindSpots: ['The query history does not show reads of files by jobs and notebooks on clusters.'],
  },
  'databricks-lineage': {
    dialect: 'databricks',
    form: 'table',
    tells: 'reads',
    blindSpots: [
      'The lineage tables of Databricks hold what could be inferred of a run: not reads by path, and not all of those in scripts.',
    ],
  },
  lode: {
    dialect: 'duckdb',
    form: 'table',
    tells: 'runs',
    blindSpots: [
      'The log of lode query is of one folder of the project: of what was asked there. Whoever reads the Delta tables with another engine is not in it.',
    ],
  },
};

/** Whether the columns of a format have names. Of others the lines are read by what stands in them. */
export function isTable(format: LogFormat): boolean {
  return traits[format].form === 'table';
}

/** Whether a format tells how often each statement has run up to now, not each run. */
export function isSnapshot(format: LogFormat): boolean {
  return traits[format].tells === 'counts';
}

/** Whether a format tells what was read, with or without the statements. */
export function tellsReads(format: LogFormat): boolean {
  return traits[format].tells === 'reads';
}

/** What SQL a format's queries are in, where the format says. */
export function dialectOfFormat(format: LogFormat): Dialect | null {
  return traits[format].dialect;
}

/** What a log may not show, whatever it holds. */
export function blindSpotsOf(format: LogFormat): readonly string[] {
  return traits[format].blindSpots;
}
