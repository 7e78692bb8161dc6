import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { type Database, EngineError, type Session, type SqlResult } from '../ports/index.ts';
import type { Given, UnitTest } from '../project/index.ts';
import { compareRows, type RowDifference, rowsQuery, unknownNames } from '../quality/index.ts';
import { nearNames } from '../text/index.ts';
import { defineMacros, noRelations, quoteRelation } from './run-database.ts';
import { type Step, wholeSelect } from './step.ts';

export interface UnitTestResult {
  readonly test: UnitTest;
  readonly status: 'passed' | 'failed' | 'error';
  /** The columns that were compared. */
  readonly columns: readonly string[];
  readonly difference: RowDifference | null;
  /** Why it could not be run. */
  readonly problem: Diagnostic | null;
  readonly seconds: number;
}

/** Runs unit tests in one database, each in a transaction that is rolled back: no test sees another's tables. */
export async function runUnitTests(
  database: Database,
  steps: readonly Step[],
  tests: readonly UnitTest[],
  now: () => number,
): Promise<UnitTestResult[]> {
  const session = await database.connect();
  const byName = new Map(steps.map((step) => [step.name, step]));
  const results: UnitTestResult[] = [];
  try {
    for (const test of tests) {
      const started = now();
      await session.execute('BEGIN');
      const outcome = await runTest(session, byName.get(test.model)!, test);
      await session.execute('ROLLBACK');
      results.push({ test, ...outcome, seconds: (now() - started) / 1000 });
    }
  } finally {
    session.close();
  }
  return results;
}

type TestOutcome = Pick<UnitTestResult, 'status' | 'columns' | 'difference' | 'problem'>;

async function runTest(session: Session, step: Step, test: UnitTest): Promise<TestOutcome> {
  const problem = checkNames(step, test);
  if (problem !== null) return { status: 'error', columns: [], difference: null, problem };
  const named = new Set(test.expected.flatMap((row) => Object.keys(row).map((name) => name.toLowerCase())));
  const columns = step.columns.filter((column) => named.size === 0 || named.has(column.name.toLowerCase()));
  const names = columns.map((column) => column.name);
  try {
    for (const input of step.definition.inputs) {
      const given = test.given.find((each) => each.relation.toLowerCase() === input.relation.toLowerCase());
      await giveRows(session, input, given);
    }
    await defineMacros(session, step.definition, noRelations());
    const list = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ');
    const found = await session.query(`SELECT ${list} FROM (\n${wholeSelect(step)}\n)`);
    const expected: SqlResult = await session.query(rowsQuery(columns, test.expected));
    const difference = compareRows(expected.rows, found.rows, test.subset);
    return { status: difference === null ? 'passed' : 'failed', columns: names, difference, problem: null };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const failed = diagnose(
      'unit-test-failed-to-run',
      { test: test.name, problem: error.failure.message },
      { subject: test.span },
    );
    return { status: 'error', columns: names, difference: null, problem: failed };
  }
}

async function giveRows(
  session: Session,
  input: Step['definition']['inputs'][number],
  given: Given | undefined,
): Promise<void> {
  const schema = `"${input.relation.slice(0, input.relation.indexOf('.')).replaceAll('"', '""')}"`;
  const columns = input.columns.map((column) => `"${column.name.replaceAll('"', '""')}" ${column.type}`);
  await session.execute(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await session.execute(`CREATE TABLE ${quoteRelation(input.relation)} (${columns.join(', ')})`);
  if (given === undefined) return;
  const rows = given.kind === 'sql' ? given.sql : rowsQuery(input.columns, given.rows);
  await session.execute(`INSERT INTO ${quoteRelation(input.relation)} BY NAME (\n${rows}\n)`);
}

/** Names in a test that the model does not know. */
function checkNames(step: Step, test: UnitTest): Diagnostic | null {
  for (const given of test.given) {
    const input = step.definition.inputs.find(
      (each) => each.relation.toLowerCase() === given.relation.toLowerCase(),
    );
    if (input === undefined) {
      const reads = step.definition.inputs.map((each) => each.relation);
      const near = nearNames(given.relation, reads);
      return diagnose(
        'unit-test-relation-not-read',
        { model: step.name, relation: given.relation, reads, near },
        { subject: given.span },
      );
    }
    if (given.kind === 'sql') continue;
    const [column] = unknownNames(input.columns, given.rows);
    if (column !== undefined) return unknownColumn(test, given.relation, column, input.columns, given.span);
  }
  const [column] = unknownNames(step.columns, test.expected);
  return column === undefined ? null : unknownColumn(test, step.name, column, step.columns, test.span);
}

function unknownColumn(
  test: UnitTest,
  relation: string,
  column: string,
  known: readonly { readonly name: string }[],
  subject: UnitTest['span'],
): Diagnostic {
  const near = nearNames(
    column,
    known.map((each) => each.name),
  );
  return diagnose('unit-test-column-unknown', { test: test.name, relation, column, near }, { subject });
}
