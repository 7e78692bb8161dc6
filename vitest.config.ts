import { defineConfig } from 'vitest/config';

/** Random tests are the same in each run, so that a run tells of the code and not of luck: LODE_SEED is another number, or `random` for one that is printed. */
function seedOf(wanted: string | undefined): number {
  const seed = wanted === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(wanted ?? 20_260_101);
  if (!Number.isSafeInteger(seed)) throw new Error(`LODE_SEED should be a whole number or random: ${wanted}`);
  if (wanted === 'random') console.log(`LODE_SEED=${seed}`);
  return seed;
}

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/support/seed.ts'],
    env: { LODE_SEED: String(seedOf(process.env.LODE_SEED)) },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // A process loads the product once, not once for each file: tests keep nothing in modules that another file's tests could see.
    isolate: false,
    // One more than the two cores that it is measured on: tests wait for disks, servers and processes.
    maxWorkers: 3,
  },
});
