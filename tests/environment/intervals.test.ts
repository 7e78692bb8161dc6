import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addIntervals,
  batchesOf,
  beginningOfTime,
  boundAt,
  boundLiteral,
  boundOf,
  clipRanges,
  type Interval,
  intervalCount,
  joinRanges,
  subtractRanges,
} from '../../src/environment/index.ts';
import type { TimeGrain } from '../../src/project/index.ts';
import { openBareDuckdb } from '../support/tables.ts';

const grains: readonly TimeGrain[] = ['hour', 'day', 'month', 'year'];
const grain = fc.constantFrom(...grains);
/** 1950 to 2100. */
const moment = fc.integer({ min: -631_152_000, max: 4_102_444_800 }).map((seconds) => seconds * 1000);
const zone = fc.constantFrom(
  'UTC',
  'Europe/Paris',
  'America/New_York',
  'Asia/Kolkata',
  'Atlantic/Azores',
  'Australia/Lord_Howe',
  'America/Havana',
  'Pacific/Apia',
);

test('a bound is written in the form of its grain: a date for days, else a date and a time', () => {
  expect(grains.map((each) => boundOf('2026-03-29 14:35:10', each))).toEqual([
    '2026-03-29 14:00:00',
    '2026-03-29',
    '2026-03-01 00:00:00',
    '2026-01-01 00:00:00',
  ]);
  expect(grains.map((each) => boundLiteral(boundOf('2026-03-29', each)!, each))).toEqual([
    `TIMESTAMP '2026-03-29 00:00:00'`,
    `DATE '2026-03-29'`,
    `TIMESTAMP '2026-03-01 00:00:00'`,
    `TIMESTAMP '2026-01-01 00:00:00'`,
  ]);
});

test('what is no date has no bound', () => {
  for (const text of ['', 'yesterday', '2026-02-30', '2026-13-01', '2026-01-01 24:00', '20260101'])
    expect(boundOf(text, 'day'), text).toBeNull();
});

test('bounds compare as texts, and as many intervals lie between two as were added', () => {
  fc.assert(
    fc.property(moment, grain, fc.integer({ min: 1, max: 2000 }), (now, each, count) => {
      const bound = boundAt(now, 'UTC', each);
      const next = addIntervals(bound, count, each);
      expect(next > bound).toBe(true);
      expect(addIntervals(next, -count, each)).toBe(bound);
      expect(intervalCount({ start: bound, end: next }, each)).toBe(count);
      expect(boundOf(next, each)).toBe(next);
    }),
  );
});

test('nothing lies before the beginning of time, and ranges from there are not counted', () => {
  for (const each of grains) {
    const first = boundOf(beginningOfTime, each)!;
    expect(addIntervals(first, -5, each)).toBe(first);
    expect(intervalCount({ start: first, end: boundOf('2026-01-01', each)! }, each)).toBeNull();
    expect(batchesOf({ start: first, end: boundOf('2026-01-01', each)! }, each, 2)).toHaveLength(1);
  }
});

test('the interval of a moment is the one that the engine puts it into, in every zone and whatever its clocks do', async () => {
  const duckdb = await openBareDuckdb();
  try {
    const samples = fc.sample(fc.tuple(moment, zone, grain), { numRuns: 400, seed: 7 });
    // The quarters of an hour around the changes of the clocks in 2026.
    for (const [name, changes] of [
      ['Europe/Paris', ['2026-03-29T01:00Z', '2026-10-25T01:00Z']],
      ['Atlantic/Azores', ['2026-03-29T01:00Z', '2026-10-25T01:00Z']],
      ['America/Havana', ['2026-03-08T05:00Z', '2026-11-01T05:00Z']],
      ['Australia/Lord_Howe', ['2026-04-04T15:00Z', '2026-10-03T15:30Z']],
    ] as const)
      for (const change of changes)
        for (let quarter = -10; quarter <= 10; quarter++)
          for (const each of grains) samples.push([Date.parse(change) + quarter * 900_000, name, each]);
    const rows = samples.map(([now, name, each]) => {
      const start = boundAt(now, name, each);
      return `(${now}, '${name}', '${each}', TIMESTAMP '${boundOf(start, 'hour')}', TIMESTAMP '${boundOf(addIntervals(start, 1, each), 'hour')}')`;
    });
    const outside = await duckdb.rows(
      `SELECT now, zone, grain, a::VARCHAR AS start FROM (VALUES ${rows.join(', ')}) AS t(now, zone, grain, a, b)
       WHERE NOT (to_timestamp(now / 1000) >= a AT TIME ZONE zone AND to_timestamp(now / 1000) < b AT TIME ZONE zone)`,
    );
    expect(outside).toEqual([]);
  } finally {
    duckdb.close();
  }
});

test('the interval of a moment never goes back as time goes on', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 0, max: 90_000_000 }), zone, grain, (now, later, name, each) => {
      expect(boundAt(now + later, name, each) >= boundAt(now, name, each)).toBe(true);
    }),
  );
});

const day = (count: number) => addIntervals('2026-01-01', count, 'day');
const range = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 8 }))
  .map(([from, length]): Interval => ({ start: day(from), end: day(from + length) }));
const ranges = fc.array(range, { maxLength: 6 });

function daysIn(some: readonly Interval[]): Set<string> {
  const days = new Set<string>();
  for (let count = 0; count < 40; count++)
    if (some.some(({ start, end }) => start <= day(count) && day(count) < end)) days.add(day(count));
  return days;
}

test('joining, subtracting and clipping ranges does what it does to sets of days', () => {
  fc.assert(
    fc.property(ranges, ranges, range, (one, other, window) => {
      const [a, b, inside] = [daysIn(one), daysIn(other), daysIn([window])];
      expect(daysIn(joinRanges(one))).toEqual(a);
      expect(daysIn(subtractRanges(one, other))).toEqual(new Set([...a].filter((each) => !b.has(each))));
      expect(daysIn(clipRanges(one, window))).toEqual(new Set([...a].filter((each) => inside.has(each))));
      const joined = joinRanges(one);
      joined.forEach((each, index) => {
        expect(each.start < each.end).toBe(true);
        if (index > 0) expect(joined[index - 1]!.end < each.start).toBe(true);
      });
    }),
  );
});

test('batches follow one another without gap, none longer than asked', () => {
  fc.assert(
    fc.property(
      grain,
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 9 }),
      (each, count, size) => {
        const start = boundOf('2024-01-01', each)!;
        const whole = { start, end: addIntervals(start, count, each) };
        const batches = batchesOf(whole, each, size);
        expect(batches.map((batch) => batch.start)).toEqual([
          start,
          ...batches.slice(0, -1).map((b) => b.end),
        ]);
        expect(batches.at(-1)!.end).toBe(whole.end);
        expect(Math.max(...batches.map((batch) => intervalCount(batch, each)!))).toBeLessThanOrEqual(size);
        expect(batches).toHaveLength(Math.ceil(count / size));
      },
    ),
  );
});
