import { fileURLToPath, pathToFileURL } from 'node:url';
import { configDefaults, defineConfig, type Plugin } from 'vitest/config';

/** Random tests are the same in each run, so that a run tells of the code and not of luck: LODE_SEED is another number, or `random` for one that is printed. */
function seedOf(wanted: string | undefined): number {
  const seed = wanted === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(wanted ?? 20_260_101);
  if (!Number.isSafeInteger(seed)) throw new Error(`LODE_SEED should be a whole number or random: ${wanted}`);
  if (wanted === 'random') console.log(`LODE_SEED=${seed}`);
  return seed;
}

/** Files of which `npm test` takes a small sample, and `npm run test:long` a larger one. */
const inBoth = [
  'tests/crash/kill.test.ts',
  'tests/properties/environments/environments.test.ts',
  'tests/properties/verdicts/verdicts.test.ts',
];

/** Files that `npm run test:long` alone has, so that `npm test` stays under ten minutes on two cores. */
const longAlone = [
  // Processes and random cases, of which there is no end.
  'tests/cli/co-writers.test.ts',
  'tests/cli/env-repair.test.ts',
  'tests/cli/erase-interrupted.test.ts',
  'tests/cli/keep-hunt.test.ts',
  'tests/cli/lease.test.ts',
  'tests/cli/object-store.test.ts',
  'tests/cli/parity/processes.test.ts',
  'tests/cli/usage/interrupted.test.ts',
  'tests/compare/planted.test.ts',
  'tests/compile/damage.test.ts',
  'tests/compile/incremental.test.ts',
  'tests/crash/gc-beside-apply.test.ts',
  'tests/crash/gc-points.test.ts',
  'tests/crash/load.test.ts',
  'tests/crash/object-store.test.ts',
  'tests/crash/together.test.ts',
  'tests/delta/properties/operations.test.ts',
  'tests/delta/transaction/processes.test.ts',
  'tests/execute/load/load-random.test.ts',
  'tests/execute/protocol-model/agreement.test.ts',
  'tests/faults/faults.test.ts',
  'tests/faults/processes.test.ts',
  'tests/properties/drift/random-drift.test.ts',
  'tests/properties/fingerprint/fingerprint.test.ts',
  'tests/properties/incremental-equals-full.test.ts',
  'tests/properties/lineage/example-project.test.ts',
  'tests/properties/lineage/lineage.test.ts',
  'tests/relation/fingerprint/hunt/hunt.test.ts',
  // Servers of databases and object stores, as they are and as they fail; what other engines say.
  'tests/cli/bad-world.test.ts',
  'tests/cli/compare-object-store.test.ts',
  'tests/cli/foreign-commits.test.ts',
  'tests/cli/kinds-delta-rs.test.ts',
  'tests/cli/legacy/catalogs.test.ts',
  'tests/cli/legacy/firebird-truth.test.ts',
  'tests/cli/legacy/lineage-truth.test.ts',
  'tests/cli/object-store-runs.test.ts',
  'tests/cli/parity/object-store.test.ts',
  'tests/csv/write/as-python.test.ts',
  'tests/delta/interop/delta-rs.test.ts',
  'tests/execute/load/load-delta-rs.test.ts',
  'tests/execute/load/load-log-table.test.ts',
  'tests/execute/load/load-record-version.test.ts',
  'tests/exports/pandas.test.ts',
  'tests/files/s3-trouble.test.ts',
  'tests/files/s3.test.ts',
  'tests/projects/both-targets.test.ts',
  'tests/projects/omop.test.ts',
  'tests/projects/tpch.test.ts',
  'tests/sources/conformance/own-connectors.test.ts',
  'tests/sources/firebird/commands.test.ts',
  'tests/sources/firebird/failures.test.ts',
  'tests/sources/firebird/filters.test.ts',
  'tests/sources/firebird/interrupted.test.ts',
  'tests/sources/firebird/sample.test.ts',
  'tests/sources/firebird/types.test.ts',
  'tests/sources/mysql/commands.test.ts',
  'tests/sources/mysql/failures.test.ts',
  'tests/sources/mysql/filters.test.ts',
  'tests/sources/mysql/interrupted.test.ts',
  'tests/sources/mysql/types.test.ts',
  'tests/sources/postgres/commands.test.ts',
  'tests/sources/postgres/failures.test.ts',
  'tests/sources/postgres/filters.test.ts',
  'tests/sources/postgres/interrupted.test.ts',
  'tests/sources/postgres/types.test.ts',
  'tests/triage/translate/servers/servers.test.ts',
  // A story of minutes.
  'tests/docs/migrate.test.ts',
];

/** LODE_PART: `short` is what `npm test` runs, `long` what `npm run test:long` does. Without it all files are there, to be chosen by name. */
function filesOf(part: string | undefined): { include: string[]; exclude: string[] } {
  const all = ['tests/**/*.test.ts'];
  const { exclude } = configDefaults;
  switch (part) {
    case undefined:
      return { include: all, exclude };
    case 'short':
      return { include: all, exclude: [...exclude, ...longAlone] };
    case 'long':
      return { include: [...inBoth, ...longAlone], exclude };
    default:
      throw new Error(`LODE_PART should be short or long: ${part}`);
  }
}

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
    ...filesOf(process.env.LODE_PART),
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
