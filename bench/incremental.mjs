// An incremental day on a long history: `lode apply` after one more day has come in, on lakes of 10, 100 and 1,000 days. Bronze takes the day from a landing file, silver and gold compute it, with audits
// that look at rows and at keys. In this process, because the clock has to go on by a day: seconds do not include the start of Node.
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { median, medians } from './measure.mjs';

const dist = (path) => import(new URL(`../dist/${path}`, import.meta.url));

const first = Date.parse('2020-01-01T00:00:00Z');
const dayLength = 86_400_000;
const rowsADay = 2_000;

const byDay = (query, more = '') =>
  `/* ---\nkind: incremental_by_time_range\ntime_column: day\nstart: 2020-01-01\n${more}--- */\n${query}\n`;

export const files = {
  'project.yml':
    'name: shop\ndefault_target: files\ntargets: {files: {sources: {till: {type: parquet, path: till}}}}\n',
  'models/bronze/till.source.yml':
    'source: till\nrelations:\n  sales:\n    columns:\n      id: {type: BIGINT}\n      day: {type: DATE}\n      amount: {type: INTEGER}\n',
  'models/bronze/sales.sql': byDay(
    'SELECT id, day, amount FROM till.sales WHERE day >= {{start}} AND day < {{end}}',
    'columns: {id: {audits: [not_null]}}\n',
  ),
  'models/silver/sales.sql': byDay(
    'SELECT day, id, amount, amount * 2 AS twice FROM bronze.sales WHERE day >= {{start}} AND day < {{end}}',
    'lookback: 1\naudits: [{unique: [day, id]}, {accepted_range: {column: amount, min: 0}}]\n',
  ),
  'models/gold/daily.sql': byDay(
    'SELECT day, sum(twice)::BIGINT AS amount, count(*) AS sales FROM silver.sales WHERE day >= {{start}} AND day < {{end}} GROUP BY day',
    'audits: [{unique: [day]}, {row_count: {min: 1}}]\n',
  ),
};

/** Puts the rows of days into the landing file: what the source still has. */
export async function land(folder, from, to) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT d * ${rowsADay} + n AS id, DATE '2020-01-01' + d::INTEGER AS day, (n % 100)::INTEGER AS amount FROM range(${from}, ${to}) AS t(d), range(${rowsADay}) AS r(n) ORDER BY ALL) TO '${folder}/till/sales.parquet' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
}

export async function host(folder, days) {
  const modules = await Promise.all(
    ['append-file', 'connect', 'git', 'system-facts', 'system-processes', 'system-timer', 'watch-folder'].map(
      (name) => dist(`cli/${name}.js`),
    ),
  );
  const known = Object.assign({}, ...modules);
  const { duckdbEngine } = await dist('engine/duckdb/index.js');
  const { localFiles } = await dist('files/index.js');
  let said = '';
  return {
    said: () => said,
    stdout: () => undefined,
    stdoutBytes: () => undefined,
    stderr: (text) => {
      said += text;
    },
    folder,
    environment: {},
    files: localFiles(),
    engine: duckdbEngine(),
    timer: known.systemTimer(),
    processes: known.systemProcesses(),
    // It is noon of the day after the last one that is over.
    clock: { now: () => first + days * dayLength + dayLength / 2, uuid: randomUUID },
    connectorFor: known.connect,
    system: known.systemFacts(),
    user: 'bench',
    machine: 'bench',
    process: process.pid,
    terminal: { interactive: false, columns: 100, colours: false },
    ask: async () => false,
    gitRevision: async () => null,
    gitFolder: known.gitFolder,
    watch: known.watchFolder,
    appendTo: known.appendToFile,
    signal: new AbortController().signal,
  };
}

async function apply(folder, days) {
  const { runLode } = await dist('cli/run.js');
  const given = await host(folder, days);
  const started = process.hrtime.bigint();
  const code = await runLode(['apply', '--yes', '--quiet'], given);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (code !== 0) throw new Error(given.said());
  return seconds;
}

export async function benchIncremental({ folder, rounds, models }) {
  const lengths = [10, 100, Math.max(200, models)];
  const lakes = [];
  try {
    for (const days of lengths) {
      const project = mkdtempSync(join(folder, 'lode-bench-days-'));
      lakes.push({ days, project, seconds: [] });
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(project, path, '..'), { recursive: true });
        writeFileSync(join(project, path), text);
      }
      mkdirSync(join(project, 'till'));
      await land(project, 0, days);
      await apply(project, days);
    }
    // In turn: a machine's speed drifts.
    for (let round = -1; round < rounds; round++)
      for (const { days, project, seconds } of lakes) {
        const day = days + round + 1;
        await land(project, day, day + 1);
        const took = await apply(project, day + 1);
        if (round >= 0) seconds.push(took);
      }
  } finally {
    for (const { project } of lakes) rmSync(project, { recursive: true, force: true });
  }
  const [short, , long] = lakes.map(({ seconds }) => seconds);
  const longest = lengths.at(-1);
  return {
    title: `\`incremental\`: one more day of ${rowsADay} rows through three models, by days of history`,
    seconds: medians(Object.fromEntries(lakes.map(({ days, seconds }) => [`${days} days`, seconds]))),
    ratios: {
      [`${longest} days against 10`]: median(long.map((value, round) => value / short[round])),
    },
    goals: { [`${longest} days against 10`]: 1.2 },
  };
}
