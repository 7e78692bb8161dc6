import { groupsInOrder } from './object-graph.ts';

/** What lies on from each object, in any number of steps. */
export interface Reach {
  /** How many objects, itself left out. */
  readonly count: (id: string) => number;
  /** The marks of all of these and its own, sorted. */
  readonly marks: (id: string) => readonly string[];
}

/** Bits of a block: what is kept for each group at once. */
const blockBits = 8192;

/**
 * Follows all edges once, for all objects together: one walk for each of them takes hours where an estate has ten thousand. `edges`: id → ids in one step; all are among `ids`. Objects that reach each
 * other are one group; each group has a set of bits for what lies on from it, in blocks, so that memory grows with the objects alone.
 */
export function reachOf(
  ids: readonly string[],
  edges: ReadonlyMap<string, readonly string[]>,
  marksOf: (id: string) => readonly string[],
): Reach {
  // Each group stands behind those that its edges lead to.
  const groups = groupsInOrder(ids, edges);
  const groupOf = new Map(groups.flatMap((group, at) => group.map((id) => [id, at] as const)));
  const nextOf = groups.map((group, at) => [
    ...new Set(
      group
        .flatMap((id) => edges.get(id) ?? [])
        .flatMap((id) => groupOf.get(id) ?? [])
        .filter((other) => other !== at),
    ),
  ]);
  const counts = new Float64Array(groups.length);
  const members = groups.map((group) => group.length);
  eachBlock(
    groups.length,
    nextOf,
    groups.length,
    (at) => [at],
    false,
    (at, group) => {
      counts[at]! += members[group]!;
    },
  );
  const names = [...new Set(ids.flatMap((id) => marksOf(id)))].sort();
  const numberOf = new Map(names.map((name, at) => [name, at]));
  const marks = groups.map((): string[] => []);
  const own = groups.map((group) => group.flatMap((id) => marksOf(id).map((name) => numberOf.get(name)!)));
  eachBlock(
    groups.length,
    nextOf,
    names.length,
    (at) => own[at]!,
    true,
    (at, name) => {
      marks[at]!.push(names[name]!);
    },
  );
  return {
    count: (id) => {
      const at = groupOf.get(id)!;
      return counts[at]! + members[at]! - 1;
    },
    marks: (id) => marks[groupOf.get(id)!]!,
  };
}

/** Tells `found` of each bit that a group gets from the groups that lie on from it, and with `withOwn` of its own, in ascending order. */
function eachBlock(
  groups: number,
  nextOf: readonly (readonly number[])[],
  bits: number,
  ownOf: (group: number) => readonly number[],
  withOwn: boolean,
  found: (group: number, bit: number) => void,
): void {
  for (let from = 0; from < bits; from += blockBits) {
    const words = Math.ceil(Math.min(blockBits, bits - from) / 32);
    const sets = new Uint32Array(groups * words);
    const add = (group: number) => {
      for (const bit of ownOf(group)) {
        const at = bit - from;
        if (at >= 0 && at < words * 32) sets[group * words + (at >>> 5)]! |= 1 << (at & 31);
      }
    };
    for (let group = 0; group < groups; group++) {
      const base = group * words;
      for (const next of nextOf[group]!)
        for (let word = 0; word < words; word++) sets[base + word]! |= sets[next * words + word]!;
      if (withOwn) add(group);
      for (let word = 0; word < words; word++)
        for (let rest = sets[base + word]!; rest !== 0; rest &= rest - 1)
          found(group, from + word * 32 + 31 - Math.clz32(rest & -rest));
      if (!withOwn) add(group);
    }
  }
}
