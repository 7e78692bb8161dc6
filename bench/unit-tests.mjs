// 500 unit tests of the worked example: `lode test` from the shell, and the tests alone against the same rows and queries made bare in one DuckDB, without expected rows and without comparing.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileProject, readProject } from '../dist/compile/index.js';
import { duckdbEngine } from '../dist/engine/duckdb/index.js';
import { runUnitTests, stepsOf } from '../dist/execute/index.js';
import { localFiles } from '../dist/files/index.js';
import { loadProject, loadUnitTests } from '../dist/project/index.js';
import { inTurn, medians, ratio } from './measure.mjs';
import { lode, root } from './tree-project.mjs';

const count = 500;

const open = () =>
  duckdbEngine().open({
    allowedFolders: [],
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    timeZone: 'Europe/Brussels',
  });

/** Tests over five models, each with rows of its own. */
function manyTests() {
  const days = Array.from({ length: count / 5 }, (_, index) =>
    new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10),
  );
  const of = (name, text) =>
    writeTests(name, days.map((day, index) => `  ${name}_${index}:\n${text(day, index)}`).join(''));
  const writeTests = (name, text) => [`${name}.yml`, `tests:\n${text}`];
  return [
    of(
      'billing',
      (day, index) => `    model: silver.billing
    given:
      silver.billing_versions:
        - {facility: LIE1, invoice_number: ${index}, line_number: 1, correction: 0, status: recorded, date: ${day}, duration: 30, amount: 12.5, recorded_at: ${day} 18:00:00}
        - {facility: LIE1, invoice_number: ${index}, line_number: 1, correction: 1, status: corrected, date: ${day}, duration: 45, amount: 18.75, recorded_at: ${day} 19:00:00}
    expect:
      rows: [{facility: LIE1, line_number: 1, duration: 45, amount: 18.75, corrections: 1, first_recorded_at: ${day} 18:00:00, is_late: false}]
`,
    ),
    of(
      'kpis',
      (day, index) => `    model: gold.care_home_kpis_daily
    given:
      silver.billing:
        - {facility: LIE1, date: ${day}, customer_key: a1, duration: ${index}, is_late: false}
        - {facility: LIE1, date: ${day}, customer_key: b2, duration: 10, is_late: true}
    expect:
      rows: [{facility: LIE1, date: ${day}, care_minutes: ${index + 10}, residents: 2, interventions: 2, late_interventions: 1}]
`,
    ),
    of(
      'receivables',
      (day, index) => `    model: gold.receivables
    given:
      silver.accommodation_lines:
        - {facility: LIE1, invoice_number: ${index}, customer_key: a1, month: 2024-07-01, issued_on: ${day}, item: nights, amount: 1000}
        - {facility: LIE1, invoice_number: ${index}, customer_key: a1, month: 2024-07-01, issued_on: ${day}, item: credit note, amount: -100}
      silver.payments:
        - {facility: LIE1, invoice_number: ${index}, amount: 400, paid_on: ${day}}
    expect:
      rows: [{invoice_number: ${index}, invoiced: 1000, credited: 100, paid: 400, balance: 500, status: partly paid}]
`,
    ),
    of(
      'finance',
      (day, index) => `    model: gold.finance_monthly
    given:
      silver.billing: [{facility: LIE1, date: ${day}, amount: ${index}}]
      gold.receivables: [{facility: NAM1, month: 2024-07-01, invoiced: 10, credited: 1, paid: 2, balance: 7}]
    expect:
      subset: true
      rows: [{facility: LIE1, care_billed: ${index}, revenue: ${index}, open_balance: 0}]
`,
    ),
    of(
      'quality',
      (day, index) => `    model: gold.billing_quality_monthly
    given:
      silver.billing_versions:
        - {facility: LIE1, invoice_number: ${index}, line_number: 1, correction: 0, status: recorded, date: ${day}, amount: 5, recorded_at: ${day} 18:00:00}
        - {facility: LIE1, invoice_number: ${index}, line_number: 1, correction: 1, status: corrected, date: ${day}, amount: 7, recorded_at: ${day} 19:00:00}
      silver.billing: [{facility: LIE1, invoice_number: ${index}, line_number: 1, is_late: true}]
    expect:
      rows: [{facility: LIE1, lines: 1, corrected_lines: 1, cancelled_lines: 0, late_lines: 1, lines_without_duration: 1, amount_changed: 2}]
`,
    ),
  ];
}

export async function benchUnitTests({ rounds, folder }) {
  const scratch = mkdtempSync(join(folder, 'lode-bench-'));
  const database = await open();
  const bare = await open();
  try {
    for (const part of ['project.yml', 'models', 'macros', 'seeds'])
      cpSync(join(root, part), join(scratch, part), { recursive: true });
    const tests = join(scratch, 'tests', 'unit');
    cpSync(join(root, 'tests', 'unit'), tests, { recursive: true, filter: (path) => !path.endsWith('.yml') });
    for (const [name, text] of manyTests()) writeFileSync(join(tests, name), text);

    const { value: read } = await readProject(localFiles(), scratch, {});
    const { value: project } = loadProject(read.files);
    const compiling = await open();
    const engine = { name: 'duckdb', version: duckdbEngine().version };
    const { value: compiled } = await compileProject(project, compiling, engine);
    await compiling.close();
    const names = compiled.models.map((model) => model.name);
    const { value: loaded } = loadUnitTests(project.unitTests, names, Object.keys(project.variables));
    const steps = new Map(stepsOf(compiled, scratch).map((step) => [step.key, step]));
    const run = async (on) => {
      const results = await runUnitTests(
        on,
        () => steps,
        loaded,
        () => 0,
      );
      const failed = results.filter(({ status }) => status !== 'passed');
      if (results.length !== count || failed.length > 0)
        throw new Error(`${failed.length} of ${results.length} tests failed: ${JSON.stringify(failed[0])}`);
    };
    const queries = await statementsOf(run, database);
    const session = await bare.connect();
    for (const sql of queries.once) await session.execute(sql);
    const seconds = await inTurn(rounds, {
      shell: async () => lode(scratch, 'test'),
      tests: () => run(database),
      bare: async () => {
        for (const { rows, select } of queries.perTest) {
          await session.execute(rows);
          await session.query(select);
          await session.execute('ROLLBACK');
        }
      },
    });
    session.close();
    return {
      title: `unit tests: ${count} of the worked example`,
      seconds: medians(seconds),
      ratios: { 'tests against the same rows and queries made bare': ratio(seconds, 'tests', 'bare') },
      goals: {},
      limits: { shell: 10 },
    };
  } finally {
    await database.close();
    await bare.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What the tests have the engine do: what stands for all of them, and the rows and the query of each. */
async function statementsOf(run, database) {
  const once = [];
  const perTest = [];
  const selects = new Map();
  await run({
    ...database,
    connect: async () => {
      const session = await database.connect();
      return {
        ...session,
        execute: (sql) => {
          const prepared = /^PREPARE (\S+) AS ([\s\S]*)$/.exec(sql);
          if (prepared !== null) selects.set(prepared[1], prepared[2]);
          else if (sql.startsWith('BEGIN')) perTest.push({ rows: sql, select: '' });
          else if (sql !== 'ROLLBACK') once.push(sql);
          return session.execute(sql);
        },
        query: (sql) => {
          const executed = /^EXECUTE (\S+)$/.exec(sql);
          if (executed !== null) perTest.at(-1).select = selects.get(executed[1]);
          return session.query(sql);
        },
      };
    },
  });
  return { once, perTest };
}
