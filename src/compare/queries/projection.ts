import { hashArguments } from '../../environment/index.ts';
import { canonical } from '../canonical.ts';
import type { ColumnPair } from '../column-pairs.ts';
import type { CompareSide } from '../options.ts';
import { quoted } from '../sql.ts';

/** Everything that the queries of one comparison share. */
export interface Comparing {
  readonly left: CompareSide;
  readonly right: CompareSide;
  /** Keys first. */
  readonly pairs: readonly ColumnPair[];
  /** How many of the pairs are the key. */
  readonly keys: number;
  /** Left names of the pairs that are compared as text because some of it cannot be read as the common type. */
  readonly asText: ReadonlySet<string>;
  readonly signedZero: boolean;
  /** Conditions over a side's own columns, all of them to hold. */
  readonly filters: { readonly left: readonly string[]; readonly right: readonly string[] };
}

export type SideName = 'left' | 'right';

/** `c3`: the canonical value of the fourth pair. */
export const canonicalName = (pair: number) => `c${pair}`;
/** `v3`: its value as the side has it. */
export const valueName = (pair: number) => `v${pair}`;

export function sourceOf(comparing: Comparing, side: SideName): string {
  const conditions = comparing.filters[side];
  const where =
    conditions.length === 0 ? '' : ` WHERE ${conditions.map((each) => `(${each})`).join(' AND ')}`;
  return `${comparing[side].relation}${where}`;
}

/** One SELECT of a side: canonical values, and with `values` the side's own beside them. */
export function projection(comparing: Comparing, side: SideName, values: boolean): string {
  const from = comparing[side];
  const items = comparing.pairs.flatMap((pair, index) => [
    `${canonical(pair, side, from, comparing.asText.has(pair.left.name))} AS ${canonicalName(index)}`,
    ...(values ? [`${quoted(pair[side].name)} AS ${valueName(index)}`] : []),
  ]);
  return `SELECT ${items.join(', ')} FROM ${sourceOf(comparing, side)}`;
}

/** A hash of the first `count` canonical values, 64 bits. Equal values give equal hashes. */
export function hashOf(comparing: Comparing, count: number): string {
  const parts = comparing.pairs.slice(0, count).flatMap((pair, index) => {
    const type = comparing.asText.has(pair.left.name) ? 'VARCHAR' : pair.common.type;
    return hashArguments(canonicalName(index), type, comparing.signedZero ? 'bits' : 'value');
  });
  // Hashed once more: hashes of several values are joined by XOR, and sums of such are less mixed than they should be.
  return `hash(hash(${parts.join(', ')}))`;
}

/** Conditions under which rows `left.` and `right.` have the same first `count` canonical values. NULL is the same as NULL. */
export function sameValues(count: number, left: string, right: string): string {
  return Array.from({ length: count }, (_, index) => {
    const name = canonicalName(index);
    return `${left}.${name} IS NOT DISTINCT FROM ${right}.${name}`;
  }).join(' AND ');
}
