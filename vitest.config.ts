import { fileURLToPath, pathToFileURL } from 'node:url';
import { configDefaults, defineConfig, type Plugin } from 'vitest/config';

/** Random tests are the same in each run, so that a run tells of the code and not of luck: LODE_SEED is another number, or `random` for one that is printed. */
function seedOf(wanted: string | undefined): number {
  const seed = wanted === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(wanted ?? 20_260_101);
  if (!Number.isSafeInteger(seed)) throw new Error(`LODE_SEED should be a whole number or random: ${wanted}`);
  if (wanted === 'random') console.log(`LODE_SEED=${seed}`);
  return seed;
}

/** Files that `npm run test:long` alone has (LODE_LONG=1): one story of minutes each, of whose kind `npm test` has others (the pages of docs/, and Firebird's server). */
const longAlone = [
  'tests/docs/migrate.test.ts',
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
