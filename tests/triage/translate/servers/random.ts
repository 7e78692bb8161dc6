import type { Dialect } from '../../../../src/triage/index.ts';
import { counts, type Grammar, grammarOf, pieces, roundings, type Sort } from './grammar.ts';

/** Every rule of a dialect's grammar once over columns, then `more` random expressions of two rules within one another. The same seed gives the same ones. */
export function expressionsOf(dialect: Dialect, more: number, seed: number): string[] {
  const { leaves, rules } = grammarOf(dialect);
  const random = numbers(seed);
  const sorts = Object.keys(rules) as Sort[];
  const once = sorts.flatMap((sort) => rules[sort].map((rule) => filled(rule, 0)));
  const further = Array.from({ length: more }, () => {
    const sort = pick(sorts);
    return filled(pick(rules[sort]), 1);
  });
  return [...new Set([...once, ...further])];

  function pick<T>(all: readonly T[]): T {
    return all[Math.floor(random() * all.length)]!;
  }

  function filled(rule: string, depth: number): string {
    return rule.replace(/<(\w+)>/g, (whole, name: string) => {
      if (name === 'count') return pick(counts);
      if (name === 'digits') return pick(roundings);
      if (name === 'piece') return pick(pieces);
      if (!(name in leaves)) return whole;
      const sort = name as Sort;
      // A window function stands in no other.
      const inner = rules[sort].filter((each) => !each.includes(' OVER ') && !each.includes(' over '));
      if (depth > 0 && random() < 0.55) return `(${filled(pick(inner), depth - 1)})`;
      return pick((leaves as Grammar)[sort]);
    });
  }
}

/** Numbers from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
