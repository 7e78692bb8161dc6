import { describe, expect, test } from 'vitest';
import {
  type Calendar,
  gateOf,
  historiesOf,
  nightsOf,
  noHistory,
  type PairHistory,
  streakOf,
} from '../../../src/compare/parity/index.ts';
import { daily, historyFrom, pairOf, parityOf, record } from './support.ts';

const marks = (history: PairHistory, calendar: Calendar, from: string, tonight: string) =>
  nightsOf(history, calendar, from, tonight).map(({ mark }) => mark);

describe('a streak', () => {
  test.each([
    ['nothing but matches', '=====', '2026-03-05', 5, 0, 'before', '2026-02-28'],
    ['accepted nights count and are counted', '==~=~', '2026-03-05', 5, 2, 'before', '2026-02-28'],
    ['a difference ends it', '==x==', '2026-03-05', 2, 0, 'differs', '2026-03-03'],
    ['a failure ends it', '===!=', '2026-03-05', 1, 0, 'failed', '2026-03-04'],
    ['a night without a run ends it', '==.==', '2026-03-05', 2, 0, 'missing', '2026-03-03'],
    ['tonight may still come', '=====', '2026-03-06', 5, 0, 'before', '2026-02-28'],
    ['last night may not', '=====', '2026-03-07', 0, 0, 'missing', '2026-03-06'],
    ['tonight differs', '====x', '2026-03-05', 0, 0, 'differs', '2026-03-05'],
    ['later nights do not count yet', '==x==', '2026-03-02', 2, 0, 'before', '2026-02-28'],
  ] as const)('%s', (_, nights, tonight, streak, accepted, mark, end) => {
    expect(streakOf(historyFrom('2026-03-01', nights), daily, tonight)).toMatchObject({
      nights: streak,
      accepted,
      end: { mark, night: end },
    });
  });

  test('days off end none and count for none, unless the pair was compared on them', () => {
    // 2026-03-07 and -08 are a weekend.
    const weekdays: Calendar = { ...daily, weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] };
    expect(streakOf(historyFrom('2026-03-05', '==..=='), weekdays, '2026-03-10').nights).toBe(4);
    expect(streakOf(historyFrom('2026-03-05', '==.==='), weekdays, '2026-03-10').nights).toBe(5);
    expect(streakOf(historyFrom('2026-03-05', '==.x=='), weekdays, '2026-03-10').nights).toBe(2);
    expect(streakOf(historyFrom('2026-03-05', '==..=='), daily, '2026-03-10').nights).toBe(2);
  });

  test('runs through the nights on which clocks change', () => {
    expect(streakOf(historyFrom('2026-03-27', '====='), daily, '2026-03-31').nights).toBe(5);
    expect(streakOf(historyFrom('2026-10-23', '====='), daily, '2026-10-27').nights).toBe(5);
  });

  test('there is none without a record', () => {
    expect(streakOf(noHistory('billing'), daily, '2026-03-01')).toMatchObject({
      nights: 0,
      since: null,
      end: { mark: 'before' },
    });
  });
});

describe('of several runs on a night', () => {
  const night = '2026-03-01';

  test('the last attempt counts, whatever the clocks of the machines say; the others stay', () => {
    const first = record(night, 'differs', { runId: 'a', attempt: 1, recordedAt: '2026-03-01T09:00:00Z' });
    const second = record(night, 'matched', { runId: 'b', attempt: 2, recordedAt: '2026-03-01T08:00:00Z' });
    for (const records of [
      [first, second],
      [second, first],
    ]) {
      const found = historiesOf(records).get('billing')!.nights.get(night)!;
      expect(found).toMatchObject({ attempts: 2, record: { runId: 'b', verdict: 'matched' } });
    }
  });

  test('of two that ran at once, the one that was recorded last', () => {
    const one = record(night, 'matched', { runId: 'a', recordedAt: '2026-03-01T02:00:00.000Z' });
    const other = record(night, 'differs', { runId: 'b', recordedAt: '2026-03-01T02:00:00.001Z' });
    expect(historiesOf([other, one]).get('billing')!.nights.get(night)!.record.runId).toBe('b');
  });

  test('what was recorded twice counts once', () => {
    const one = record(night);
    expect(historiesOf([one, one]).get('billing')!.nights.get(night)!.attempts).toBe(1);
  });
});

test('nights are marked: a verdict, or why there is none', () => {
  const weekdays: Calendar = { ...daily, weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] };
  const history = historyFrom('2026-03-04', '~x..!');
  expect(marks(history, weekdays, '2026-03-03', '2026-03-10')).toEqual([
    'before',
    'accepted',
    'differs',
    'missing',
    'off',
    'failed',
    'missing',
    'pending',
  ]);
});

describe('the gate', () => {
  const text = (pairs: string, more = '') => parityOf(`${more}\npairs:\n${pairs}`);
  const gate = (nights: string, days: number, tonight: string, more = '') => {
    const parity = text('  billing: {left: a.csv, right: gold.a}\n', more);
    const rules = parity.pairs[0]!.rules;
    const histories = new Map(
      nights === '' ? [] : [['billing', historyFrom('2026-03-01', nights, { rules })]],
    );
    return gateOf(parity, parity.pairs, histories, days, tonight);
  };

  test.each([
    // [what, nights from 1 March, tonight, open, when it can open]
    ['is open when the last nights match', '=====', '2026-03-05', true, null],
    ['and tonight need not have come', '=====', '2026-03-06', true, null],
    ['waits for the nights that lack', '===', '2026-03-03', false, '2026-03-05'],
    ['counts tonight among them while it is still to come', '===', '2026-03-04', false, '2026-03-05'],
    ['can open tonight', '====', '2026-03-05', false, '2026-03-05'],
    ['begins again behind a difference', '====x=', '2026-03-06', false, '2026-03-10'],
    ['a difference of tonight can still be mended', '====x', '2026-03-05', false, '2026-03-05'],
    ['a night that was missed cannot', '====.=', '2026-03-06', false, '2026-03-10'],
    ['a pair that was never compared', '', '2026-03-05', false, '2026-03-09'],
  ] as const)('%s', (_, nights, tonight, open, opensAt) => {
    expect(gate(nights, 5, tonight)).toMatchObject({ open, opensAt });
  });

  test('counts only nights that are expected towards its opening', () => {
    // 2026-03-06 is a Friday; Monday is off.
    const more = 'schedule: weekdays\ndays_off: [2026-03-09]';
    expect(gate('.====', 6, '2026-03-06', more)).toMatchObject({ open: false, opensAt: '2026-03-10' });
  });

  test('waits for the slowest pair, and not for one that is not required', () => {
    const parity = text(
      '  billing: {left: a.csv, right: gold.a}\n  slow: {left: b.csv, right: gold.b}\n  extra: {left: c.csv, right: gold.c, required: false}\n',
    );
    const histories = new Map([
      ['billing', historyFrom('2026-03-01', '=====')],
      ['slow', historyFrom('2026-03-01', '..===')],
    ]);
    const found = gateOf(parity, parity.pairs, histories, 5, '2026-03-05');
    expect(found.pairs.map(({ pair, open }) => [pair.name, open])).toEqual([
      ['billing', true],
      ['slow', false],
    ]);
    expect(found).toMatchObject({ open: false, opensAt: '2026-03-07' });
  });

  test('is closed for ever where parity.yml expects no more nights', () => {
    const more = 'schedule: [mon]\ndays_off: [{from: 2026-01-01, to: 2046-01-01}]';
    expect(gate('=', 5, '2026-03-05', more)).toMatchObject({ open: false, opensAt: null });
  });

  test('is closed where no pair is required: nothing is proved', () => {
    const parity = text('  billing: {left: a.csv, right: gold.a, required: false}\n');
    expect(gateOf(parity, parity.pairs, new Map(), 5, '2026-03-05')).toMatchObject({
      open: false,
      pairs: [],
    });
  });

  test('is closed where a pair cannot be read any more, whatever it did before', () => {
    const parity = text('  billing: {left: a.csv, right: gold.a, tolerence: 1}\n');
    const histories = new Map([['billing', historyFrom('2026-03-01', '=====')]]);
    expect(gateOf(parity, parity.pairs, histories, 5, '2026-03-05').open).toBe(false);
  });

  test('tells how many nights had both sides as they were the night before', () => {
    const parity = text('  billing: {left: a.csv, right: gold.a}\n');
    const sides = (night: string, sha256: string, tableVersion: number | null) => {
      const one = record(night);
      return record(night, 'matched', {
        left: { ...one.left, files: [{ path: 'a.csv', size: 1, modified: 'x', sha256 }] },
        right: { ...one.right, kind: 'model', name: 'gold.a', tableVersion },
      });
    };
    const same = (...records: ReturnType<typeof record>[]) =>
      gateOf(parity, parity.pairs, historiesOf(records), 3, '2026-03-04').pairs[0]!.sameSides;
    const nights = ['2026-03-01', '2026-03-02', '2026-03-04'] as const;
    expect(same(...nights.map((night, index) => sides(night, `s${index}`, 7)))).toBe(0);
    expect(same(...nights.map((night, index) => sides(night, 's', index)))).toBe(0);
    expect(same(...nights.map((night) => sides(night, 's', null)))).toBe(0);
    expect(same(sides('2026-03-02', 's', 7), sides('2026-03-03', 's', 7), sides('2026-03-04', 's', 7))).toBe(
      2,
    );
    expect(same(sides('2026-03-03', 'r', 7), sides('2026-03-04', 's', 7))).toBe(0);
  });

  test('tells how many nights were compared on a later day, and by other rules', () => {
    const parity = text('  billing: {left: a.csv, right: gold.a}\n');
    const { rules } = parity.pairs[0]!;
    const records = [
      record('2026-03-01', 'matched', { rules: 'others' }),
      record('2026-03-02', 'matched', { rules }),
      record('2026-03-03', 'matched', { rules, startedAt: '2026-03-09T10:00:00.000Z' }),
    ];
    const [found] = gateOf(parity, parity.pairs, historiesOf(records), 3, '2026-03-03').pairs;
    expect(found).toMatchObject({ open: true, afterwards: 1, otherRules: 1 });
  });
});

describe('the rules of a pair', () => {
  const rules = (text: string) => pairOf(text).rules;
  test('are others where another thing counts as the same', () => {
    const first = rules('{left: a.csv, right: gold.a, tolerance: 0.01}');
    expect(rules('{tolerance: 0.01, right: gold.a, left: a.csv}')).toBe(first);
    expect(rules('{left: a.csv, right: gold.a, tolerance: 0.01, owner: anna, required: false}')).toBe(first);
    expect(rules('{left: a.csv, right: gold.a, tolerance: 0.02}')).not.toBe(first);
    expect(rules('{left: b.csv, right: gold.a, tolerance: 0.01}')).not.toBe(first);
  });
});
