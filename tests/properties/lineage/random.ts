/** A repeatable source of chance (mulberry32). */
export interface Random {
  /** From 0 to below `bound`. */
  readonly below: (bound: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
  /** Some of the items, at least one, in their order. */
  readonly some: <T>(items: readonly T[]) => readonly T[];
  readonly shuffled: <T>(items: readonly T[]) => readonly T[];
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  const pick = <T>(items: readonly T[]) => items[below(items.length)]!;
  return {
    below,
    chance: (probability) => next() < probability,
    pick,
    some(items) {
      const chosen = items.filter(() => next() < 0.5);
      return chosen.length > 0 ? chosen : [pick(items)];
    },
    shuffled(items) {
      const result = [...items];
      for (let index = result.length - 1; index > 0; index--) {
        const other = below(index + 1);
        [result[index], result[other]] = [result[other]!, result[index]!];
      }
      return result;
    },
  };
}
