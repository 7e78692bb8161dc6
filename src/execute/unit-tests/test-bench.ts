import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import type { UnitTest } from '../../project/index.ts';
import { insertRows, stopClock, type TypedName } from '../../quality/index.ts';
import { defineMacros, defineRelation, noRelations, quoteRelation, type Relations } from '../run-database.ts';
import { wholeSelect } from '../step.ts';
import type { ArrangedTest, TestTable } from './arrange-test.ts';

/** One database in which tests are run one after the other: tables are made once for all tests, and rows are there for one test only. */
export interface TestBench {
  readonly session: Session;
  /** The columns of the tables that stand, by lower-case name of the relation. */
  readonly tables: Map<string, string>;
  readonly macros: Relations;
  /** Statements that the engine has bound already: text → name. */
  readonly prepared: Map<string, string>;
  /** How many statements were bound, for names that no other has. */
  bound: number;
}

export function openTestBench(session: Session): TestBench {
  return { session, tables: new Map(), macros: noRelations(), prepared: new Map(), bound: 0 };
}

/** Something that keeps a test from being run, or from being asked. */
export class TestProblem extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.summary);
    this.diagnostic = diagnostic;
  }
}

/** Does `work` while the test's rows are there, and takes them away again. Rejects with TestProblem where they cannot be put there. */
export async function withRows<T>(
  bench: TestBench,
  arranged: ArrangedTest,
  test: UnitTest,
  work: () => Promise<T>,
): Promise<T> {
  const { session } = bench;
  await standTables(bench, arranged);
  const fill = fillStatements(arranged, test);
  const begun = ['BEGIN', ...fill.map(({ sql }) => sql)].join(';\n');
  try {
    try {
      await session.execute(begun);
      for (const step of arranged.computed) {
        await session.execute(`DROP TABLE IF EXISTS ${quoteRelation(step.name)}`);
        await defineRelation(session, step.name, wholeSelect(step));
      }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      throw new TestProblem(await problemOf(session, fill, test, error));
    }
    return await work();
  } finally {
    await session.execute('ROLLBACK').catch(() => undefined);
  }
}

/** Tables and macros stay: another test of the model finds them. */
async function standTables(bench: TestBench, { step, tables, computed }: ArrangedTest): Promise<void> {
  const { session } = bench;
  const statements: string[] = [];
  const stand = (relation: string, columns: readonly TypedName[]): void => {
    const key = relation.toLowerCase();
    const list = columns.map((column) => `"${column.name.replaceAll('"', '""')}" ${column.type}`).join(', ');
    const standing = bench.tables.get(key);
    if (standing === list) return;
    const schema = `"${relation.slice(0, relation.indexOf('.')).replaceAll('"', '""')}"`;
    statements.push(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    // With other variables a model may have other columns, and what was bound to the old ones is of no use.
    if (standing !== undefined) bench.prepared.clear();
    statements.push(`CREATE OR REPLACE TABLE ${quoteRelation(relation)} (${list})`);
    bench.tables.set(key, list);
  };
  for (const { relation, columns } of tables) stand(relation, columns);
  const models = [...computed, step];
  // Table macros name tables of their own accord.
  for (const { definition } of models)
    for (const input of definition.inputs)
      if (!bench.tables.has(input.relation.toLowerCase())) stand(input.relation, input.columns);
  if (statements.length > 0) await session.execute(statements.join(';\n'));
  for (const { definition } of models) await defineMacros(session, definition, bench.macros);
}

interface Fill {
  readonly sql: string;
  /** Whose rows they are; null: the clock. */
  readonly table: TestTable | null;
}

function fillStatements({ tables }: ArrangedTest, test: UnitTest): Fill[] {
  const clock = test.now === null ? [] : stopClock(test.now).map((sql) => ({ sql, table: null }));
  return [
    ...clock,
    ...tables.flatMap((table): Fill[] => {
      if (table.rows === null) return [];
      const name = quoteRelation(table.relation);
      const sql =
        table.rows.kind === 'sql'
          ? `INSERT INTO ${name} BY NAME (\n${table.rows.sql}\n)`
          : insertRows(name, table.columns, table.rows.rows);
      return sql === null ? [] : [{ sql, table }];
    }),
  ];
}

/** All rows are given in one go; if that fails, one table after the other says which of them it is. */
async function problemOf(
  session: Session,
  fill: readonly Fill[],
  test: UnitTest,
  error: EngineError,
): Promise<Diagnostic> {
  await session.execute('ROLLBACK').catch(() => undefined);
  await session.execute('BEGIN');
  for (const { sql, table } of fill)
    try {
      await session.execute(sql);
    } catch (found) {
      if (!(found instanceof EngineError)) throw found;
      const where = table === null ? '`now`' : `rows of ${table.relation}`;
      return diagnose(
        'unit-test-failed-to-run',
        { test: test.name, problem: `${where}: ${found.failure.message}` },
        { subject: table?.span ?? test.span },
      );
    }
  return failedToRun(test, error);
}

export function failedToRun(test: UnitTest, error: EngineError): Diagnostic {
  return diagnose(
    'unit-test-failed-to-run',
    { test: test.name, problem: error.failure.message },
    { subject: test.span },
  );
}
