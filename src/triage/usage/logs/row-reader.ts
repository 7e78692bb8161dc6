import { type Dialect, dialects } from '../../estate/dialect.ts';
import { type FieldNames, type LogField, type LogFormat, logFields } from './log-format.ts';
import { logTime } from './log-time.ts';

/** A query as a log has it; where a file and a line come to it, it is a QueryRecord. */
export interface LoggedQuery {
  /** Null: the log does not say. */
  readonly time: number | null;
  readonly user: string | null;
  readonly application: string | null;
  readonly dialect: Dialect | null;
  readonly sql: string;
  readonly calls: number;
  readonly durationMs: number | null;
  /** What the log itself calls this run of the query; null: nothing. */
  readonly id: string | null;
}

/** What a line turned out to be: a query, something else, or something that cannot be read, and why. */
export type LoggedRow =
  | { readonly kind: 'query'; readonly query: LoggedQuery }
  | { readonly kind: 'other' }
  | { readonly kind: 'damaged'; readonly problem: string };

const notRun =
  /^(?:fail|error|cancel|closed_with_error|running|pending|queued|connect$|quit$|init db$|prepare$|close stmt$|reset stmt$|ping$|statistics$|field list$|change user$|binlog dump)/i;

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
  const sql = value('sql');
  if (sql === undefined)
    return { kind: 'damaged', problem: `there is no column of SQL among ${fields.sql?.join(', ')}` };
  if (sql === null || String(sql).trim() === '') return other;
  const status = value('status');
  // What failed read nothing; what still runs will be in the next log. MySQL's general log has more than queries.
  if (typeof status === 'string' && notRun.test(status)) return other;
  const error = value('error');
  if (error !== undefined && error !== null && error !== '' && error !== 'null') return other;
  const timeText = value('time');
  const time = logTime(timeText, offsetOf);
  if (time === null && format !== 'pg-stat-statements')
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
    query: {
      time,
      user: userOf(textOf(value('user'))),
      application: textOf(value('application')),
      dialect: dialects.includes(dialect as Dialect) ? (dialect as Dialect) : null,
      sql: String(sql),
      calls: Math.floor(count),
      durationMs: Number.isFinite(duration) ? duration : null,
      id: textOf(value('id')),
    },
  };
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
