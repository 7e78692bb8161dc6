import type { ParityGateDocument, ParityStatus } from './documents.ts';
import type { Gate, GateOfPair } from './gate.ts';
import { nightsOf, noHistory, type PairHistory, streakOf } from './history.ts';
import type { Pair, Parity } from './load-parity.ts';
import { addDays, daysBetween, type Night } from './night.ts';

/** Shown where nobody says how many: a fortnight at least, two months at most. */
const [fewest, most] = [14, 60];

/** How the pairs have done over the last `nights` nights; null: since the first of them was compared. */
export function statusOf(
  parity: Parity,
  pairs: readonly Pair[],
  histories: ReadonlyMap<string, PairHistory>,
  nights: number | null,
  tonight: Night,
): ParityStatus {
  const from = addDays(tonight, 1 - (nights ?? usualNights(pairs, histories, tonight)));
  return {
    formatVersion: '1.0',
    night: tonight,
    from,
    timeZone: parity.timeZone,
    pairs: pairs.map((pair) => {
      const history = histories.get(pair.name) ?? noHistory(pair.name);
      const streak = streakOf(history, parity.calendar, tonight);
      const past = [...history.nights.keys()].filter((night) => night <= tonight).sort();
      const last = history.nights.get(past.at(-1) ?? '')?.record ?? null;
      return {
        pair: pair.name,
        description: pair.description,
        owner: pair.owner,
        required: pair.required,
        problem: pair.problems[0]?.summary ?? null,
        streak: streak.nights,
        acceptedInStreak: streak.accepted,
        since: streak.since,
        last,
        nights: nightsOf(history, parity.calendar, from, tonight).map(
          ({ night, mark, record, attempts }) => ({
            night,
            mark,
            attempts,
            runId: record?.runId ?? null,
            reason: record?.reason ?? null,
            score: record?.score ?? null,
          }),
        ),
      };
    }),
  };
}

function usualNights(
  pairs: readonly Pair[],
  histories: ReadonlyMap<string, PairHistory>,
  tonight: Night,
): number {
  const firsts = pairs.flatMap(({ name }) => histories.get(name)?.first ?? []);
  const longest = Math.max(0, ...firsts.map((first) => daysBetween(first, tonight) + 1));
  return Math.min(most, Math.max(fewest, longest));
}

/** The gate as others read it. */
export function gateDocument(gate: Gate): ParityGateDocument {
  return {
    formatVersion: '1.0',
    open: gate.open,
    days: gate.days,
    night: gate.night,
    opensAt: gate.opensAt,
    pairs: gate.pairs.map((each) => ({
      pair: each.pair.name,
      owner: each.pair.owner,
      open: each.open,
      streak: each.streak.nights,
      acceptedInStreak: each.streak.accepted,
      since: each.streak.since,
      ended: endOf(each),
      opensAt: each.opensAt,
      afterwards: each.afterwards,
      otherRules: each.otherRules,
      sameSides: each.sameSides,
    })),
  };
}

function endOf({ open, pair, streak: { end } }: GateOfPair): ParityGateDocument['pairs'][number]['ended'] {
  if (open) return null;
  const [problem] = pair.problems;
  if (problem !== undefined) return { night: null, why: 'unreadable', reason: problem.summary };
  if (end.mark === 'before') return { night: null, why: 'first', reason: null };
  return { night: end.night, why: end.mark, reason: end.record?.reason ?? null };
}
