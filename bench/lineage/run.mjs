// Figures for bench/lineage/README.md, after `npm run build`: node bench/lineage/run.mjs [models] [tpcds] [page] [--models N] [--rounds N] [--folder DIR] [--tpcds DIR] [--polyglot DIR] [--chromium PATH]
import { mkdirSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    models: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string', default: tmpdir() },
    tpcds: { type: 'string' },
    polyglot: { type: 'string' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
  },
});
const settings = {
  models: Number(values.models),
  rounds: Number(values.rounds),
  folder: resolve(values.folder),
  tpcds: values.tpcds === undefined ? null : resolve(values.tpcds),
  polyglot: values.polyglot === undefined ? null : resolve(values.polyglot),
  chromium: values.chromium,
};
mkdirSync(settings.folder, { recursive: true });

const benches = {
  models: async () => (await import('./models.mjs')).benchModels(settings),
  tpcds: async () => (await import('./tpcds.mjs')).benchTpcds(settings),
  page: async () => (await import('./page.mjs')).benchPage(settings),
};
const chosen = positionals.length === 0 ? Object.keys(benches) : positionals;
const unknown = chosen.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) {
  console.error(`There is no bench "${unknown}": ${Object.keys(benches).join(', ')}.`);
  process.exit(1);
}

let missed = 0;
function line(what, value, unit, digits, goal, met) {
  if (!met) missed++;
  console.log(`| ${what} | ${value.toFixed(digits)} ${unit} | ${goal}${met ? '' : ', missed'} |`);
}

console.log(
  `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${settings.rounds} rounds`,
);
for (const name of chosen) {
  const { title, seconds, sizes = {}, ratios, goals = {}, limits = {}, atLeast = {} } = await benches[name]();
  console.log(`\n${title}\n`);
  if (Object.keys(seconds).length === 0) continue;
  console.log('| what | figure | goal |\n| --- | ---: | ---: |');
  for (const [what, value] of Object.entries(seconds)) {
    const limit = limits[what];
    line(
      what,
      value,
      's',
      3,
      limit === undefined ? '' : `≤ ${limit} s`,
      limit === undefined || value <= limit,
    );
  }
  for (const [what, { value, unit, limit }] of Object.entries(sizes))
    line(what, value, unit, 1, `≤ ${limit} ${unit}`, value <= limit);
  for (const [what, value] of Object.entries(ratios)) {
    const [most, least] = [goals[what], atLeast[what]];
    const goal = most !== undefined ? `≤ ${most} ×` : least !== undefined ? `≥ ${least} ×` : '';
    line(
      what,
      value,
      '×',
      2,
      goal,
      (most === undefined || value <= most) && (least === undefined || value >= least),
    );
  }
}
process.exitCode = missed === 0 ? 0 : 2;
