import type { SqlValue } from '../../ports/index.ts';

/** Two rows that are likely meant to be the same, and the places in which they differ. */
export interface ChangedRow {
  readonly expected: readonly SqlValue[];
  readonly found: readonly SqlValue[];
  /** Indexes of columns. */
  readonly differing: readonly number[];
}

export interface RowDifference {
  readonly changed: readonly ChangedRow[];
  readonly missing: readonly (readonly SqlValue[])[];
  readonly unexpected: readonly (readonly SqlValue[])[];
}

/**
 * The difference of two bags of rows; null where there is none. With `subset`, rows beyond the expected ones are no difference. What is left over on both sides is paired, most
 * equal cells first, where at least one cell agrees.
 */
export function compareRows(
  expected: readonly (readonly SqlValue[])[],
  found: readonly (readonly SqlValue[])[],
  subset: boolean,
): RowDifference | null {
  const left = new Map<string, (readonly SqlValue[])[]>();
  for (const row of found) {
    const key = JSON.stringify(row);
    left.set(key, [...(left.get(key) ?? []), row]);
  }
  const missing: (readonly SqlValue[])[] = [];
  for (const row of expected) {
    const same = left.get(JSON.stringify(row));
    if (same === undefined || same.length === 0) missing.push(row);
    else same.pop();
  }
  const extra = [...left.values()].flat();
  if (missing.length === 0 && (subset || extra.length === 0)) return null;
  return pair(missing, extra, subset);
}

function pair(
  missing: readonly (readonly SqlValue[])[],
  extra: readonly (readonly SqlValue[])[],
  subset: boolean,
): RowDifference {
  const pairs = missing
    .flatMap((expected, m) =>
      extra.map((found, e) => {
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
  };
}

function same(a: SqlValue, b: SqlValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
