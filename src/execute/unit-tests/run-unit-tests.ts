import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { type Database, EngineError, type SqlResult } from '../../ports/index.ts';
import type { TestRows, UnitTest } from '../../project/index.ts';
import { compareRows, type RowDifference, rowsQuery, type TypedName } from '../../quality/index.ts';
import type { Step } from '../step.ts';
import { type ArrangedTest, arrangeTest, unknownColumn } from './arrange-test.ts';
import { failedToRun, openTestBench, type TestBench, TestProblem, withRows } from './test-bench.ts';

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

/**
 * Runs unit tests in one database, each in a transaction that is rolled back: no test sees another's rows. Tables are made, and queries are bound, once for all tests of a model. `stepsOf`: the
 * project's steps as a test's variables make them, by lower-case name, or why there are none. Results stand in the order of the tests.
 */
export async function runUnitTests(
  database: Database,
  stepsOf: (test: UnitTest) => ReadonlyMap<string, Step> | Diagnostic,
  tests: readonly UnitTest[],
  now: () => number,
): Promise<UnitTestResult[]> {
  const session = await database.connect();
  const bench = openTestBench(session);
  const results = new Map<UnitTest, UnitTestResult>();
  try {
    for (const test of byModel(tests)) {
      const started = now();
      const steps = stepsOf(test);
      const outcome = 'code' in steps ? erroneous(steps) : await runTest(bench, steps, test);
      results.set(test, { test, ...outcome, seconds: (now() - started) / 1000 });
    }
  } finally {
    session.close();
  }
  return tests.map((test) => results.get(test)!);
}

/** Making a table has the engine bind again what it has bound: tests of one model stand together. */
function byModel(tests: readonly UnitTest[]): UnitTest[] {
  const groups = new Map<string, UnitTest[]>();
  for (const test of tests) {
    const group = groups.get(test.model);
    if (group === undefined) groups.set(test.model, [test]);
    else group.push(test);
  }
  return [...groups.values()].flat();
}

type TestOutcome = Pick<UnitTestResult, 'status' | 'columns' | 'difference' | 'problem'>;

function erroneous(problem: Diagnostic, columns: readonly string[] = []): TestOutcome {
  return { status: 'error', columns, difference: null, problem };
}

async function runTest(
  bench: TestBench,
  steps: ReadonlyMap<string, Step>,
  test: UnitTest,
): Promise<TestOutcome> {
  const arranged = arrangeTest(steps, test);
  if ('problem' in arranged) return erroneous(arranged.problem);
  try {
    const found = await withRows(bench, arranged.value, test, () => ask(bench, arranged.value, test));
    return await compare(bench, arranged.value, test, found);
  } catch (error) {
    if (error instanceof TestProblem) return erroneous(error.diagnostic);
    if (!(error instanceof EngineError)) throw error;
    return erroneous(failedToRun(test, error));
  }
}

/** The tested query's whole result. Where tests of a model differ in their rows only, the engine binds the query once. */
async function ask(bench: TestBench, arranged: ArrangedTest, test: UnitTest): Promise<SqlResult> {
  const { session, prepared } = bench;
  const { select } = arranged;
  if (arranged.computed.length > 0 || test.now !== null) return session.query(select);
  const known = prepared.get(select);
  if (known !== undefined) return session.query(`EXECUTE ${known}`);
  const name = `lode_test_${bench.bound++}`;
  await session.execute(`PREPARE ${name} AS ${select}`);
  prepared.set(select, name);
  return session.query(`EXECUTE ${name}`);
}

async function compare(
  { session }: TestBench,
  arranged: ArrangedTest,
  test: UnitTest,
  found: SqlResult,
): Promise<TestOutcome> {
  const all: readonly TypedName[] = arranged.columns ?? found.columns;
  const wanted = await expectedRows(session, all, test.expected);
  const problem = unknownColumn(
    test,
    test.cte ?? arranged.step.name,
    all,
    wanted.columns.map(({ name }) => name),
    test.span,
  );
  if (problem !== null) return erroneous(problem);
  const named = new Set(wanted.columns.map(({ name }) => name.toLowerCase()));
  const indexes = all.flatMap((column, index) =>
    named.size === 0 || named.has(column.name.toLowerCase()) ? [index] : [],
  );
  const place = new Map(wanted.columns.map(({ name }, index) => [name.toLowerCase(), index]));
  const columns = indexes.map((index) => all[index]!.name);
  const expected = wanted.rows.map((row) =>
    columns.map((name) => row[place.get(name.toLowerCase())!] ?? null),
  );
  const rows = found.rows.map((row) => indexes.map((index) => row[index] ?? null));
  const difference = compareRows(expected, rows, test);
  return { status: difference === null ? 'passed' : 'failed', columns, difference, problem: null };
}

/** The expected rows in the types of the columns that they name. */
async function expectedRows(
  session: TestBench['session'],
  all: readonly TypedName[],
  expected: TestRows,
): Promise<SqlResult> {
  if (expected.kind === 'rows') {
    const typeOf = (name: string) => all.find((each) => same(each.name, name))?.type;
    const columns = expected.columns.map((name) => ({ name, type: typeOf(name) ?? 'VARCHAR' }));
    // A name that is no column is told of: its rows need not be read.
    const isKnown = expected.columns.every((name) => typeOf(name) !== undefined);
    if (isKnown && columns.length > 0) return session.query(rowsQuery(columns, expected.rows));
    return { columns, rows: expected.rows.map(() => []) };
  }
  const written = await session.query(`SELECT * FROM (\n${expected.sql}\n) LIMIT 0`);
  const typed = written.columns.map(({ name }) => {
    const column = all.find((each) => same(each.name, name));
    const quoted = `"${name.replaceAll('"', '""')}"`;
    return column === undefined ? quoted : `CAST(${quoted} AS ${column.type}) AS ${quoted}`;
  });
  return session.query(`SELECT ${typed.join(', ')} FROM (\n${expected.sql}\n)`);
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The diagnostic of a test whose variables do not go with the project. */
export function notCompiled(test: UnitTest, first: Diagnostic | undefined): Diagnostic {
  const problem = first === undefined ? 'With its variables the model cannot be compiled.' : first.summary;
  return diagnose('unit-test-failed-to-run', { test: test.name, problem }, { subject: test.span });
}

/** What comes out of the tested query over the test's rows, whatever it expects. Rejects with the test's problem. */
export async function unitTestRows(
  database: Database,
  steps: ReadonlyMap<string, Step>,
  test: UnitTest,
): Promise<SqlResult> {
  const session = await database.connect();
  try {
    const arranged = arrangeTest(steps, test);
    if ('problem' in arranged) throw new TestProblem(arranged.problem);
    const bench = openTestBench(session);
    return await withRows(bench, arranged.value, test, () => session.query(arranged.value.select));
  } finally {
    session.close();
  }
}
