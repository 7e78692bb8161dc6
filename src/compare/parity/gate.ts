import { type Calendar, isExpected, nextExpected } from './calendar.ts';
import { noHistory, type PairHistory, type Streak, streakOf } from './history.ts';
import type { Pair, Parity } from './load-parity.ts';
import { addDays, type Night, nightOf } from './night.ts';
import { counts, type ParityRecord, type RecordedSide } from './record.ts';

export interface GateOfPair {
  readonly pair: Pair;
  readonly open: boolean;
  readonly streak: Streak;
  /** The first night on which it could be open, if every night from now on matches: tonight, where tonight's run is still to come or to be mended. null where it is open, or no night is expected any more. */
  readonly opensAt: Night | null;
  /** Nights of the streak that were compared later than on the day itself. */
  readonly afterwards: number;
  /** Nights of the streak since which other rules hold: what matched then might not now. */
  readonly otherRules: number;
  /** Nights of the streak on which both sides were, to the byte and the version, what they were the night before: perhaps no job has run. */
  readonly sameSides: number;
}

export interface Gate {
  readonly open: boolean;
  readonly days: number;
  readonly night: Night;
  readonly pairs: readonly GateOfPair[];
  /** When all could be open at the earliest; null where it is, or never will be. */
  readonly opensAt: Night | null;
}

/** Whether every required pair has matched `days` nights in a row. Without any required pair nothing is proved, and the gate is closed. */
export function gateOf(
  parity: Parity,
  pairs: readonly Pair[],
  histories: ReadonlyMap<string, PairHistory>,
  days: number,
  tonight: Night,
): Gate {
  const required = pairs.filter((pair) => pair.required);
  const gates = required.map((pair) =>
    gateOfPair(parity, pair, histories.get(pair.name) ?? noHistory(pair.name), days, tonight),
  );
  const open = gates.length > 0 && gates.every((each) => each.open);
  const closed = gates.filter((each) => !each.open);
  const never = closed.some((each) => each.opensAt === null);
  return {
    open,
    days,
    night: tonight,
    pairs: gates,
    opensAt:
      open || never
        ? null
        : (closed
            .map((each) => each.opensAt!)
            .sort()
            .at(-1) ?? null),
  };
}

function gateOfPair(
  { calendar, timeZone }: Parity,
  pair: Pair,
  history: PairHistory,
  days: number,
  tonight: Night,
): GateOfPair {
  const streak = streakOf(history, calendar, tonight);
  // A pair that cannot be read cannot match any more, whatever it did.
  const open = pair.problems.length === 0 && streak.nights >= days;
  const inStreak = [...history.nights.values()].filter(
    ({ record }) => streak.since !== null && record.night >= streak.since && record.night <= tonight,
  );
  return {
    pair,
    open,
    streak,
    opensAt: open ? null : earliest(history, calendar, days, tonight),
    afterwards: inStreak.filter(
      ({ record }) => nightOf(Date.parse(record.startedAt), timeZone) !== record.night,
    ).length,
    otherRules: inStreak.filter(({ record }) => record.rules !== pair.rules).length,
    sameSides: inStreak.filter(({ record }) => isAsBefore(history, record)).length,
  };
}

function isAsBefore(history: PairHistory, record: ParityRecord): boolean {
  const before = [...history.nights.keys()]
    .filter((night) => night < record.night)
    .sort()
    .at(-1);
  const last = before === undefined ? undefined : history.nights.get(before)!.record;
  const of = (each: ParityRecord) => {
    const states = [each.left, each.right].map(stateOf);
    return states.includes(null) ? null : states.join('\n');
  };
  return last !== undefined && of(record) !== null && of(record) === of(last);
}

/** What tells the contents of a side from others; null where nothing does. */
function stateOf({ name, kind, files, tableVersion }: RecordedSide): string | null {
  if (files.length > 0) return files.map((file) => file.sha256).join(' ');
  return tableVersion === null ? null : `${kind} ${name} ${tableVersion}`;
}

function earliest(history: PairHistory, calendar: Calendar, days: number, tonight: Night): Night | null {
  const recorded = history.nights.get(tonight)?.record;
  const matched = recorded !== undefined && counts(recorded);
  // Tonight's run may still come; one that did not match may be made again.
  const canCome = !matched && (recorded !== undefined || isExpected(calendar, tonight));
  let nights = matched
    ? streakOf(history, calendar, tonight).nights
    : streakOf(withoutTonight(history, tonight), calendar, tonight).nights + (canCome ? 1 : 0);
  let night = tonight;
  while (nights < days) {
    const next = nextExpected(calendar, addDays(night, 1));
    if (next === null) return null;
    night = next;
    nights++;
  }
  return night;
}

function withoutTonight(history: PairHistory, tonight: Night): PairHistory {
  return { ...history, nights: new Map([...history.nights].filter(([night]) => night !== tonight)) };
}
