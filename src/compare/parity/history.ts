import { type Calendar, isExpected } from './calendar.ts';
import { addDays, daysBetween, type Night } from './night.ts';
import { byAttempt, counts, type ParityRecord, type ParityVerdict } from './record.ts';

/**
 * What a night was for a pair: a verdict, or why there is none. `missing`: it was expected; `pending`: it is tonight, and still may come; `off`: none was expected; `before`: the pair had never been
 * compared.
 */
export type NightMark = ParityVerdict | 'missing' | 'pending' | 'off' | 'before';

export interface NightOfPair {
  readonly night: Night;
  readonly mark: NightMark;
  /** The run that counts. */
  readonly record: ParityRecord | null;
  /** How often it was compared on this night. */
  readonly attempts: number;
}

/** Of one pair: each night's last run, and how many there were. */
export interface PairHistory {
  readonly pair: string;
  readonly first: Night | null;
  readonly nights: ReadonlyMap<Night, { readonly record: ParityRecord; readonly attempts: number }>;
}

/** Where a streak ends, seen from tonight. */
export interface StreakEnd {
  readonly night: Night;
  readonly mark: 'differs' | 'failed' | 'missing' | 'before';
  readonly record: ParityRecord | null;
}

export interface Streak {
  /** Nights in a row that matched, accepted ones among them. */
  readonly nights: number;
  readonly accepted: number;
  /** The first of them. */
  readonly since: Night | null;
  readonly end: StreakEnd;
}

/** The records of a ledger by pair. What was recorded twice counts once. */
export function historiesOf(records: readonly ParityRecord[]): ReadonlyMap<string, PairHistory> {
  const byPair = new Map<string, Map<Night, ParityRecord[]>>();
  for (const record of records) {
    const nights = byPair.get(record.pair) ?? new Map<Night, ParityRecord[]>();
    byPair.set(record.pair, nights);
    nights.set(record.night, [...(nights.get(record.night) ?? []), record]);
  }
  return new Map(
    [...byPair].map(([pair, nights]) => [
      pair,
      {
        pair,
        first: [...nights.keys()].sort()[0] ?? null,
        nights: new Map(
          [...nights].map(([night, all]) => [
            night,
            {
              record: [...all].sort(byAttempt).at(-1)!,
              attempts: new Set(all.map(({ runId }) => runId)).size,
            },
          ]),
        ),
      },
    ]),
  );
}

export function noHistory(pair: string): PairHistory {
  return { pair, first: null, nights: new Map() };
}

/** The nights from `from` to `tonight`, both included. */
export function nightsOf(
  history: PairHistory,
  calendar: Calendar,
  from: Night,
  tonight: Night,
): readonly NightOfPair[] {
  const days = Math.max(0, daysBetween(from, tonight) + 1);
  return Array.from({ length: days }, (_, index) => {
    const night = addDays(from, index);
    const found = history.nights.get(night);
    const mark = found?.record.verdict ?? markWithout(history, calendar, night, tonight);
    return { night, mark, record: found?.record ?? null, attempts: found?.attempts ?? 0 };
  });
}

function markWithout(history: PairHistory, calendar: Calendar, night: Night, tonight: Night) {
  if (history.first === null || night < history.first)
    return night === tonight && isExpected(calendar, night) ? 'pending' : 'before';
  if (!isExpected(calendar, night)) return 'off';
  return night === tonight ? 'pending' : 'missing';
}

/**
 * How many nights in a row, back from tonight, a pair has matched. A night without a record ends the streak, unless none was expected or it is tonight. What was recorded counts on days off as well: a
 * difference is one on any day.
 */
export function streakOf(history: PairHistory, calendar: Calendar, tonight: Night): Streak {
  let nights = 0;
  let accepted = 0;
  let since: Night | null = null;
  for (let night = tonight; ; night = addDays(night, -1)) {
    const ended = (mark: StreakEnd['mark'], record: ParityRecord | null): Streak => ({
      nights,
      accepted,
      since,
      end: { night, mark, record },
    });
    if (history.first === null || night < history.first) return ended('before', null);
    const record = history.nights.get(night)?.record;
    if (record === undefined) {
      if (night !== tonight && isExpected(calendar, night)) return ended('missing', null);
      continue;
    }
    if (!counts(record)) return ended(record.verdict === 'failed' ? 'failed' : 'differs', record);
    nights++;
    since = night;
    if (record.verdict === 'accepted') accepted++;
  }
}
