import { usesInterval, withInterval } from '../../compile/index.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { addIntervals, boundOf, type Definition } from '../../environment/index.ts';
import type { TestRows, TimeGrain, UnitTest } from '../../project/index.ts';
import { commonTables, type TypedName, unknownNames } from '../../quality/index.ts';
import { nearNames, type Span } from '../../text/index.ts';
import { type Step, wholeSelect } from '../step.ts';

/** A relation with rows of its own during a test. */
export interface TestTable {
  readonly relation: string;
  readonly columns: readonly TypedName[];
  /** null: it is empty. */
  readonly rows: TestRows | null;
  /** Where the rows are given; where the test stands for an empty one. */
  readonly span: Span;
}

/** What a test needs in the database, and what it asks there. */
export interface ArrangedTest {
  readonly step: Step;
  /** The query whose result is compared. */
  readonly select: string;
  /** Its columns; null where only the engine knows them: those of a common table. */
  readonly columns: readonly TypedName[] | null;
  readonly tables: readonly TestTable[];
  /** Models between the given relations and the one under test, upstream first: views over their own queries. */
  readonly computed: readonly Step[];
}

/** Finds the tables and views that a test needs. `steps` by lower-case name. */
export function arrangeTest(
  steps: ReadonlyMap<string, Step>,
  test: UnitTest,
): { readonly value: ArrangedTest } | { readonly problem: Diagnostic } {
  const step = steps.get(test.model.toLowerCase())!;
  const given = new Map(test.given.map((each) => [each.relation.toLowerCase(), each]));
  const used = new Set<string>();
  const tables = new Map<string, TestTable>();
  const computed = new Map<string, Step>();
  const direct = new Set(step.definition.inputs.map((input) => input.relation.toLowerCase()));
  const far = [...given.keys()].filter((relation) => !direct.has(relation));
  const visit = (definition: Definition): void => {
    for (const input of definition.inputs) {
      const key = input.relation.toLowerCase();
      const rows = given.get(key);
      used.add(key);
      if (tables.has(key) || computed.has(key)) continue;
      const model = steps.get(key);
      const isBetween = rows === undefined && far.some((relation) => reads(steps, key, relation));
      if (model !== undefined && model.definition.seed === null && (isBetween || rows?.kind === 'computed')) {
        visit(model.definition);
        computed.set(key, model);
      } else
        tables.set(key, {
          relation: input.relation,
          columns: input.columns,
          rows: rows === undefined || rows.kind === 'computed' ? null : rows,
          span: rows?.span ?? test.span,
        });
    }
  };
  visit(step.definition);
  const unused = test.given.find((each) => !used.has(each.relation.toLowerCase()));
  if (unused !== undefined) {
    const known = step.definition.inputs.map((each) => each.relation);
    const near = nearNames(unused.relation, [...new Set([...known, ...upstream(steps, step)])]);
    const parameters = { model: step.name, relation: unused.relation, reads: known, near };
    return { problem: diagnose('unit-test-relation-not-read', parameters, { subject: unused.span }) };
  }
  const wrong = wrongColumn(test, [...tables.values()]);
  if (wrong !== null) return { problem: wrong };
  const query = queryOf(step, test);
  if ('problem' in query) return query;
  const { select, columns } = query;
  if (columns !== null && test.expected.kind === 'rows') {
    const problem = unknownColumn(test, step.name, columns, test.expected.columns, test.span);
    if (problem !== null) return { problem };
  }
  return {
    value: { step, select, columns, tables: [...tables.values()], computed: [...computed.values()] },
  };
}

/** Whether `relation` lies upstream of `from`. */
function reads(steps: ReadonlyMap<string, Step>, from: string, relation: string): boolean {
  const model = steps.get(from);
  return model !== undefined && upstream(steps, model).some((name) => name.toLowerCase() === relation);
}

/** Everything that a step reads, through other models too. */
function upstream(steps: ReadonlyMap<string, Step>, step: Step): string[] {
  const names = new Map<string, string>();
  const visit = (each: Step): void => {
    for (const { relation } of each.definition.inputs) {
      const key = relation.toLowerCase();
      if (names.has(key)) continue;
      names.set(key, relation);
      const model = steps.get(key);
      if (model !== undefined) visit(model);
    }
  };
  visit(step);
  return [...names.values()];
}

function wrongColumn(test: UnitTest, tables: readonly TestTable[]): Diagnostic | null {
  for (const { relation, columns, rows, span } of tables) {
    const problem = rows?.kind === 'rows' ? unknownColumn(test, relation, columns, rows.columns, span) : null;
    if (problem !== null) return problem;
  }
  return null;
}

/** The diagnostic for the first name that is no column. */
export function unknownColumn(
  test: UnitTest,
  relation: string,
  columns: readonly TypedName[],
  names: readonly string[],
  subject: Span,
): Diagnostic | null {
  const [column] = unknownNames(columns, names);
  if (column === undefined) return null;
  const near = nearNames(
    column,
    columns.map((each) => each.name),
  );
  return diagnose('unit-test-column-unknown', { test: test.name, relation, column, near }, { subject });
}

type TestQuery =
  | { readonly select: string; readonly columns: readonly TypedName[] | null }
  | { readonly problem: Diagnostic };

function queryOf(step: Step, test: UnitTest): TestQuery {
  const grain = (step.definition.header.interval ?? 'day') as TimeGrain;
  const interval = intervalOf(step, test, grain);
  if (interval !== null && 'problem' in interval) return interval;
  const timed = (sql: string) => (interval === null ? sql : withInterval(sql, interval, grain));
  if (test.cte === null)
    return { select: wholeSelect({ ...step, select: timed(step.select) }), columns: step.columns };
  const common = commonTables(step.definition.sql);
  const name = common?.names.find((each) => each.toLowerCase() === test.cte!.toLowerCase());
  if (common === null || name === undefined) {
    const known = common?.names ?? [];
    const near = nearNames(test.cte, known);
    const parameters = { test: test.name, model: step.name, cte: test.cte, known, near };
    return { problem: diagnose('unit-test-cte-unknown', parameters, { subject: test.span }) };
  }
  const select = `${common.head}\nSELECT * FROM "${name.replaceAll('"', '""')}"`;
  return { select: wholeInterval(timed(select), grain), columns: null };
}

function wholeInterval(sql: string, grain: TimeGrain): string {
  return usesInterval(sql) ? withInterval(sql, { start: '0001-01-01', end: '9999-12-31' }, grain) : sql;
}

function intervalOf(
  step: Step,
  test: UnitTest,
  grain: TimeGrain,
): { readonly start: string; readonly end: string } | { readonly problem: Diagnostic } | null {
  if (test.interval === null) return null;
  const refuse = (problem: string) => ({
    problem: diagnose('unit-test-interval-invalid', { test: test.name, problem }, { subject: test.span }),
  });
  if (!usesInterval(step.definition.sql))
    return refuse(
      `\`${step.name}\` is not computed by interval: its statement has neither {{start}} nor {{end}}.`,
    );
  const start = boundOf(test.interval.start, grain);
  if (start === null) return refuse(`\`${test.interval.start}\` is no date.`);
  const end = test.interval.end === null ? addIntervals(start, 1, grain) : boundOf(test.interval.end, grain);
  if (end === null) return refuse(`\`${test.interval.end}\` is no date.`);
  if (end <= start) return refuse(`It ends (${end}) before it begins (${start}), or as it begins.`);
  return { start, end };
}
