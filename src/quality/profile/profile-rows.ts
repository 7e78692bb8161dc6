import type { SqlResult, SqlValue } from '../../ports/index.ts';
import { identifier } from '../sql-text.ts';
import { estimateDistinct } from './estimate-distinct.ts';
import {
  type ColumnProfile,
  type KnownTotals,
  longestValue,
  type ProfiledColumn,
  quantileParts,
  type RowsProfile,
  topValues,
} from './profile.ts';
import { valueKind } from './value-kind.ts';

export interface ProfileRequest {
  /** A table with `rowid`, by its quoted name: all rows, or stretches of them one after the other. */
  readonly table: string;
  readonly columns: readonly ProfiledColumn[];
  /** What all rows are like where the table holds a sample; null: it holds all. */
  readonly totals: KnownTotals | null;
}

/**
 * Profiles the rows of a table in two queries: one aggregate over all columns, and one count of each column's values. Of a column with personal data nothing but counts is even
 * asked for. Rejects with what `query` rejects with.
 */
export async function profileRows(
  query: (sql: string) => Promise<SqlResult>,
  { table, columns, totals }: ProfileRequest,
): Promise<RowsProfile> {
  const measured = (await query(aggregatesOf(table, columns))).rows[0]!.values();
  const take = (): SqlValue => measured.next().value as SqlValue;
  const seen = Number(take());
  const rows = totals?.rows ?? seen;
  const sampled = seen < rows ? seen : null;
  const aggregates = columns.map((column) => readAggregates(column, take));
  const counted = columns.length === 0 ? [] : (await query(valuesOf(table, columns, seen))).rows;
  const values = new Map(counted.map((row) => [Number(row[0]), row]));
  return {
    rows,
    sampled,
    columns: columns.map((column, place) => {
      const { present, ...aggregate } = aggregates[place]!;
      const known = totals?.columns.get(column.name.toLowerCase());
      const nulls = sampled === null ? seen - present : (known?.nulls ?? scaled(seen - present, rows, seen));
      const [, distinct, inHalf, top] = values.get(place) ?? [];
      return {
        name: column.name,
        type: column.type,
        pii: column.pii,
        nulls,
        distinct: estimateDistinct({
          values: present,
          allValues: rows - nulls,
          distinct: Number(distinct ?? 0),
          distinctInHalf: Number(inHalf ?? 0),
        }),
        distinctExact: sampled === null,
        ...aggregate,
        ...(sampled === null || column.pii !== null ? {} : boundsOf(aggregate, known)),
        top: topOf(top ?? null, rows, seen),
      };
    }),
  };
}

function scaled(count: number, rows: number, seen: number): number {
  return seen === 0 ? 0 : Math.round((count * rows) / seen);
}

/** Cuts a text as a value of a profile is cut. */
export function cutValue(text: string): string {
  const letters = [...text];
  return letters.length <= longestValue ? text : `${letters.slice(0, longestValue).join('')}…`;
}

function boundsOf(
  sample: Pick<ColumnProfile, 'min' | 'max'>,
  known: { readonly min?: string | null; readonly max?: string | null } | undefined,
) {
  const bound = (value: string | null | undefined, other: string | null) =>
    value == null ? other : cutValue(value);
  return { min: bound(known?.min, sample.min), max: bound(known?.max, sample.max) };
}

/** A query of one row: how many rows, then what `readAggregates` takes for each column. */
function aggregatesOf(table: string, columns: readonly ProfiledColumn[]): string {
  const expressions = columns.flatMap(({ name, type, pii }) => {
    const column = identifier(name);
    const kind = pii === null ? valueKind(type) : 'other';
    const text = (value: string) =>
      kind === 'text' ? `left(${value}, ${longestValue + 1})` : `CAST(${value} AS VARCHAR)`;
    const bounds = [text(`min(${column})`), text(`max(${column})`)];
    const number = `CAST(${column} AS DOUBLE)`;
    switch (kind) {
      case 'number':
        return [
          `count(${column})`,
          ...bounds,
          `avg(${number}) FILTER (isfinite(${number}))`,
          `quantile_cont(${number}, [${quantileParts.join(', ')}]) FILTER (isfinite(${number}))`,
        ];
      case 'text':
        return [
          `count(${column})`,
          ...bounds,
          ...['min', 'avg', 'max'].map((f) => `${f}(length(${column}))`),
        ];
      case 'moment':
      case 'flag':
        return [`count(${column})`, ...bounds];
      case 'other':
        break;
    }
    return [`count(${column})`];
  });
  return `SELECT ${['count(*)', ...expressions].join(',\n  ')}\nFROM ${table}`;
}

function readAggregates(
  { type, pii }: ProfiledColumn,
  take: () => SqlValue,
): Pick<ColumnProfile, 'min' | 'max' | 'mean' | 'quantiles' | 'lengths'> & { readonly present: number } {
  const kind = pii === null ? valueKind(type) : 'other';
  const none = { min: null, max: null, mean: null, quantiles: null, lengths: null };
  const present = Number(take());
  if (kind === 'other') return { ...none, present };
  const bound = () => {
    const value = take();
    return value === null ? null : cutValue(String(value));
  };
  const bounds = { ...none, present, min: bound(), max: bound() };
  if (kind === 'number') {
    const mean = numberOf(take());
    const quantiles = take();
    return { ...bounds, mean, quantiles: Array.isArray(quantiles) ? quantiles.map(Number) : null };
  }
  if (kind !== 'text') return bounds;
  const [min, mean, max] = [numberOf(take()), numberOf(take()), numberOf(take())];
  return { ...bounds, lengths: min === null || mean === null || max === null ? null : { min, mean, max } };
}

function numberOf(value: SqlValue): number | null {
  const number = value === null ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A row for each column: its place, its different values, those of the first half of the rows, and the most frequent ones. */
function valuesOf(table: string, columns: readonly ProfiledColumn[], rows: number): string {
  const half = Math.floor(rows / 2);
  return columns
    .map(({ name, type, pii }, place) => {
      const column = identifier(name);
      const kind = pii === null ? valueKind(type) : 'other';
      const value = kind === 'text' ? `left(v, ${longestValue + 1})` : 'CAST(v AS VARCHAR)';
      const entry = `{'n': n, 'v': ${value}}`;
      const top = kind === 'other' ? 'NULL' : `max(${entry}, ${topValues}) FILTER (n > 1)`;
      return `SELECT ${place}, count(*), count(*) FILTER (h), ${top} FROM (SELECT ${column} AS v, count(*) AS n, min(rowid) < ${half} AS h FROM ${table} WHERE ${column} IS NOT NULL GROUP BY ${column})`;
    })
    .join('\nUNION ALL\n');
}

function topOf(value: SqlValue, rows: number, seen: number): ColumnProfile['top'] {
  if (!Array.isArray(value)) return [];
  return (value as readonly { readonly n: SqlValue; readonly v: SqlValue }[]).map(({ n, v }) => ({
    value: cutValue(String(v)),
    rows: scaled(Number(n), rows, seen),
  }));
}
