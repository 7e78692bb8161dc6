import type { ColumnProfile, RowsProfile } from './profile.ts';

/** A column that is not what it was the time before. */
export interface ColumnChange {
  readonly column: string;
  readonly what: 'filled' | 'distinct' | 'type' | 'appeared' | 'left';
  /** For `filled` shares of the rows between 0 and 1, for `distinct` counts, for `type` its names. */
  readonly before: number | string | null;
  readonly after: number | string | null;
}

/** By how much the share of rows with a value must differ to be told of. */
const leastShare = 0.1;
/** By which factor the number of different values must differ, beside what the number of rows explains. */
const leastFactor = 2;

/** What changed from one profile to the next so much that somebody should look at it. Numbers of different values are compared only where they do not simply follow the number of rows. */
export function findChanges(before: RowsProfile, after: RowsProfile): readonly ColumnChange[] {
  const was = new Map(before.columns.map((column) => [column.name.toLowerCase(), column]));
  const is = new Set(after.columns.map(({ name }) => name.toLowerCase()));
  const changes = after.columns.flatMap((column): ColumnChange[] => {
    const old = was.get(column.name.toLowerCase());
    if (old === undefined) return [{ column: column.name, what: 'appeared', before: null, after: null }];
    return changesOf(old, before.rows, column, after.rows);
  });
  const left = before.columns.filter(({ name }) => !is.has(name.toLowerCase()));
  return [
    ...changes,
    ...left.map(({ name }): ColumnChange => ({ column: name, what: 'left', before: null, after: null })),
  ];
}

/** The share of rows that have a value; null of no rows. */
export function filledShare({ nulls }: Pick<ColumnProfile, 'nulls'>, rows: number): number | null {
  return rows === 0 ? null : (rows - nulls) / rows;
}

function changesOf(old: ColumnProfile, oldRows: number, now: ColumnProfile, nowRows: number): ColumnChange[] {
  const found: ColumnChange[] = [];
  const column = now.name;
  if (old.type !== now.type) found.push({ column, what: 'type', before: old.type, after: now.type });
  const [was, is] = [filledShare(old, oldRows), filledShare(now, nowRows)];
  if (was === null || is === null) return found;
  if (Math.abs(was - is) >= leastShare) found.push({ column, what: 'filled', before: was, after: is });
  const [values, nowValues] = [oldRows - old.nulls, nowRows - now.nulls];
  if (values === 0 || nowValues === 0) return found;
  const factor = Math.max(now.distinct, 1) / Math.max(old.distinct, 1);
  const ofRows = nowValues / values;
  const follows = Math.max(factor / ofRows, ofRows / factor) < leastFactor;
  if (!follows && Math.max(factor, 1 / factor) >= leastFactor)
    found.push({ column, what: 'distinct', before: old.distinct, after: now.distinct });
  return found;
}
