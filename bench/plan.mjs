// What a reviewer waits for: `lode plan` from the shell over 1,000 models with nothing changed (warm cache) and with one changed at the root, and the verdict on a model of 400 columns that
// got one more. Seconds of the clock.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './measure.mjs';
import { editTree, lode, makeTree, secondsSince } from './tree-project.mjs';

const dist = (path) => import(new URL(`../dist/${path}`, import.meta.url));

/** Definitions and plans of a wide model, before and after a column is appended. */
async function wide(columns) {
  const [{ compileProject }, { loadProject }, { duckdbEngine }] = await Promise.all([
    dist('compile/index.js'),
    dist('project/index.js'),
    dist('engine/duckdb/index.js'),
  ]);
  const list = (count) =>
    Array.from({ length: count }, (_, column) => `sum(a + ${column}) AS c${column}`).join(', ');
  const compiled = async (count) => {
    const text = (path, content) => ({ path, text: content });
    const { value: project } = loadProject({
      texts: [
        text('project.yml', 'name: wide\n'),
        text(
          'models/bronze/s.source.yml',
          'source: s\nrelations:\n  t:\n    columns:\n      k: {type: INTEGER}\n      a: {type: INTEGER}\n',
        ),
        text('models/bronze/w.sql', `SELECT k, ${list(count)} FROM s.t GROUP BY k`),
      ],
      data: [],
    });
    const engine = duckdbEngine();
    const database = await engine.open({
      allowedFolders: [],
      temporaryFolder: null,
      threads: 1,
      memoryLimit: null,
      timeZone: 'UTC',
    });
    const { value } = await compileProject(project, database, engine);
    await database.close();
    return value.models[0];
  };
  return { old: await compiled(columns), next: await compiled(columns + 1) };
}

async function verdictSeconds(columns, rounds) {
  const { judgeProject } = await dist('change/index.js');
  const { old, next } = await wide(columns);
  const times = [];
  for (let round = -2; round < rounds; round++) {
    const started = process.hrtime.bigint();
    const judgements = judgeProject({
      old: new Map([[old.name, old.definition]]),
      next: [next.definition],
      oldPlan: () => old.planJson,
      nextPlan: () => next.planJson,
      forms: new Map(),
      overrules: new Map(),
      kept: new Set(),
    });
    if (judgements.get(next.name).change.verdict !== 'additive') throw new Error('not additive');
    if (round >= 0) times.push(secondsSince(started));
  }
  return median(times);
}

export async function benchPlan({ models, rounds, folder }) {
  const scratch = mkdtempSync(join(folder, 'lode-bench-'));
  try {
    makeTree(scratch, models);
    lode(scratch, 'apply', '--yes', '--quiet');
    const unchanged = Array.from({ length: rounds }, () => lode(scratch, 'plan'));
    const changed = Array.from({ length: rounds }, (_, round) => {
      editTree(scratch, 0, round + 1);
      return lode(scratch, 'plan');
    });
    const seconds = {
      'plan, nothing changed': median(unchanged),
      'plan, root of all changed': median(changed),
      'verdict, 100 columns and one more': await verdictSeconds(100, rounds * 3),
      'verdict, 400 columns and one more': await verdictSeconds(400, rounds * 3),
    };
    return {
      title: `Seconds until a plan is there: ${models} models`,
      seconds,
      ratios: {
        'root changed : nothing changed':
          seconds['plan, root of all changed'] / seconds['plan, nothing changed'],
        '400 columns : 100 columns':
          seconds['verdict, 400 columns and one more'] / seconds['verdict, 100 columns and one more'],
      },
      goals: { 'root changed : nothing changed': 1.2, '400 columns : 100 columns': 4.4 },
      limits: { 'plan, nothing changed': 1, 'verdict, 400 columns and one more': 0.05 },
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
