/** The middle value; of an even count the mean of the two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs the pieces of work in turn, `rounds` times after one round to warm up, and gives the seconds of each. In turn, because a machine's speed drifts: what is
 * compared is measured side by side.
 */
export async function inTurn(rounds, works) {
  const seconds = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, work] of Object.entries(works)) {
      const started = process.hrtime.bigint();
      await work();
      if (round >= 0) seconds[name].push(Number(process.hrtime.bigint() - started) / 1e9);
    }
  }
  return seconds;
}

/** The median over the rounds of how often `part` takes as long as `whole` in the same round. */
export function ratio(seconds, part, whole) {
  return median(seconds[part].map((value, round) => value / seconds[whole][round]));
}

export function medians(seconds) {
  return Object.fromEntries(Object.entries(seconds).map(([name, values]) => [name, median(values)]));
}
