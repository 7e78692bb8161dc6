// Reads every Delta table below a folder with our reader and with others, and tells where they differ: npm run hunt:delta-tables -- FOLDER [--only TEXT] [--versions 8] [--report FILE]
// Others are the rows that lie beside a table (`expected/`), or delta-rs. After `npm run build` and `scripts/python-venv.sh`. Exit code 1 where anything differs.
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { changesQuery, closeSnapshot, history, openSnapshot, scanQuery } from '../../../dist/delta/index.js';
import { duckdbEngine } from '../../../dist/engine/duckdb/index.js';
import { localFiles } from '../../../dist/files/index.js';
import { deltaRs } from './delta-rs.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    versions: { type: 'string', default: '8' },
    report: { type: 'string' },
  },
});
const root = resolve(positionals[0] ?? '.');
const scratch = mkdtempSync(`${tmpdir()}/lode-hunt-`);
const database = await duckdbEngine().open({
  allowedFolders: null,
  temporaryFolder: null,
  threads: null,
  memoryLimit: null,
  timeZone: 'UTC',
});
const ports = { files: localFiles(), session: await database.connect() };
const rust = deltaRs();
const results = [];
/** What must not be. */
const bad = ['differs', 'fails', 'refused'];

for (const table of tablesBelow(root).sort()) {
  const name = table.slice(root.length + 1);
  if (values.only !== undefined && !name.includes(values.only)) continue;
  await hunt(table, name);
}
rust.close();
rmSync(scratch, { recursive: true });
const summary = report();
console.log(summary);
if (values.report !== undefined) writeFileSync(values.report, summary);
process.exit(results.some(({ outcome }) => bad.includes(outcome)) ? 1 : 0);

function tablesBelow(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const below = entries
    .filter(({ name }) => !name.startsWith('_') && !name.startsWith('.'))
    .flatMap(({ name }) => tablesBelow(`${folder}/${name}`));
  return entries.some(({ name }) => name === '_delta_log') ? [folder, ...below] : below;
}

async function hunt(table, name) {
  const note = (version, outcome, detail = '') => {
    results.push({ name, version, outcome, detail });
    if (bad.includes(outcome)) console.error(`${outcome}: ${name} ${version}: ${detail}`);
  };
  const newest = await ours(table, {});
  const version = newest.snapshot?.version ?? null;
  const folder = table.replace(/\/delta$/, '');
  const expected = folder === table ? [] : parquetBelow(`${folder}/expected`);
  if (expected.length > 0 && newest.sql !== undefined) {
    const paths = expected.map((path) => `'${path}'`).join(', ');
    const from = `read_parquet([${paths}], union_by_name = true, hive_partitioning = false)`;
    const difference = await differenceOf(newest, from);
    note('newest, against the rows beside it', difference === null ? 'equal' : 'differs', difference ?? '');
    await done(newest);
  } else await against(newest, table, null, (...rest) => note('newest', ...rest));
  if (version === null) return;
  for (const earlier of await earlierVersions(table, version)) {
    await against(await ours(table, { version: earlier }), table, earlier, (...rest) =>
      note(earlier, ...rest),
    );
  }
  await changes(table, version, note);
}

/** Our reading against delta-rs'. */
async function against(mine, table, version, note) {
  const out = freshFile();
  const theirs = await rust.read({ table, version, out });
  if (mine.missing) await againstFiles(mine, table, version, note);
  else if (mine.sql === undefined)
    note(theirs === null ? mine.outcome : `${mine.outcome}, as delta-rs`, mine.detail);
  else if (theirs !== null) note('only Lode reads', theirs);
  else {
    const difference = await differenceOf(mine, `'${out}'`);
    note(difference === null ? 'equal' : 'differs', difference ?? '');
  }
  await done(mine);
}

/** Where data files are gone nobody can read rows, but both know which files there should be. */
async function againstFiles(mine, table, version, note) {
  const out = freshFile();
  const theirs = await rust.read({ table, version, files: true, out });
  if (theirs !== null) return note('refused, as delta-rs', `${mine.detail}; ${theirs}`);
  const columns = [
    { name: 'path', type: 'VARCHAR' },
    { name: 'size', type: 'BIGINT' },
  ];
  const difference = await differenceOf({ sql: mine.snapshot.filesSql, columns }, `'${out}'`);
  note(difference === null ? 'equal files, data missing' : 'differs', difference ?? '');
}

async function changes(table, last, note) {
  const versions = (await history(ports, table).catch(() => [])).map((entry) => entry.version);
  if (versions.at(-1) !== 0 || versions.length !== last + 1) return;
  let query = null;
  try {
    query = await changesQuery(ports, table, { from: 0 });
    await ports.session.execute(`CREATE OR REPLACE TEMP TABLE hunt_changes AS ${query.sql}`);
  } catch (error) {
    const code = error.diagnostics?.[0]?.code;
    if (code === 'delta-changes-not-recorded') return;
    return note('changes', code === undefined ? 'fails' : 'refused', wordsOf(error));
  } finally {
    if (query !== null) await closeSnapshot(query.snapshot);
  }
  const out = freshFile();
  const theirs = await rust.read({ table, changes: [0, last], out });
  if (theirs !== null) return note('changes', 'only Lode reads', theirs);
  const columns = await ports.session.rows(`DESCRIBE hunt_changes`);
  const difference = await differenceOf(
    {
      sql: 'SELECT * FROM hunt_changes',
      columns: columns
        .map((column) => ({ name: column.column_name, type: column.column_type }))
        .filter(({ name }) => name !== '_commit_timestamp'),
    },
    `'${out}'`,
  );
  note('changes', difference === null ? 'equal' : 'differs', difference ?? '');
}

async function ours(table, at) {
  let snapshot;
  try {
    snapshot = await openSnapshot(ports, table, at);
    const sql = await scanQuery(snapshot);
    const described = await ports.session.rows(`DESCRIBE ${sql}`);
    await ports.session.execute(`CREATE OR REPLACE TEMP TABLE hunt_rows AS ${sql}`);
    const columns = described.map((column) => ({ name: column.column_name, type: column.column_type }));
    return { snapshot, sql: 'SELECT * FROM hunt_rows', columns };
  } catch (error) {
    const code = error.diagnostics?.[0]?.code;
    const missing =
      code === 'delta-files-missing' || /No files found that match|No such file/.test(error.message);
    const outcome = code !== undefined || missing ? 'refused' : 'fails';
    return { snapshot, missing, outcome, detail: wordsOf(error) };
  }
}

/** A name of its own: the engine remembers what it has read of a file. */
function freshFile() {
  return `${scratch}/${crypto.randomUUID()}.parquet`;
}

async function done(mine) {
  if (mine.snapshot !== undefined) await closeSnapshot(mine.snapshot);
}

function wordsOf(error) {
  const first = error.diagnostics?.[0];
  const words = first === undefined ? error.message.split('\n')[0] : `${first.code}: ${first.summary}`;
  return words.replaceAll(root, '').slice(0, 220);
}

/** null where both hold the same rows; columns are matched by name and brought to our types. */
async function differenceOf({ sql, columns }, from) {
  const quoted = columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`);
  const cast = columns.map(({ type }, index) => `CAST(${quoted[index]} AS ${type})`);
  const mine = `SELECT ${quoted.join(', ')} FROM (${sql})`;
  const theirs = `SELECT ${cast.join(', ')} FROM ${from}`;
  try {
    const names = (await ports.session.rows(`DESCRIBE SELECT * FROM ${from}`)).map(
      (column) => column.column_name,
    );
    const lacking = columns.filter(({ name }) => !names.includes(name));
    if (lacking.length > 0) return `the others lack ${lacking.map(({ name }) => name).join(', ')}`;
    const [row] = await ports.session.rows(
      `SELECT (SELECT count(*) FROM (${mine} EXCEPT ALL ${theirs})) AS ours, (SELECT count(*) FROM (${theirs} EXCEPT ALL ${mine})) AS theirs, (SELECT count(*) FROM (${mine})) AS rows`,
    );
    if (row.ours === '0' && row.theirs === '0') return null;
    const [example] = await ports.session.rows(
      `SELECT to_json(a)::VARCHAR AS a, (SELECT to_json(b)::VARCHAR FROM (${theirs} EXCEPT ALL ${mine}) AS b LIMIT 1) AS b FROM (${mine} EXCEPT ALL ${theirs}) AS a LIMIT 1`,
    );
    return `${row.ours} of our ${row.rows} rows, ${row.theirs} of theirs: ${example?.a?.slice(0, 300)} / ${example?.b?.slice(0, 300)}`;
  } catch (error) {
    return `cannot be compared: ${error.message.split('\n')[0].slice(0, 200)}`;
  }
}

async function earlierVersions(table, newest) {
  const present = (await history(ports, table).catch(() => []))
    .map(({ version }) => version)
    .filter((version) => version < newest);
  const step = Math.max(1, Math.ceil(present.length / Number(values.versions)));
  return present.filter((_, index) => index % step === 0);
}

function parquetBelow(folder) {
  const found = [];
  for (const entry of readdirIfThere(folder)) {
    const path = `${folder}/${entry}`;
    if (statSync(path).isDirectory()) found.push(...parquetBelow(path));
    else if (entry.endsWith('.parquet') && !entry.startsWith('.')) found.push(path);
  }
  return found;
}

function readdirIfThere(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function report() {
  const tables = new Set(results.map(({ name }) => name)).size;
  const counts = new Map();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const lines = [`${tables} tables, ${results.length} readings`, ''];
  for (const [outcome, count] of [...counts].sort((a, b) => b[1] - a[1]))
    lines.push(`- ${outcome}: ${count}`);
  for (const outcome of [...counts.keys()].filter((each) => each !== 'equal')) {
    lines.push('', `## ${outcome}`, '');
    for (const each of results.filter((result) => result.outcome === outcome)) {
      lines.push(`- ${each.name} (${each.version}): ${each.detail}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
