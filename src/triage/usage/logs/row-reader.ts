import { type Dialect, dialects } from '../../estate/dialect.ts';
import type { Namespace } from '../../estate/legacy-object.ts';
import { referencedTables } from './bigquery-tables.ts';
import { type FieldNames, type LogField, logFields } from './field-names.ts';
import { isSnapshot, type LogFormat } from './log-format.ts';
import { logTime } from './log-time.ts';
import { loggedNamespace } from './logged-namespace.ts';
import type { LoggedRead } from './logged-read.ts';
import { queryOfDigest } from './mysql-digest.ts';
import { accessedObjects } from './snowflake-access.ts';
import { withoutParameters } from './sql-server.ts';

/** A query as a log has it; where a file and a line come to it, it is a QueryRecord. */
export interface LoggedQuery {
  /** Null: the log does not say. */
  readonly time: number | null;
  readonly user: string | null;
  readonly application: string | null;
  readonly dialect: Dialect | null;
  /** Where a name without its database and schema is looked for; null: the log does not say. */
  readonly namespace: Namespace | null;
  /** Empty: the log tells what was read, not how. */
  readonly sql: string;
  readonly calls: number;
  readonly durationMs: number | null;
  /** What the log itself calls this run of the query; null: nothing. */
  readonly id: string | null;
  /** What the server itself says that it read; null: nothing. */
  readonly reads: readonly LoggedRead[] | null;
}

/** What a line turned out to be: a query, something else, or something that cannot be read, and why. */
export type LoggedRow =
  /** `problem`: what is missing of it, though it can be read. */
  | { readonly kind: 'query'; readonly query: LoggedQuery; readonly problem?: string }
  | { readonly kind: 'other' }
  | { readonly kind: 'damaged'; readonly problem: string };

const notRun =
  /^(?:fail|error|cancel|abort|closed_with_error|incident|blocked|resuming_|compil|started$|running|pending|queued|connect$|quit$|init db$|prepare$|close stmt$|reset stmt$|ping$|statistics$|field list$|change user$|binlog dump)/i;

const other: LoggedRow = { kind: 'other' };

/** Reads the fields of a row by the names of its columns. `cell` gives a value by a column's name in lower case, undefined where there is no such column. */
export function readRow(
  format: LogFormat,
  fields: FieldNames,
  cell: (name: string) => unknown,
  offsetOf: (local: number) => number,
): LoggedRow {
  const value = (field: LogField): unknown => {
    const names = fields[field] ?? [];
    for (let index = 0; index < names.length; index++) {
      const found = cell(names[index]!);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const isText = (found: unknown) => found !== undefined && found !== null && String(found).trim() !== '';
  const written = (fields.sql ?? []).map(cell);
  const sql = written.find(isText) ?? written.find((found) => found !== undefined);
  const reads = toldReads(format, cell);
  const tells = reads !== null && reads.length > 0;
  if (sql === undefined && reads === null)
    return { kind: 'damaged', problem: `there is no column of SQL among ${fields.sql?.join(', ')}` };
  const status = value('status');
  // What failed read nothing; what still runs will be in the next log. MySQL's general log has more than queries.
  if (typeof status === 'string' && notRun.test(status)) return other;
  const error = value('error');
  if (error !== undefined && error !== null && error !== '' && error !== 'null') return other;
  // A script's statements are jobs of their own.
  if (format === 'bigquery' && cell('statement_type') === 'SCRIPT') return other;
  const text = isText(sql) ? statementIn(format, String(sql)) : null;
  if (text === null && !tells) {
    const why = isText(sql) ? hidden[format] : missing[format];
    return why === undefined ? other : { kind: 'damaged', problem: why };
  }
  const timeText = value('time');
  const time = logTime(timeText, offsetOf);
  if (time === null && !(timeText === undefined && isSnapshot(format)))
    return {
      kind: 'damaged',
      problem:
        timeText === undefined
          ? `there is no column of times among ${fields.time?.join(', ')}`
          : `\`${String(timeText).slice(0, 40)}\` is no time`,
    };
  const calls = value('calls');
  const count = calls === undefined || calls === null || calls === '' ? 1 : Number(calls);
  if (!Number.isFinite(count) || count < 0)
    return { kind: 'damaged', problem: `\`${String(calls).slice(0, 40)}\` is no number of calls` };
  const dialect = value('dialect');
  const duration = Number(value('duration') ?? Number.NaN);
  return {
    kind: 'query',
    ...(text?.isCut === true ? { problem: 'the server cut the end of the statement off' } : {}),
    query: {
      time,
      user: userOf(textOf(value('user'))),
      application: textOf(value('application')),
      dialect: dialects.includes(dialect as Dialect) ? (dialect as Dialect) : null,
      namespace: loggedNamespace(value('database'), value('schema')),
      sql: text?.sql ?? '',
      calls: Math.floor(count),
      durationMs: Number.isFinite(duration) ? duration : null,
      id: textOf(value('id')),
      reads,
    },
  };
}

/** Where there ought to be a statement, and why there may be none. */
const missing: Readonly<Partial<Record<LogFormat, string>>> = {
  'pg-stat-statements': 'the text of the statement is missing: the server has lost the file of its texts',
  'mysql-digest':
    'statements that the server had no room for: raise performance_schema_digests_size, and they are told apart',
  databricks: 'the text of the statement is missing: the workspace encrypts it with a key of its own',
};
const hidden: Readonly<Partial<Record<LogFormat, string>>> = {
  'pg-stat-statements':
    'the text of the statement was hidden from who made the export: it takes a member of pg_read_all_stats',
};

/** The statement as it can be parsed; null: what stands there is none. */
function statementIn(
  format: LogFormat,
  sql: string,
): { readonly sql: string; readonly isCut: boolean } | null {
  switch (format) {
    case 'mysql-digest':
      return queryOfDigest(sql);
    case 'query-store':
    case 'extended-events':
      return { sql: withoutParameters(sql), isCut: false };
    case 'pg-stat-statements':
      return sql === '<insufficient privilege>' ? null : { sql, isCut: false };
    default:
      return { sql, isCut: false };
  }
}

/** Null: there is no column that would tell. */
function toldReads(format: LogFormat, cell: (name: string) => unknown): readonly LoggedRead[] | null {
  switch (format) {
    case 'snowflake':
    case 'snowflake-access':
      return accessedObjects(cell('direct_objects_accessed'));
    case 'bigquery':
      return referencedTables(cell('referenced_tables'));
    default:
      return null;
  }
}

/** The columns that a format asks for and that are there, and for what. */
export function foundFields(
  fields: FieldNames,
  columns: readonly string[],
): Readonly<Partial<Record<LogField, string>>> {
  return Object.fromEntries(
    logFields.flatMap((field) => {
      const found = (fields[field] ?? []).find((name) => columns.includes(name));
      return found === undefined ? [] : [[field, found]];
    }),
  );
}

/** MySQL's `anna[anna] @ localhost [10.0.0.5]` is anna. */
function userOf(text: string | null): string | null {
  return /^([^[]+)\[[^\]]*\]\s*@/.exec(text ?? '')?.[1]?.trim() ?? text;
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
