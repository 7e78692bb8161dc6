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

/** `v3`: its value as the side has it; `c3` where that is the canonical one, so that no row carries it twice. */
export function valueName(comparing: Comparing, side: SideName, index: number): string {
  return isPlain(comparing, side, index) ? canonicalName(index) : `v${index}`;
}

function isPlain(comparing: Comparing, side: SideName, index: number): boolean {
  const pair = comparing.pairs[index]!;
  return canonicalOf(comparing, side, index) === quoted(pair[side].name);
}

function canonicalOf(comparing: Comparing, side: SideName, index: number): string {
  const pair = comparing.pairs[index]!;
  return canonical(pair, side, comparing[side], comparing.asText.has(pair.left.name));
}

export function sourceOf(comparing: Comparing, side: SideName): string {
  const conditions = comparing.filters[side];
  const where =
    conditions.length === 0 ? '' : ` WHERE ${conditions.map((each) => `(${each})`).join(' AND ')}`;
  return `${comparing[side].relation}${where}`;
}

/** One SELECT of a side: canonical values, and with `values` the side's own beside them. */
export function projection(comparing: Comparing, side: SideName, values: boolean): string {
  const items = comparing.pairs.flatMap((pair, index) => [
    `${canonicalOf(comparing, side, index)} AS ${canonicalName(index)}`,
    ...(values && !isPlain(comparing, side, index) ? [`${quoted(pair[side].name)} AS v${index}`] : []),
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

/** The condition that rows `left` and `right` have the same first `count` canonical values. NULL is the same as NULL. */
export function sameValues(count: number, left: string, right: string): string {
  return Array.from({ length: count }, (_, index) => {
    const name = canonicalName(index);
    return `${left}.${name} IS NOT DISTINCT FROM ${right}.${name}`;
  }).join(' AND ');
}
