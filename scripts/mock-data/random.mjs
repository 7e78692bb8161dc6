/**
 * A small generator of numbers (mulberry32) with a fixed seed: the same rows on every machine and with every Node.
 * @param {number} seed
 */
export function createRandom(seed) {
  let state = seed >>> 0;
  /** A number from 0 up to, not including, 1. */
  function next() {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
  return {
    /** A whole number from `low` to `high`, both included. */
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)],
    /** One of `[value, weight]` pairs. */
    weighted(pairs) {
      let point = next() * pairs.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of pairs) {
        point -= weight;
        if (point < 0) return value;
      }
      return pairs[pairs.length - 1][0];
    },
  };
}
