// Judges the edits that real projects made to their models, and tells which verdicts look like false alarms: npm run hunt:histories -- GITDIR... [--limit 200] [--per-commit 4] [--path TEXT] [--report FILE]
// GITDIR: git directories of dbt projects. After `npm run build` and `scripts/python-venv.sh`. Exit code 1 where something was called equal and was not.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cleared, columnsOf, openDatabase, planOf } from './database.mjs';
import { judgeEdit } from './judge.mjs';
import { findStubs, readsOf } from './stubs.mjs';
import { summary } from './summary.mjs';
import { tryBoth } from './trial.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: 'string', default: '0' },
    'per-commit': { type: 'string', default: '4' },
    path: { type: 'string', default: '' },
    report: { type: 'string' },
  },
});
const python = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url));
const script = fileURLToPath(new URL('edits.py', import.meta.url));
if (values.report !== undefined) writeFileSync(values.report, '');
let wrong = 0;
for (const directory of positionals) await hunt(directory);
process.exit(wrong > 0 ? 1 : 0);

async function hunt(directory) {
  const child = spawn(
    process.env.PYTHON ?? python,
    [
      '-B',
      script,
      directory,
      '--limit',
      values.limit,
      '--per-commit',
      values['per-commit'],
      '--path',
      values.path,
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const closed = once(child, 'close');
  const results = [];
  let head = null;
  let database = await openDatabase();
  for await (const line of createInterface({ input: child.stdout })) {
    const edit = JSON.parse(line);
    if (head === null) {
      head = edit;
      continue;
    }
    let result;
    try {
      result = await judged(database.connection, edit, results.length + 1);
      await cleared(database.connection);
    } catch (error) {
      result = { outcome: 'skipped', why: `thrown: ${String(error).split('\n')[0].slice(0, 100)}` };
      database.close();
      database = await openDatabase();
    }
    result = { project: directory, commit: edit.commit, path: edit.path, ...result };
    results.push(result);
    note(result);
  }
  database.close();
  if ((await closed)[0] !== 0) throw new Error('edits.py failed');
  console.log(`\n${directory} at ${head.head}: ${head.edits} edits of models, ${results.length} taken`);
  console.log(summary(results));
}

function note(result) {
  if (result.outcome === 'wrong') {
    wrong += 1;
    console.error(`called equal, and is not: ${result.commit} ${result.path}`);
  }
  if (values.report !== undefined) appendFileSync(values.report, `${JSON.stringify(result)}\n`);
}

async function judged(connection, { old, new: next }, seed) {
  if (old.skipped ?? next.skipped)
    return { outcome: 'skipped', why: `template: ${old.skipped ?? next.skipped}` };
  if (old.sql === next.sql) return { outcome: 'same text' };
  const { stubs, failure } = await findStubs(connection, [old.sql, next.sql]);
  if (failure !== undefined) return { outcome: 'skipped', why: `binder: ${failure}` };
  const sides = {
    old: await bound(connection, old.sql, stubs),
    next: await bound(connection, next.sql, stubs),
  };
  for (const { columns } of Object.values(sides))
    if (new Set(columns.map(({ name }) => name.toLowerCase())).size < columns.length)
      return { outcome: 'skipped', why: 'two columns of one name' };
  const change = judgeEdit(sides, stubs);
  const claimed = claimedPairs(change, sides);
  const shared = sharedPairs(sides);
  const base = {
    outcome: 'judged',
    verdict: change.verdict,
    rules: [...new Set(change.reasons.map(({ rule }) => rule))],
    messages: change.reasons.map(({ message }) => message),
    scope: change.scope,
    old: old.sql,
    next: next.sql,
    stubs: Object.fromEntries([...stubs].map(([name, columns]) => [name, Object.fromEntries(columns)])),
  };
  const held = claimed === null ? undefined : await tryBoth(connection, sides, stubs, claimed, seed);
  if (held !== undefined && held.differed > 0) return { ...base, outcome: 'wrong', claimed, held };
  if (!isAlarm(change)) return { ...base, held };
  return {
    ...base,
    held,
    compared: shared.length,
    tried: await tryBoth(connection, sides, stubs, shared, seed),
  };
}

async function bound(connection, sql, stubs) {
  const { json } = await planOf(connection, sql);
  return {
    sql,
    plan: json,
    columns: await columnsOf(connection, sql),
    reads: await readsOf(connection, sql, stubs),
  };
}

function isAlarm({ verdict, scope }) {
  return (
    verdict === 'unknown' || (verdict === 'breaking' && (scope.rows || scope.columns.changed.length > 0))
  );
}

/** Columns that the verdict says hold what they held; null where it says nothing of the kind. */
function claimedPairs({ scope }, { old, next }) {
  if (scope.rows) return null;
  const { changed, retyped, renamed } = scope.columns;
  const touched = new Set([...changed, ...retyped]);
  const before = new Map(old.columns.map((column) => [column.name.toLowerCase(), column.name]));
  return [
    ...next.columns
      .filter(({ name }) => before.has(name.toLowerCase()) && !touched.has(name))
      .map(({ name, type }) => ({ from: before.get(name.toLowerCase()), to: name, type })),
    ...renamed.map(({ from, to }) => ({ from, to, type: next.columns.find(({ name }) => name === to).type })),
  ];
}

/** Columns of one name and type. */
function sharedPairs({ old, next }) {
  return next.columns.flatMap(({ name, type }) => {
    const before = old.columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
    return before?.type === type ? [{ from: before.name, to: name, type }] : [];
  });
}
