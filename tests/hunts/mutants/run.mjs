// How many small mistakes in the worked example's models its unit tests and audits catch: npm run hunt:mutants -- [--select gold.receivables] [--limit 20] [--report FILE] [--project DIR]
// After `npm run build`. Each mutant is one model with one change, kept where the engine binds it and the verdict does not prove it equal. Its model's unit tests are run; its model, and what reads
// it, are computed from the mock data and audited as an apply does. `--limit`: at most so many mutants of a model, spread over it.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judgeProject } from '../../../dist/change/index.js';
import { auditRelation } from '../../../dist/execute/audit-model.js';
import { runUnitTests } from '../../../dist/execute/index.js';
import { withStatement } from '../../../dist/execute/unit-tests/variant.js';
import { originOf } from '../../../dist/text/index.js';
import { makeSql, openExample, relationOf } from './example.mjs';
import { mutantsOf, mutated } from './mutate.mjs';

const { values } = parseArgs({
  options: {
    select: { type: 'string' },
    limit: { type: 'string', default: '0' },
    report: { type: 'string' },
    project: { type: 'string', default: fileURLToPath(new URL('../../../', import.meta.url)) },
  },
});
const folder = values.project.replace(/\/$/, '');
const example = await openExample(folder);
const definitions = [...example.steps.values()].map((step) => step.definition);
const plans = new Map(example.compiled.models.map((model) => [model.name.toLowerCase(), model.planJson]));
const forms = new Map();
const results = [];

for (const model of example.compiled.models) {
  if (values.select !== undefined && model.name !== values.select) continue;
  const step = example.steps.get(model.name.toLowerCase());
  const all = [...mutantsOf(model.sql), ...swaps(model)];
  const most = Number(values.limit) || all.length;
  for (const mutant of all.filter(
    (_, index) =>
      all.length <= most ||
      Math.floor((index * most) / all.length) !== Math.floor(((index - 1) * most) / all.length),
  )) {
    const sql = mutant.sql ?? mutated(model.sql, mutant);
    const judged = await judge(step, sql);
    if (judged === 'wrong' || judged === 'equal') {
      results.push({ ...told(model, mutant), outcome: judged });
      continue;
    }
    const changed = withStatement(step, sql);
    const tests = await caughtByTests(changed);
    const audits = await caughtByAudits(changed);
    const outcome = tests ? (audits.caught ? 'both' : 'tests') : audits.caught ? 'audits' : 'neither';
    results.push({ ...told(model, mutant), outcome, seen: audits.seen });
  }
}
await example.close();
report();

/** Two output columns of one type that stand side by side, given to each other. */
function swaps(model) {
  return model.columns.slice(1).flatMap((column, index) => {
    const before = model.columns[index];
    if (before.engineType !== column.engineType) return [];
    const name = (each) => `"${each.name}"`;
    const list = model.columns.map((each) =>
      each === before
        ? `${name(column)} AS ${name(before)}`
        : each === column
          ? `${name(before)} AS ${name(column)}`
          : name(each),
    );
    const at = model.columns[index].expression ?? { start: 0, end: 0 };
    return [
      {
        operator: 'columns swapped',
        start: at.start,
        end: at.end,
        by: `${before.name} ↔ ${column.name}`,
        sql: `SELECT ${list.join(', ')} FROM (\n${model.sql}\n)`,
      },
    ];
  });
}

/** `wrong`: the engine does not bind it, or it has other columns; `equal`: proved to be the same. */
async function judge(step, sql) {
  const ask = async (text) => {
    const { rows } = await example.stubs.query(
      `SELECT json_serialize_plan(t.text, skip_default := true) FROM (SELECT unnest(from_json($1, '["VARCHAR"]')) AS text) AS t`,
      [JSON.stringify([text])],
    );
    return String(rows[0][0]);
  };
  const plan = await ask(sql);
  if (!plan.startsWith('{"error":false')) return 'wrong';
  const described = async (text) =>
    JSON.stringify((await example.stubs.query(`SELECT * FROM (\n${text}\n) LIMIT 0`)).columns);
  try {
    if ((await described(sql)) !== (await described(step.definition.sql))) {
      const names = async (text) =>
        (await example.stubs.query(`SELECT * FROM (\n${text}\n) LIMIT 0`)).columns
          .map(({ name }) => name)
          .join();
      if ((await names(sql)) !== (await names(step.definition.sql))) return 'wrong';
    }
  } catch {
    return 'wrong';
  }
  const next = { ...step.definition, sql };
  const judgements = judgeProject({
    old: new Map(definitions.map((definition) => [definition.name.toLowerCase(), definition])),
    next: definitions.map((definition) => (definition === step.definition ? next : definition)),
    oldPlan: (definition) => plans.get(definition.name.toLowerCase()) ?? null,
    nextPlan: (definition) =>
      definition === next ? plan : (plans.get(definition.name.toLowerCase()) ?? null),
    forms,
    overrules: new Map(),
    kept: new Set(),
  });
  const { verdict } = judgements.get(step.key).change;
  return verdict === 'unchanged' || verdict === 'metadata' ? 'equal' : 'changed';
}

/** Tests of the model itself, and those of others that compute it on their way. */
async function caughtByTests(changed) {
  const steps = new Map(example.steps).set(changed.key, changed);
  const own = example.tests.filter(
    (test) => test.model === changed.name && Object.keys(test.variables).length === 0,
  );
  const results = await runUnitTests(
    example.database,
    () => steps,
    own,
    () => 0,
  );
  return results.some(({ status }) => status !== 'passed');
}

/** Whether an apply would stop, and whether any row of any table would be another (`seen`). */
async function caughtByAudits(changed) {
  const { data } = example;
  const affected = downstream(changed.key);
  await data.execute('BEGIN');
  let seen = false;
  try {
    for (const key of affected) {
      const step = key === changed.key ? changed : example.steps.get(key);
      const name = relationOf(step.name);
      const before = await content(name);
      await data.execute(makeSql(step));
      const isOther = (await content(name)) !== before;
      seen ||= isOther;
      // What is as it was has passed its audits.
      if (!isOther) continue;
      const { results } = await auditRelation(data, step, `SELECT * FROM ${name}`);
      if (results.some(({ status, onFailure }) => status === 'failed' && onFailure === 'block'))
        return { caught: true, seen };
    }
    return { caught: false, seen };
  } catch (error) {
    if (error?.name !== 'EngineError') throw error;
    return { caught: true, seen: true };
  } finally {
    await data.execute('ROLLBACK');
  }
}

async function content(name) {
  const { rows } = await example.data.query(`SELECT count(*), sum(hash(t)::HUGEINT) FROM ${name} AS t`);
  return JSON.stringify(rows);
}

/** The model and all that reads it, upstream first. */
function downstream(key) {
  const found = new Set([key]);
  for (const step of example.steps.values())
    if (step.definition.inputs.some((input) => found.has(input.relation.toLowerCase()))) found.add(step.key);
  return [...example.steps.keys()].filter((each) => found.has(each));
}

function told(model, { operator, start, end, by }) {
  const origin = originOf(model.rendered, start, end)?.span ?? null;
  return {
    model: model.name,
    operator,
    place: origin === null ? null : `${origin.file}:${origin.line}:${origin.column}`,
    was: operator === 'columns swapped' ? 'as they are' : model.sql.slice(start, end).replaceAll(/\s+/g, ' '),
    by,
  };
}

function report() {
  const judged = results.filter(({ outcome }) => outcome !== 'wrong' && outcome !== 'equal');
  const of = (list, ...outcomes) => list.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const line = (name, list) => {
    const caught = of(list, 'tests', 'audits', 'both');
    const share = list.length === 0 ? '' : `${Math.round((100 * caught) / list.length)} %`;
    return `| ${name} | ${list.length} | ${of(list, 'tests', 'both')} | ${of(list, 'audits', 'both')} | ${of(list, 'neither')} | ${share} |`;
  };
  for (const each of judged.filter(({ outcome }) => outcome === 'neither'))
    console.log(
      `${each.place ?? each.model}  ${each.operator}: ${each.was} → ${each.by || '(nothing)'}${each.seen ? '' : '  (no row of the mock data tells)'}`,
    );
  console.log(
    `\n${results.length} mutants; ${of(results, 'wrong')} do not compile, ${of(results, 'equal')} are proved equal.\n`,
  );
  console.log(
    '| what | mutants | tests catch | audits catch | neither | caught |\n| --- | ---: | ---: | ---: | ---: | ---: |',
  );
  const groups = (key) => [...new Set(judged.map(key))].sort();
  for (const operator of groups((each) => each.operator))
    console.log(
      line(
        operator,
        judged.filter((each) => each.operator === operator),
      ),
    );
  for (const model of groups((each) => each.model))
    console.log(
      line(
        model,
        judged.filter((each) => each.model === model),
      ),
    );
  console.log(line('all', judged));
  if (values.report !== undefined) writeFileSync(values.report, `${JSON.stringify(results, null, 2)}\n`);
}
