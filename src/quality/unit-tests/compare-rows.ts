import type { SqlValue } from '../../ports/index.ts';

type Row = readonly SqlValue[];

/** Two rows that are likely meant to be the same, and the places in which they differ. */
export interface ChangedRow {
  readonly expected: Row;
  readonly found: Row;
  /** Indexes of columns. */
  readonly differing: readonly number[];
}

/** A row that stands where another was expected; only where the rows are the same but for their order. */
export interface MisplacedRow {
  /** From 1, among the expected rows. */
  readonly position: number;
  readonly expected: Row;
  /** What stands there; null: of what comes behind the row before, nothing is this row. */
  readonly found: Row | null;
}

export interface RowDifference {
  readonly changed: readonly ChangedRow[];
  readonly missing: readonly Row[];
  readonly unexpected: readonly Row[];
  readonly misplaced: readonly MisplacedRow[];
}

export interface RowRules {
  /** Rows beyond the expected ones are no difference. */
  readonly subset: boolean;
  /** Rows must come as they are written; with `subset`, others may stand between them. */
  readonly ordered: boolean;
}

/** The difference of two lists of rows; null where there is none. What is left over on both sides is paired, most equal cells first, where at least one cell agrees. */
export function compareRows(
  expected: readonly Row[],
  found: readonly Row[],
  { subset, ordered }: RowRules,
): RowDifference | null {
  const left = new Map<string, { row: Row; count: number }>();
  for (const row of found) {
    const key = JSON.stringify(row);
    const known = left.get(key);
    if (known === undefined) left.set(key, { row, count: 1 });
    else known.count++;
  }
  const missing: Row[] = [];
  for (const row of expected) {
    const same = left.get(JSON.stringify(row));
    if (same === undefined || same.count === 0) missing.push(row);
    else same.count--;
  }
  const extra = [...left.values()].flatMap(({ row, count }) => Array.from({ length: count }, () => row));
  if (missing.length > 0 || (!subset && extra.length > 0)) return pair(missing, extra, subset);
  const misplaced = !ordered ? [] : subset ? firstLost(expected, found) : outOfPlace(expected, found);
  return misplaced.length === 0 ? null : { changed: [], missing: [], unexpected: [], misplaced };
}

function outOfPlace(expected: readonly Row[], found: readonly Row[]): MisplacedRow[] {
  return expected.flatMap((row, index) => {
    const other = found[index] ?? null;
    return other !== null && same(row, other) ? [] : [{ position: index + 1, expected: row, found: other }];
  });
}

/** The first expected row that does not come behind those before it. */
function firstLost(expected: readonly Row[], found: readonly Row[]): MisplacedRow[] {
  let at = 0;
  for (const [index, row] of expected.entries()) {
    while (at < found.length && !same(row, found[at]!)) at++;
    if (at === found.length) return [{ position: index + 1, expected: row, found: null }];
    at++;
  }
  return [];
}

/** Pairs are looked for among so many rows of each side: the others are only listed. */
const mostPaired = 200;

function pair(missing: readonly Row[], extra: readonly Row[], subset: boolean): RowDifference {
  const pairs = missing
    .slice(0, mostPaired)
    .flatMap((expected, m) =>
      extra.slice(0, mostPaired).map((found, e) => {
        const differing = expected.flatMap((value, index) =>
          same(value, found[index] ?? null) ? [] : [index],
        );
        return { m, e, expected, found, differing };
      }),
    )
    .filter((one) => one.differing.length < one.expected.length)
    .sort((a, b) => a.differing.length - b.differing.length || a.m - b.m || a.e - b.e);
  const usedMissing = new Set<number>();
  const usedExtra = new Set<number>();
  const changed: ChangedRow[] = [];
  for (const { m, e, expected, found, differing } of pairs) {
    if (usedMissing.has(m) || usedExtra.has(e)) continue;
    usedMissing.add(m);
    usedExtra.add(e);
    changed.push({ expected, found, differing });
  }
  return {
    changed,
    missing: missing.filter((_, index) => !usedMissing.has(index)),
    unexpected: subset ? [] : extra.filter((_, index) => !usedExtra.has(index)),
    misplaced: [],
  };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
