import { entryText } from './parity-entry.ts';
import { canonical } from './same-meaning.ts';
import type { ThreeWay, Winner } from './three-way.ts';

type Pair = Readonly<Record<string, unknown>>;

/** What became of a pair of parity.yml, key by key: where a key stands is nobody's change. As `threeWay`; `text` is the entry as `entryText` gives it. */
export function mergePair(base: Pair | null, current: Pair | null, next: Pair, winner: Winner): ThreeWay {
  const remember = entryText(next);
  const written = (
    state: ThreeWay['state'],
    pair: Pair | null,
    personal: readonly string[] = [],
  ): ThreeWay => ({
    state,
    text: pair === null ? null : entryText(pair),
    base: remember,
    personal,
    ofMapping: [],
  });
  if (current === null)
    return base === null || winner === 'mapping'
      ? written('new', next)
      : { state: 'removed', text: null, base: null, personal: [], ofMapping: [] };
  if (isSame(current, next)) return written('same', null);
  if (base !== null && isSame(current, base)) return written('updated', next);
  const personal = differences(base ?? next, current);
  if (winner === 'mapping') return written('updated', next, personal);
  if (base === null)
    return winner === 'person'
      ? written('kept', null, personal)
      : { state: 'foreign', text: null, base: null, personal, ofMapping: [] };
  if (isSame(base, next)) return written('kept', null, personal);
  const merged: Record<string, unknown> = {};
  let hasConflict = false;
  for (const key of new Set([...Object.keys(current), ...Object.keys(next)])) {
    const mine = current[key];
    const isMine = !isSame(mine, base[key]);
    if (isMine && !isSame(next[key], base[key]) && !isSame(next[key], mine)) hasConflict = true;
    const value = isMine ? mine : next[key];
    if (value !== undefined) merged[key] = value;
  }
  if (!hasConflict) return written('merged', merged, personal);
  return winner === 'person'
    ? written('kept', merged, differences(next, merged))
    : { state: 'conflict', text: null, base: null, personal, ofMapping: differences(base, next) };
}

function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function differences(was: Pair, is: Pair): string[] {
  const lines = (sign: string, key: string, value: unknown) =>
    value === undefined
      ? []
      : entryText({ [key]: value })
          .trimEnd()
          .split('\n')
          .map((line) => `${sign}${line}`);
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) =>
    isSame(was[key], is[key]) ? [] : [...lines('-', key, was[key]), ...lines('+', key, is[key])],
  );
}
