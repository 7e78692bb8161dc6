// Lode's Delta against Spark's, both ways, for every operation: npm run interop:spark [-- SCENARIO …]. After `npm run build`; scripts/spark-venv.sh makes its environment. Not part of CI.
// After each step both read the table, at every version that it made; prints what was equal, what was refused by whom, and what was not equal. Exit code 1 where anything differs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as delta from '../../../dist/delta/index.js';
import { duckdbEngine } from '../../../dist/engine/duckdb/index.js';
import { localFiles } from '../../../dist/files/index.js';
import { scenarios } from './scenarios.mjs';
import { startSpark } from './spark.mjs';

const wanted = process.argv.slice(2).filter((each) => !each.startsWith('--'));
const report = process.argv.find((each) => each.startsWith('--report='))?.slice('--report='.length);
const folder = mkdtempSync(`${tmpdir()}/lode-spark-`);
const database = await duckdbEngine().open({
  allowedFolders: null,
  temporaryFolder: null,
  threads: null,
  memoryLimit: null,
  timeZone: 'UTC',
});
const ports = {
  files: localFiles(),
  session: await database.connect(),
  clock: { now: () => Date.now(), uuid: () => crypto.randomUUID() },
};
const spark = startSpark(folder);
const results = [];

for (const [name, scenario] of Object.entries(scenarios)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const table = `${folder}/${name}`;
  const checked = new Set();
  const note = (step, outcome, detail = '') => {
    results.push({ name, step, outcome, detail });
    console.log(`${outcome.padEnd(16)} ${name}: ${step}${detail === '' ? '' : ` (${detail})`}`);
  };
  const step = async (title, work) => {
    let refused = null;
    try {
      await work();
    } catch (error) {
      const diagnostic = error.diagnostics?.[0];
      refused = diagnostic === undefined ? error.message : `${diagnostic.code}: ${diagnostic.summary}`;
    }
    if (refused !== null) return note(title, 'refused', refused.replaceAll(folder, '').slice(0, 220));
    try {
      note(title, ...(await compare(table, checked)));
    } catch (error) {
      note(title, 'differs', (error.diagnostics?.[0]?.summary ?? error.message).slice(0, 300));
    }
  };
  const context = {
    table,
    ports,
    delta,
    at: `delta.\`${table}\``,
    common: { engineVersion: 'interop' },
    lode: (title, work) => step(`Lode: ${title}`, work),
    spark: (title, ...statements) => step(`Spark: ${title}`, () => spark.sql(...statements)),
    create: (columns) => step('Spark: create', () => spark.run({ create: table, columns })),
    changes: (from) => step(`change data feed since ${from}`, () => compareChanges(table, from)),
  };
  await scenario(context);
}
spark.close();
const counts = {};
for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
console.log(JSON.stringify(counts));
if (report !== undefined) writeReport(report);
rmSync(folder, { recursive: true, force: true });
process.exit(results.some(({ outcome }) => outcome === 'differs') ? 1 : 0);

/** Both readings of every version that was not compared yet. */
async function compare(table, checked) {
  const { version: latest } = await delta.openSnapshot(ports, table);
  let rows = 0;
  for (let version = 0; version <= latest; version++) {
    if (checked.has(version) && version !== latest) continue;
    checked.add(version);
    const out = `${folder}/out-${crypto.randomUUID()}`;
    await spark.run({ read: table, version: version === latest ? null : version, out });
    const snapshot = await delta.openSnapshot(ports, table, { version });
    const difference = await differenceOf(await delta.scanQuery(snapshot), out);
    rows = difference.rows;
    await delta.closeSnapshot(snapshot);
    if (difference.words !== null) return ['differs', `version ${version}: ${difference.words}`];
  }
  return ['equal', `version ${latest}, ${rows} rows`];
}

async function compareChanges(table, from) {
  const out = `${folder}/out-${crypto.randomUUID()}`;
  await spark.run({ changes: table, from, out });
  const query = await delta.changesQuery(ports, table, { from });
  const difference = await differenceOf(query.sql, out);
  await delta.closeSnapshot(query.snapshot);
  if (difference.words !== null) throw new Error(difference.words);
}

async function differenceOf(sql, out) {
  const described = await ports.session.rows(`DESCRIBE ${sql}`);
  const quote = (name) => `"${name.replaceAll('"', '""')}"`;
  // DuckDB's variants do not tell a variant that holds null from none at all.
  const variant = (name) => `nullif(CAST(CAST(${quote(name)} AS JSON) AS VARCHAR), 'null')`;
  const mine = described.map(({ column_name: name, column_type: type }) =>
    /VARIANT/.test(type) ? variant(name) : quote(name),
  );
  const theirs = described.map(({ column_name: name, column_type: type }) =>
    /VARIANT/.test(type) ? variant(name) : `CAST(${quote(name)} AS ${type})`,
  );
  const ours = `SELECT ${mine.join(', ')} FROM (${sql})`;
  const others = `SELECT ${theirs.join(', ')} FROM '${out}/*.parquet'`;
  const [row] = await ports.session.rows(
    `SELECT (SELECT count(*) FROM (${ours})) AS rows, (SELECT count(*) FROM (${ours} EXCEPT ALL ${others})) AS ours, (SELECT count(*) FROM (${others} EXCEPT ALL ${ours})) AS theirs`,
  );
  if (row.ours === '0' && row.theirs === '0') return { rows: row.rows, words: null };
  const [example] = await ports.session.rows(
    `SELECT (SELECT to_json(a)::VARCHAR FROM (${ours} EXCEPT ALL ${others}) AS a LIMIT 1) AS ours, (SELECT to_json(b)::VARCHAR FROM (${others} EXCEPT ALL ${ours}) AS b LIMIT 1) AS theirs`,
  );
  return {
    rows: row.rows,
    words: `${row.ours} of our ${row.rows} rows: ${example.ours} / ${example.theirs}`,
  };
}

function writeReport(path) {
  const lines = ['| scenario | step | outcome | |', '| --- | --- | --- | --- |'];
  for (const { name, step, outcome, detail } of results) {
    lines.push(`| ${name} | ${step} | ${outcome} | ${detail.replaceAll('|', '\\|')} |`);
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
}
