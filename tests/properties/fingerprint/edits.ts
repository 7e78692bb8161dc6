import { createRandom, type Random } from '../lineage/random.ts';

/**
 * A source of chance that repeats that of `seed` but for one decision, number `at`, which falls otherwise. Queries made with it are edits of the query that
 * the seed makes: a filter more, another join, a column renamed and moved.
 */
export function editedRandom(seed: number, at: number): Random {
  const same = createRandom(seed);
  const other = createRandom(seed + 7919 * (at + 1));
  let decisions = 0;
  const chosen = () => (decisions++ === at ? other : same);
  return {
    below(bound) {
      const random = chosen();
      const value = random.below(bound);
      if (random === other) same.below(bound);
      return value;
    },
    chance(probability) {
      const random = chosen();
      const value = random.chance(probability);
      if (random === other) same.chance(probability);
      return value;
    },
    pick(items) {
      return items[this.below(items.length)]!;
    },
    some(items) {
      const kept = items.filter(() => this.chance(0.5));
      return kept.length > 0 ? kept : [this.pick(items)];
    },
    shuffled(items) {
      const result = [...items];
      for (let index = result.length - 1; index > 0; index--) {
        const next = this.below(index + 1);
        [result[index], result[next]] = [result[next]!, result[index]!];
      }
      return result;
    },
  };
}
