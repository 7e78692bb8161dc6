import { quoteName, quoteText } from '../../delta/index.ts';
import type { Interval } from '../../environment/index.ts';
import type { SqlValue } from '../../ports/index.ts';
import type { ColumnProfile, RowsProfile } from '../../quality/profile/index.ts';
import type { ProfileSet } from './profile-set.ts';

/** Where it lies, relative to the lake. */
export const profilesTable = '_profiles';

/** Its columns, which are also those of `lode.profiles`: a row for each column of each set. */
export const profileColumns: readonly (readonly [name: string, type: string])[] = [
  ['environment', 'VARCHAR'],
  ['version', 'BIGINT'],
  ['model', 'VARCHAR'],
  ['column_name', 'VARCHAR'],
  ['position', 'BIGINT'],
  ['type', 'VARCHAR'],
  ['pii', 'VARCHAR'],
  ['rows', 'BIGINT'],
  ['nulls', 'BIGINT'],
  ['distinct_values', 'BIGINT'],
  ['distinct_exact', 'BOOLEAN'],
  ['min', 'VARCHAR'],
  ['max', 'VARCHAR'],
  ['mean', 'DOUBLE'],
  ['quantiles', 'DOUBLE[]'],
  ['min_length', 'BIGINT'],
  ['mean_length', 'DOUBLE'],
  ['max_length', 'BIGINT'],
  ['top_values', 'STRUCT(value VARCHAR, rows BIGINT)[]'],
  ['sampled_rows', 'BIGINT'],
  ['covers', 'VARCHAR'],
  ['part', 'VARCHAR'],
  ['interval_start', 'VARCHAR'],
  ['interval_end', 'VARCHAR'],
  ['content', 'VARCHAR'],
  ['build', 'VARCHAR'],
  ['incarnation', 'VARCHAR'],
  ['measured_at', 'TIMESTAMP WITH TIME ZONE'],
  ['recorded_at', 'TIMESTAMP WITH TIME ZONE'],
  ['run_id', 'VARCHAR'],
  ['project', 'VARCHAR'],
  ['lode_version', 'VARCHAR'],
];

export const profileColumnList = profileColumns.map(([name]) => quoteName(name)).join(', ');

/** An empty relation of the table's columns. */
export function noProfiles(): string {
  const columns = profileColumns.map(([name, type]) => `CAST(NULL AS ${type}) AS ${quoteName(name)}`);
  return `SELECT ${columns.join(', ')} WHERE false`;
}

/** A SELECT that gives sets as rows of the table. */
export function setsQuery(
  sets: readonly ProfileSet[],
  by: { readonly project: string; readonly lode: string },
): string {
  const rows = sets.flatMap((set) =>
    set.profile.columns.map((column, position) => rowOf(set, column, position, by)),
  );
  const struct = `STRUCT(${profileColumns.map(([name, type]) => `${quoteName(name)} ${type}`).join(', ')})[]`;
  const entries = `unnest(CAST(CAST(${quoteText(JSON.stringify(rows))} AS JSON) AS ${struct}))`;
  return `SELECT ${profileColumns.map(([name]) => `entry.${quoteName(name)}`).join(', ')} FROM (SELECT ${entries} AS entry)`;
}

function rowOf(
  set: ProfileSet,
  column: ColumnProfile,
  position: number,
  by: { readonly project: string; readonly lode: string },
): Record<string, unknown> {
  return {
    environment: set.environment,
    version: set.version,
    model: set.model,
    column_name: column.name,
    position,
    type: column.type,
    pii: column.pii,
    rows: set.profile.rows,
    nulls: column.nulls,
    distinct_values: column.distinct,
    distinct_exact: column.distinctExact,
    min: column.min,
    max: column.max,
    mean: column.mean,
    quantiles: column.quantiles,
    min_length: column.lengths?.min ?? null,
    mean_length: column.lengths?.mean ?? null,
    max_length: column.lengths?.max ?? null,
    top_values: column.top,
    sampled_rows: set.profile.sampled,
    covers: set.covers,
    part: set.part,
    interval_start: set.interval?.start ?? null,
    interval_end: set.interval?.end ?? null,
    content: set.content,
    build: set.build,
    incarnation: set.incarnation,
    measured_at: set.measuredAt,
    recorded_at: set.recordedAt,
    run_id: set.runId,
    project: by.project,
    lode_version: by.lode,
  };
}

/** What `setsOf` reads: times as texts in UTC, in the order of versions, parts and columns. */
export function readableQuery(rows: string): string {
  const utc = (name: string) => `strftime(timezone('UTC', ${name}), '%Y-%m-%dT%H:%M:%S.%gZ') AS ${name}`;
  return `SELECT * REPLACE (${utc('measured_at')}, ${utc('recorded_at')}) FROM (\n${rows}\n) ORDER BY version, interval_start, part, position`;
}

/** Rows of the table as sets, in their order. */
export function setsOf(rows: readonly Record<string, SqlValue>[]): ProfileSet[] {
  const sets = new Map<
    string,
    { set: Omit<ProfileSet, 'profile'>; rows: RowsProfile; columns: ColumnProfile[] }
  >();
  for (const row of rows) {
    const key = JSON.stringify([row.environment, row.incarnation, row.version, row.model, row.part]);
    const known = sets.get(key);
    if (known !== undefined) known.columns.push(columnOf(row));
    else {
      const columns = [columnOf(row)];
      sets.set(key, {
        set: {
          environment: String(row.environment),
          incarnation: String(row.incarnation),
          version: Number(row.version),
          model: String(row.model),
          covers: row.covers === 'part' ? 'part' : 'table',
          part: String(row.part),
          interval: intervalOf(row),
          content: String(row.content),
          build: textOf(row.build),
          measuredAt: String(row.measured_at),
          recordedAt: String(row.recorded_at),
          runId: textOf(row.run_id),
        },
        rows: { rows: Number(row.rows), sampled: numberOf(row.sampled_rows), columns },
        columns,
      });
    }
  }
  return [...sets.values()].map(({ set, rows: profile }) => ({ ...set, profile }));
}

function intervalOf(row: Record<string, SqlValue>): Interval | null {
  const [start, end] = [textOf(row.interval_start), textOf(row.interval_end)];
  return start === null || end === null ? null : { start, end };
}

function columnOf(row: Record<string, SqlValue>): ColumnProfile {
  const [min, mean, max] = [numberOf(row.min_length), numberOf(row.mean_length), numberOf(row.max_length)];
  const top = Array.isArray(row.top_values) ? (row.top_values as Record<string, SqlValue>[]) : [];
  return {
    name: String(row.column_name),
    type: String(row.type),
    pii: textOf(row.pii),
    nulls: Number(row.nulls),
    distinct: Number(row.distinct_values),
    distinctExact: row.distinct_exact === true,
    min: textOf(row.min),
    max: textOf(row.max),
    mean: numberOf(row.mean),
    quantiles: Array.isArray(row.quantiles) ? row.quantiles.map(Number) : null,
    lengths: min === null || mean === null || max === null ? null : { min, mean, max },
    top: top.map(({ value, rows }) => ({ value: String(value), rows: Number(rows) })),
  };
}

function textOf(value: SqlValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function numberOf(value: SqlValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
