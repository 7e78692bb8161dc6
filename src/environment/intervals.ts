import type { TimeGrain } from '../project/index.ts';
import type { Interval } from './build.ts';

/** The start of ranges that have none: before all data. */
export const beginningOfTime = '0001-01-01';

/*
 * Bounds are local wall-clock times in the model's time zone, written as typed literals print: `2024-03-01` for a day grain, `2024-03-01 00:00:00` for the others. Within one model
 * all have one form, so that they compare as texts. A clock that is set back shows a stretch of time twice. A bound in it means the second time, as the engine reads such a literal: the first
 * belongs to the interval before.
 */

/** A bound as the grain writes it, cut down to the grain. `text`: a date, or a date and a time; null where it is neither. */
export function boundOf(text: string, grain: TimeGrain): string | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?Z?)?$/.exec(text.trim());
  if (match === null) return null;
  const [year, month, day, hour] = [match[1], match[2], match[3], match[4] ?? '0'].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const time = utc(year, month - 1, day, hour);
  const back = new Date(time);
  if (back.getUTCFullYear() !== year || back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day)
    return null;
  if (hour > 23) return null;
  return floorTo(time, grain);
}

/** The interval that a moment lies in, by its bound. `now`: milliseconds since 1970, UTC. */
export function boundAt(now: number, timeZone: string, grain: TimeGrain): string {
  const bound = floorTo(wallClock(now, timeZone), grain);
  const later = now + longestSetBack;
  // Where the clock is set back soon, it may show the bound once more.
  const again = timeOf(bound) - (wallClock(later, timeZone) - Math.floor(later / second) * second);
  const repeats = again > now && wallClock(again, timeZone) === timeOf(bound);
  return repeats ? addIntervals(bound, -1, grain) : bound;
}

const second = 1000;

/** Clocks are set back by two hours at most. */
const longestSetBack = 3 * 3_600_000;

/** What a clock of the zone shows, to the second, as if it were UTC. */
function wallClock(now: number, timeZone: string): number {
  const parts = new Map(
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
      .formatToParts(now)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type)!;
  const hour = utc(part('year'), part('month') - 1, part('day'), part('hour'));
  return hour + (part('minute') * 60 + part('second')) * second;
}

/** The bound `count` intervals later; earlier where it is negative. Never before the beginning of time. */
export function addIntervals(bound: string, count: number, grain: TimeGrain): string {
  const time = timeOf(bound);
  const date = new Date(time);
  const moved = (() => {
    switch (grain) {
      case 'hour':
        return time + count * 3_600_000;
      case 'day':
        return time + count * 86_400_000;
      case 'month':
        return utc(date.getUTCFullYear(), date.getUTCMonth() + count, 1, 0);
      case 'year':
        return utc(date.getUTCFullYear() + count, 0, 1, 0);
    }
  })();
  return floorTo(Math.max(moved, timeOf(beginningOfTime)), grain);
}

/** Ranges in order, those that touch or overlap joined. */
export function joinRanges(ranges: readonly Interval[]): Interval[] {
  const joined: { start: string; end: string }[] = [];
  for (const range of [...ranges].sort((a, b) => compare(a.start, b.start))) {
    const last = joined.at(-1);
    if (range.start >= range.end) continue;
    if (last !== undefined && range.start <= last.end) {
      if (range.end > last.end) last.end = range.end;
    } else joined.push({ ...range });
  }
  return joined;
}

/** What of `ranges` lies outside of all `taken`. */
export function subtractRanges(ranges: readonly Interval[], taken: readonly Interval[]): Interval[] {
  let left = joinRanges(ranges);
  for (const cut of joinRanges(taken)) {
    left = left.flatMap(({ start, end }) =>
      cut.end <= start || cut.start >= end
        ? [{ start, end }]
        : [
            { start, end: cut.start },
            { start: cut.end, end },
          ].filter((part) => part.start < part.end),
    );
  }
  return left;
}

/** What of `ranges` lies inside of `window`. */
export function clipRanges(ranges: readonly Interval[], window: Interval): Interval[] {
  return ranges.flatMap((range) => {
    const start = later(range.start, window.start);
    const end = earlier(range.end, window.end);
    return start < end ? [{ start, end }] : [];
  });
}

/** A range cut into pieces of at most `size` intervals, at bounds counted from its start; whole where `size` is null, or where it has no beginning to count from. */
export function batchesOf(range: Interval, grain: TimeGrain, size: number | null): Interval[] {
  if (size === null || intervalCount(range, grain) === null) return [range];
  const batches: Interval[] = [];
  for (let start = range.start; start < range.end; ) {
    const end = earlier(addIntervals(start, size, grain), range.end);
    batches.push({ start, end });
    start = end;
  }
  return batches;
}

/** How many intervals a range has; null where it begins with the beginning of time. */
export function intervalCount({ start, end }: Interval, grain: TimeGrain): number | null {
  if (timeOf(start) === timeOf(beginningOfTime)) return null;
  const [from, to] = [new Date(timeOf(start)), new Date(timeOf(end))];
  const years = to.getUTCFullYear() - from.getUTCFullYear();
  switch (grain) {
    case 'hour':
      return Math.round((to.getTime() - from.getTime()) / 3_600_000);
    case 'day':
      return Math.round((to.getTime() - from.getTime()) / 86_400_000);
    case 'month':
      return years * 12 + to.getUTCMonth() - from.getUTCMonth();
    case 'year':
      return years;
  }
}

/** A bound as a typed SQL literal: DATE for a day grain, else TIMESTAMP. */
export function boundLiteral(bound: string, grain: TimeGrain): string {
  return grain === 'day' ? `DATE '${bound}'` : `TIMESTAMP '${bound}'`;
}

function floorTo(time: number, grain: TimeGrain): string {
  const date = new Date(time);
  const at = (month: number, day: number) => utc(date.getUTCFullYear(), month, day, 0);
  switch (grain) {
    case 'hour':
      return `${printDate(date)} ${String(date.getUTCHours()).padStart(2, '0')}:00:00`;
    case 'day':
      return printDate(date);
    case 'month':
      return `${printDate(new Date(at(date.getUTCMonth(), 1)))} 00:00:00`;
    case 'year':
      return `${printDate(new Date(at(0, 1)))} 00:00:00`;
  }
}

function printDate(date: Date): string {
  const pad = (value: number, length: number) => String(value).padStart(length, '0');
  return `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`;
}

function timeOf(bound: string): number {
  const [date = '', time = '00:00:00'] = bound.split(' ');
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return utc(year, month - 1, day, Number(time.slice(0, 2)));
}

/** `Date.UTC` takes years below 100 for those of the last century. */
function utc(year: number, month: number, day: number, hour: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  date.setUTCHours(hour);
  return date.getTime();
}

function earlier(a: string, b: string): string {
  return compare(a, b) <= 0 ? a : b;
}

function later(a: string, b: string): string {
  return compare(a, b) >= 0 ? a : b;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
