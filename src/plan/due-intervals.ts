import {
  addIntervals,
  beginningOfTime,
  boundAt,
  boundOf,
  clipRanges,
  type Definition,
  filledRanges,
  type Interval,
  type ManifestModel,
  subtractRanges,
} from '../environment/index.ts';
import type { TimeGrain } from '../project/index.ts';

/** How a model's intervals are counted; null for models without. */
export interface IntervalRule {
  readonly grain: TimeGrain;
  readonly zone: string;
  /** The first bound. */
  readonly start: string;
  readonly lookback: number;
}

export function intervalRule({ kind, header, settings }: Definition): IntervalRule | null {
  const byTime = kind === 'incremental_by_time_range' || kind === 'append';
  if (!byTime || typeof header.timeColumn !== 'string') return null;
  const grain = (header.interval ?? 'day') as TimeGrain;
  const start = typeof header.start === 'string' ? boundOf(header.start, grain) : null;
  return {
    grain,
    zone: typeof header.timeZone === 'string' ? header.timeZone : (settings.TimeZone ?? 'UTC'),
    start: start ?? boundOf(beginningOfTime, grain)!,
    lookback: typeof header.lookback === 'number' ? header.lookback : 0,
  };
}

/** Whether a model keeps each of its intervals for ever, once it is filled. */
function neverAgain({ kind }: Definition): boolean {
  return kind === 'append';
}

/** A range that was or will be computed again, in the wall-clock time of a zone. */
export interface Touched {
  readonly range: Interval;
  readonly zone: string;
}

export interface DueRequest {
  readonly definition: Definition;
  readonly rule: IntervalRule;
  /** What stands of it that stays; null where all is computed. */
  readonly standing: Pick<ManifestModel, 'ranges' | 'definition'> | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether what it reads may hold other rows than when it was computed. */
  readonly moved: boolean;
  /** Ranges that inputs compute again, and those that a user wants computed again, in whatever grain. */
  readonly touched: readonly Touched[];
  /** Only these are filled where they are missing; null: all. */
  readonly window: Interval | null;
}

export interface Due {
  readonly missing: readonly Interval[];
  /** Filled ones to compute again. */
  readonly again: readonly Interval[];
}

/**
 * What there is to compute: intervals that are over and were never computed; those that the model looks back on where there may be late rows; and those that are computed again in what it
 * reads.
 */
export function dueIntervals({ definition, rule, standing, now, moved, touched, window }: DueRequest): Due {
  const { grain, start, lookback } = rule;
  const end = boundAt(now, rule.zone, grain);
  const target = start < end ? [{ start, end }] : [];
  const filled = standing === null ? [] : filledRanges(standing.ranges);
  const open = subtractRanges(target, filled);
  const missing = window === null ? open : clipRanges(open, inGrain(window, grain));
  if (neverAgain(definition)) return { missing, again: [] };
  const newest = missing.find((range) => range.end === end)?.start ?? end;
  const back =
    lookback > 0 && (missing.length > 0 || moved)
      ? [{ start: addIntervals(newest, -lookback, grain), end: newest }]
      : [];
  const again = [
    ...back,
    ...touched.map(({ range, zone }) => inGrain(zone === rule.zone ? range : widened(range), grain)),
    ...otherwiseMade(definition, standing),
  ].flatMap((range) => clipRanges(filled, range));
  return { missing, again: subtractRanges(again, missing) };
}

/** Ranges that a definition made which is no longer the model's: they stay only as long as it goes forward. */
function otherwiseMade({ header }: Definition, standing: DueRequest['standing']): Interval[] {
  if (standing === null || header.forwardOnly === true) return [];
  return standing.ranges.flatMap(({ range, definition }) =>
    range === null || definition === standing.definition ? [] : [range],
  );
}

/** A range in another grain's bounds, no less than it was. */
export function inGrain(range: Interval, grain: TimeGrain): Interval {
  const start = boundOf(range.start, grain)!;
  const end = boundOf(range.end, grain)!;
  return { start, end: isBound(range.end, end) ? end : addIntervals(end, 1, grain) };
}

/** Whether a text says the same moment as a bound. */
function isBound(text: string, bound: string): boolean {
  const digits = (each: string) => each.replaceAll(/\D/g, '').padEnd(14, '0');
  return /^0*$/.test(digits(text).slice(14)) && digits(text).slice(0, 14) === digits(bound);
}

/** Clocks of two zones are at most 26 hours apart. */
function widened({ start, end }: Interval): Interval {
  const from = addIntervals(boundOf(start, 'hour')!, -26, 'hour');
  return { start: from, end: addIntervals(inGrain({ start, end }, 'hour').end, 26, 'hour') };
}
