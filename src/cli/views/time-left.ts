export interface Work {
  /** Models not yet begun. */
  readonly waiting: readonly string[];
  /** Seconds since each running model began. */
  readonly running: ReadonlyMap<string, number>;
  /** Seconds that each finished model took. */
  readonly finished: readonly number[];
  /** Seconds that models took the last time, by name. */
  readonly expected: ReadonlyMap<string, number>;
  readonly concurrency: number;
}

/**
 * Seconds until all is done, or null where too little is known. A model takes what it took the last time, another one the mean of those known; as many run side by side
 * as may. The longest one that runs is the least.
 */
export function timeLeft({ waiting, running, finished, expected, concurrency }: Work): number | null {
  const names = [...waiting, ...running.keys()];
  const known = [...names.flatMap((name) => expected.get(name) ?? []), ...finished];
  const unknown = names.filter((name) => !expected.has(name)).length;
  // A guess from a handful of others is worth showing only where it does not carry the sum.
  if (known.length === 0 || unknown > known.length * 3) return null;
  const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
  const took = (name: string) => expected.get(name) ?? mean;
  const ofRunning = [...running].map(([name, elapsed]) => Math.max(0, took(name) - elapsed));
  const total = [...ofRunning, ...waiting.map(took)].reduce((sum, each) => sum + each, 0);
  return Math.max(total / Math.max(1, Math.min(concurrency, names.length)), ...ofRunning, 0);
}
