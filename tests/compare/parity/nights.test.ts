import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  daysBetween,
  endOfNight,
  fillNight,
  isExpected,
  isNight,
  nextExpected,
  nightOf,
  weekdayOf,
} from '../../../src/compare/parity/index.ts';
import { daily, parityOf } from './support.ts';

describe('a night', () => {
  test('is the day of a moment in a time zone, on both sides of midnight', () => {
    const moment = Date.parse('2026-02-28T23:30:00Z');
    expect(nightOf(moment, 'UTC')).toBe('2026-02-28');
    expect(nightOf(moment, 'Europe/Brussels')).toBe('2026-03-01');
    expect(nightOf(moment, 'America/New_York')).toBe('2026-02-28');
  });

  test('of 23 or 25 hours is a night like others', () => {
    // Brussels: clocks go forward on 2026-03-29 and back on 2026-10-25.
    const hours = (night: string) =>
      (endOfNight(night, 'Europe/Brussels') - endOfNight(addDays(night, -1), 'Europe/Brussels')) / 3_600_000;
    expect([hours('2026-03-28'), hours('2026-03-29'), hours('2026-10-25'), hours('2026-10-26')]).toEqual([
      24, 23, 25, 24,
    ]);
    expect(addDays('2026-03-28', 1)).toBe('2026-03-29');
    expect(addDays('2026-03-29', 1)).toBe('2026-03-30');
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
  });

  test('ends where there is no midnight too', () => {
    // Cairo: clocks go forward at midnight, so that 2026-04-24 begins at 01:00.
    expect(new Date(endOfNight('2026-04-23', 'Africa/Cairo')).toISOString()).toBe('2026-04-23T22:00:00.000Z');
    expect(nightOf(endOfNight('2026-04-23', 'Africa/Cairo'), 'Africa/Cairo')).toBe('2026-04-24');
  });

  test('every moment is of the night that has begun and not ended', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Brussels',
      'America/St_Johns',
      'Pacific/Apia',
      'Africa/Cairo',
      'Asia/Kolkata',
    );
    const moments = fc.integer({ min: Date.parse('2000-01-01'), max: Date.parse('2040-01-01') });
    fc.assert(
      fc.property(moments, zones, (moment, zone) => {
        const night = nightOf(moment, zone);
        expect(endOfNight(night, zone)).toBeGreaterThan(moment);
        expect(nightOf(endOfNight(night, zone) - 1, zone)).toBe(night);
      }),
      { numRuns: 60 },
    );
  });

  test('is a day that there is', () => {
    expect(['2026-02-28', '2028-02-29'].map(isNight)).toEqual([true, true]);
    expect(
      ['2026-02-29', '2026-2-1', '2026-13-01', '01.03.2026', '', '2026-03-01T00:00'].map(isNight),
    ).toEqual([false, false, false, false, false, false]);
    expect(weekdayOf('2026-03-01')).toBe('sun');
  });
});

describe('the calendar', () => {
  const calendar = parityOf(`
schedule: weekdays
days_off:
  - 2026-12-25
  - {from: 2026-07-20, to: 2026-07-24, reason: the server moves}
  - {from: 2026-05-14}
pairs: {a: {left: a.csv, right: gold.a}}
`).calendar;

  test('expects the weekdays that are named, but for days off', () => {
    const nights = ['2026-03-02', '2026-03-07', '2026-12-25', '2026-07-20', '2026-07-24', '2026-05-14'];
    expect(nights.map((night) => isExpected(calendar, night))).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(isExpected(daily, '2026-03-07')).toBe(true);
  });

  test('says the next night that is expected, and that there is none', () => {
    expect(nextExpected(calendar, '2026-07-18')).toBe('2026-07-27');
    expect(nextExpected({ weekdays: [], daysOff: [] }, '2026-07-18')).toBe(null);
  });
});

describe('the night in a text', () => {
  test.each([
    ['old/billing.csv', 'old/billing.csv'],
    ['old/{{night}}.csv', 'old/2026-03-01.csv'],
    ["day = DATE '{{ night - 1 }}'", "day = DATE '2026-02-28'"],
    ['{{night+31}}', '2026-04-01'],
    ['b_{{night - 1 "%d%m%y"}}_{{night "%Y/%j"}}', 'b_280226_2026/060'],
    ['{{night "%Y%%%m"}}', '2026%03'],
  ])('%s is %s', (text, filled) => {
    expect(fillNight(text, '2026-03-01')).toEqual({ value: filled, diagnostics: [] });
  });

  test.each(['{{day}}', '{{night - x}}', '{{ }}', '{{night "%H"}}', '{{night * 2}}', '{{night "%Y%"}}'])(
    '%s is refused by name',
    (text) => {
      const { diagnostics } = fillNight(`a ${text} b`, '2026-03-01');
      expect(diagnostics).toMatchObject([
        { code: 'parity-placeholder', summary: expect.stringContaining(text) },
      ]);
    },
  );
});
