import type { Diagnostic } from '../../diagnostics/index.ts';
import { type Database, EngineError, type SqlResult } from '../../ports/index.ts';
import type { UnitTest } from '../../project/index.ts';
import { type Probe, probeSign, probesOf } from '../../quality/index.ts';
import type { Step } from '../step.ts';
import { arrangeTest } from './arrange-test.ts';
import { openTestBench, type TestBench, TestProblem, withRows } from './test-bench.ts';
import { withStatement } from './variant.ts';

/** A way through a model's statement, or through that of a SQL macro that it calls, and whether a test takes it. */
export interface Branch {
  readonly probe: Probe;
  /** The macro in whose statement it stands; null: the model's own. */
  readonly macro: string | null;
  /** null: it cannot be told. */
  readonly isTaken: boolean | null;
}

export interface ModelCoverage {
  readonly model: string;
  readonly tests: number;
  /** Output columns, and whether a test compares them. */
  readonly columns: readonly { readonly name: string; readonly isCompared: boolean }[];
  readonly branches: readonly Branch[];
}

type StepsOf = (test: UnitTest) => ReadonlyMap<string, Step> | Diagnostic;

/** What of `models` the tests exercise. Runs each test again for every branch that none before it took. */
export async function measureCoverage(
  database: Database,
  models: readonly Step[],
  stepsOf: StepsOf,
  tests: readonly UnitTest[],
): Promise<ModelCoverage[]> {
  const session = await database.connect();
  const bench = openTestBench(session);
  const coverage: ModelCoverage[] = [];
  try {
    for (const step of models) {
      const own = tests.filter((test) => test.model === step.name);
      coverage.push({
        model: step.name,
        tests: own.length,
        columns: step.columns.map(({ name }) => ({
          name,
          isCompared: own.some((test) => compares(test, name)),
        })),
        branches: await branchesOf(bench, step, stepsOf, own),
      });
    }
  } finally {
    session.close();
  }
  return coverage;
}

/** A query of expected rows is not read here: it is taken to name what it says in its own words. */
function compares({ cte, expected }: UnitTest, column: string): boolean {
  if (cte !== null) return false;
  const name = column.toLowerCase();
  return expected.kind === 'rows'
    ? expected.columns.some((each) => each.toLowerCase() === name)
    : new RegExp(
        `(?<![\\p{L}\\p{N}_])${name.replace(/[^\p{L}\p{N}_]/gu, '\\$&')}(?![\\p{L}\\p{N}_])`,
        'iu',
      ).test(expected.sql);
}

interface Open {
  readonly probe: Probe;
  readonly index: number;
  readonly macro: string | null;
  isTaken: boolean | null;
}

async function branchesOf(
  bench: TestBench,
  step: Step,
  stepsOf: StepsOf,
  tests: readonly UnitTest[],
): Promise<Branch[]> {
  const macros = step.definition.macros.filter((macro) => macro.file.endsWith('.sql'));
  const all = [
    { macro: null, sql: step.definition.sql },
    ...macros.map((macro) => ({ macro: macro.name, sql: macro.text })),
  ].flatMap(({ macro, sql }) =>
    probesOf(sql).map((probe, index): Open => ({ probe, index, macro, isTaken: false })),
  );
  for (const test of tests) {
    const steps = stepsOf(test);
    if ('code' in steps) continue;
    await takeWays(bench, steps, test, all);
  }
  return all.map(({ probe, macro, isTaken }) => ({ probe, macro, isTaken }));
}

/** Marks the branches that a test takes. A failure ends the transaction, and with it the rows: what is left is asked with the rows given again. */
async function takeWays(
  bench: TestBench,
  steps: ReadonlyMap<string, Step>,
  test: UnitTest,
  all: readonly Open[],
): Promise<void> {
  const arranged = arrangeTest(steps, test);
  if ('problem' in arranged) return;
  const { step } = arranged.value;
  // Variables may make other statements, whose branches are the same ones as long as there are as many.
  const own = probesOf(step.definition.sql);
  const isSame = own.length === all.filter(({ macro }) => macro === null).length;
  let left = all.filter(({ isTaken, macro }) => isTaken === false && (macro !== null || isSame));
  while (left.length > 0) {
    const asked = left;
    left = [];
    try {
      await withRows(bench, arranged.value, test, async () => {
        const plain = await result(bench, arranged.value.select);
        for (const [place, branch] of asked.entries()) {
          const answer = await ask(bench, steps, step, test, branch, own, plain);
          if (answer === 'no') continue;
          branch.isTaken = answer === 'yes' ? true : null;
          left = asked.slice(place + 1);
          return;
        }
      });
    } catch (error) {
      // The test itself cannot be run; its own result says so.
      if (error instanceof TestProblem || error instanceof EngineError) return;
      throw error;
    }
  }
}

async function ask(
  bench: TestBench,
  steps: ReadonlyMap<string, Step>,
  step: Step,
  test: UnitTest,
  branch: Open,
  own: readonly Probe[],
  plain: string,
): Promise<'yes' | 'no' | 'cannot tell'> {
  const probe = branch.macro === null ? own[branch.index]! : branch.probe;
  const changed = branch.macro === null ? withStatement(step, probe.sql) : step;
  const arranged = arrangeTest(new Map(steps).set(step.key, changed), test);
  if ('problem' in arranged) return 'cannot tell';
  try {
    if (branch.macro !== null)
      await bench.session.execute(probe.sql.replace(/^\s*CREATE(\s+OR\s+REPLACE)?/i, 'CREATE OR REPLACE'));
    const found = await result(bench, arranged.value.select);
    if (branch.macro !== null) {
      const text = step.definition.macros.find(({ name }) => name === branch.macro)!.text;
      await bench.session.execute(text.replace(/^\s*CREATE(\s+OR\s+REPLACE)?/i, 'CREATE OR REPLACE'));
    }
    return probe.tells === 'difference' && found !== plain ? 'yes' : 'no';
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return error.failure.message.includes(probeSign) ? 'yes' : 'cannot tell';
  }
}

/** A result as a text that is the same for the same bag of rows. */
async function result({ session }: TestBench, select: string): Promise<string> {
  const { rows }: SqlResult = await session.query(select);
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .join('\n');
}
