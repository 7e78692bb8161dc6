import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Binder, openBinder } from '../../../lineage/bind.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { firstDifference } from '../rows-of.ts';
import { differentQueries } from './different-queries.ts';
import { equalExpressions } from './equal-expressions.ts';
import { equalQueries } from './equal-queries.ts';
import { equalRows, unprovedQueries } from './equal-rows.ts';
import { nearMisses } from './near-misses.ts';
import { pairFacts, pairSchema } from './pair-tables.ts';

let binder: Binder;
beforeAll(async () => {
  binder = await openBinder(pairSchema);
});
afterAll(() => binder.close());

/** Each under an identity of its own: nothing that is not stable is equal. */
async function both(one: string, other: string) {
  const [a, b] = [await binder.plan(one), await binder.plan(other)];
  return [fingerprintOf(a, `one ${one}`, pairFacts), fingerprintOf(b, `other ${other}`, pairFacts)] as const;
}

const equal = [...equalQueries, ...equalExpressions, ...equalRows];

describe('proved equal, and equal on random data', () => {
  test.each(equal)('%s', async (_, one, other) => {
    const [a, b] = await both(one, other);
    expect([b.rows, b.columns, b.stableRows, ...b.stableColumns]).toEqual([
      a.rows,
      a.columns,
      true,
      ...a.columns.map(() => true),
    ]);
    expect(await firstDifference(binder, one, other, a.columns.length, 4)).toBeNull();
  });
});

describe('equal, and not proved', () => {
  test.each(unprovedQueries)('%s', async (_, one, other) => {
    const [a, b] = await both(one, other);
    expect([b.rows, ...b.columns]).not.toEqual([a.rows, ...a.columns]);
    expect(await firstDifference(binder, one, other, a.columns.length, 4)).toBeNull();
  });

  test('more than 95 of 100 pairs are proved, of at least 200', () => {
    expect(equal.length + unprovedQueries.length).toBeGreaterThanOrEqual(200);
    expect(equal.length / (equal.length + unprovedQueries.length)).toBeGreaterThan(0.95);
  });
});

const misses = Object.entries(nearMisses).flatMap(([topic, pairs]) =>
  pairs.map(([one, other]) => [topic, one, other] as const),
);

describe('never proved equal, and there is data that shows why', () => {
  test.each(misses)('%s: %s · %s', async (_, one, other) => {
    const [a, b] = await both(one, other);
    expect([b.rows, ...b.columns]).not.toEqual([a.rows, ...a.columns]);
    expect(await firstDifference(binder, one, other, a.columns.length, 400)).not.toBeNull();
  });

  test('there are as many of them', () => {
    expect(misses.length + differentQueries.length).toBeGreaterThanOrEqual(200);
  });
});

describe('told apart', () => {
  test.each(differentQueries)('%s', async (_, one, other, what) => {
    const [a, b] = await both(one, other);
    if (what === 'rows') expect(b.rows).not.toBe(a.rows);
    else {
      expect(b.rows).toBe(a.rows);
      expect(b.columns).not.toEqual(a.columns);
    }
  });
});
