import { fileURLToPath, pathToFileURL } from 'node:url';
import { configDefaults, defineConfig, type Plugin } from 'vitest/config';

/** Random tests are the same in each run, so that a run tells of the code and not of luck: LODE_SEED is another number, or `random` for one that is printed. */
function seedOf(wanted: string | undefined): number {
  const seed = wanted === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(wanted ?? 20_260_101);
  if (!Number.isSafeInteger(seed)) throw new Error(`LODE_SEED should be a whole number or random: ${wanted}`);
  if (wanted === 'random') console.log(`LODE_SEED=${seed}`);
  return seed;
}

/**
 * Files that `npm run test:long` alone has (LODE_LONG=1): stories of minutes, and processes that are killed, stopped or set against one another at many points. Of each kind `npm test` has one:
 * `tests/crash/kill.test.ts`, `tests/faults/faults.test.ts`, `tests/cli/lease.test.ts`, the pages of `docs/`.
 */
const longAlone = [
  'tests/cli/erase-interrupted.test.ts',
  'tests/cli/keep-hunt.test.ts',
  'tests/cli/usage/interrupted.test.ts',
  'tests/crash/gc-beside-apply.test.ts',
  'tests/crash/gc-points.test.ts',
  'tests/crash/load.test.ts',
  'tests/crash/object-store.test.ts',
  'tests/crash/together.test.ts',
  'tests/delta/transaction/processes.test.ts',
  'tests/docs/migrate.test.ts',
  'tests/faults/processes.test.ts',
  'tests/sources/firebird/interrupted.test.ts',
  'tests/sources/mysql/interrupted.test.ts',
  'tests/sources/postgres/interrupted.test.ts',
];

/** With LODE_BUILT=1, as `npm test` has it, tests import what was built (`dist/`), as users do: Node loads that by itself, a quarter faster than vitest loads `src/`. */
function asBuilt(): Plugin {
  const [source, built] = ['src/', 'dist/'].map((folder) =>
    fileURLToPath(new URL(folder, import.meta.url)),
  ) as [string, string];
  return {
    name: 'as-built',
    enforce: 'pre',
    resolveId(id, importer) {
      if (importer === undefined || !id.startsWith('.') || !id.endsWith('.ts')) return null;
      const path = fileURLToPath(new URL(id, pathToFileURL(importer)));
      if (!path.startsWith(source)) return null;
      return { id: `${built}${path.slice(source.length, -3)}.js`, external: true };
    },
  };
}

export default defineConfig({
  plugins: process.env.LODE_BUILT === '1' ? [asBuilt()] : [],
  test: {
    server: { deps: { external: [/\/dist\//] } },
    include: ['tests/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(process.env.LODE_LONG === '1' ? [] : longAlone)],
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
