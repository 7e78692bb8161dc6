// Figures for bench/README.md, after `npm run build`: node bench/run.mjs [full] [compile] [start] [stage] [inner] [plan] [firebird] [postgres] [mariadb] [loads] [usage] [environments] [incremental] [tests] [legacy] [triage] [profile] [audits] [anonymisers] [--rows N] [--models N] [--rounds N] [--folder DIR] [--unique-text]
import { mkdirSync, readFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '10000000' },
    models: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string', default: tmpdir() },
    'unique-text': { type: 'boolean', default: false },
  },
});
const settings = {
  rows: Number(values.rows),
  models: Number(values.models),
  rounds: Number(values.rounds),
  folder: resolve(values.folder),
  uniqueText: values['unique-text'],
};
mkdirSync(settings.folder, { recursive: true });

const benches = {
  full: async () => (await import('./full-model.mjs')).benchFullModel(settings),
  compile: async () => (await import('./compile-project.mjs')).benchCompile(settings),
  start: async () => (await import('./start.mjs')).benchStart(settings),
  plan: async () => (await import('./plan.mjs')).benchPlan(settings),
  incremental: async () => (await import('./incremental.mjs')).benchIncremental(settings),
  environments: async () => (await import('./environments.mjs')).benchEnvironments(settings),
  profile: async () => (await import('./profile.mjs')).benchProfile(settings),
  audits: async () => (await import('./audits.mjs')).benchAudits(settings),
  tests: async () => (await import('./unit-tests.mjs')).benchUnitTests(settings),
  legacy: async () => (await import('./legacy-scan.mjs')).benchLegacyScan(settings),
  usage: async () => (await import('./usage.mjs')).benchUsage(settings),
  triage: async () => (await import('./triage.mjs')).benchTriage(settings),
  anonymisers: async () => (await import('./anonymisers.mjs')).benchAnonymisers(settings),
  inner: async () => (await import('./inner-loop.mjs')).benchInnerLoop(settings),
  stage: async () =>
    (await import('./stage-relation.mjs')).benchStage({ ...settings, rows: settings.rows / 10 }),
};
// Those that need a server run only when they are named.
benches.firebird = async () =>
  (await import('./firebird.mjs')).benchFirebird({ ...settings, rows: settings.rows / 10 });
benches.postgres = async () =>
  (await import('./servers.mjs')).benchPostgres({ ...settings, rows: settings.rows / 10 });
benches.mariadb = async () =>
  (await import('./servers.mjs')).benchMariadb({ ...settings, rows: settings.rows / 10 });
benches.loads = async () =>
  (await import('./loads.mjs')).benchLoads({ ...settings, rows: settings.rows / 10 });
const chosen =
  positionals.length === 0
    ? Object.keys(benches).filter((name) => !['firebird', 'postgres', 'mariadb', 'loads'].includes(name))
    : positionals;
const unknown = chosen.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) {
  console.error(`There is no bench "${unknown}": ${Object.keys(benches).join(', ')}.`);
  process.exit(1);
}

const memory = /MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
console.log(
  `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(Number(memory) / 1e6)} GB; median of ${settings.rounds} rounds`,
);
let missed = 0;
for (const name of chosen) {
  const result = await benches[name]();
  // Some tell their figures themselves, while they go.
  if (result === undefined) continue;
  const { title, seconds, ratios, goals, limits = {} } = result;
  console.log(`\n${title}\n`);
  console.log('| what | seconds | ratio | goal |\n| --- | ---: | ---: | ---: |');
  for (const [what, value] of Object.entries(seconds)) {
    const limit = limits[what];
    const met = limit === undefined || value <= limit;
    if (!met) missed++;
    console.log(
      `| ${what} | ${value.toFixed(3)} | | ${limit === undefined ? '' : `≤ ${limit} s${met ? '' : ', missed'}`} |`,
    );
  }
  for (const [what, value] of Object.entries(ratios)) {
    const goal = goals[what];
    const met = goal === undefined || value <= goal;
    if (!met) missed++;
    console.log(
      `| ${what} | | ${value.toFixed(2)} × | ${goal === undefined ? '' : `≤ ${goal} ×${met ? '' : ', missed'}`} |`,
    );
  }
}
process.exitCode = missed === 0 ? 0 : 2;
