import type { LineagePoint, RelationImpact } from '../../lineage/index.ts';
import type { Audit, UnitTest } from '../../project/index.ts';
import type { Style } from './style.ts';

/** What of a project looks at the values of a relation. */
export interface Lookers {
  readonly auditsOf: (relation: string) => readonly Audit[];
  readonly unitTests: readonly UnitTest[];
}

/**
 * What changes if `points` disappear, which `subject` names: relation by relation the columns whose values come from them, those that they decide, the audits and unit tests that
 * look at either, and the consumers at the end.
 */
export function impactText(
  impacts: readonly RelationImpact[],
  points: readonly LineagePoint[],
  subject: string,
  { auditsOf, unitTests }: Lookers,
  style: Style,
): string {
  const giving = unitTests.filter((test) => points.some((point) => gives(test, point)));
  if (impacts.length === 0 && giving.length === 0)
    return `${style.bold('Impact')}\n  Nothing reads ${subject}.\n`;
  const lines = [style.bold(`Impact of ${subject}`)];
  const line = (label: string, what: readonly string[]) => {
    if (what.length > 0) lines.push(`    ${style.dim(`${label}:`.padEnd(8))} ${what.join(', ')}`);
  };
  let audited = 0;
  const tested = new Set<UnitTest>(giving);
  for (const impact of impacts) {
    lines.push(`  ${impact.relation}${style.dim(impact.type === 'exposure' ? '  consumer' : '')}`);
    line('values', namesOf(impact, true));
    line('decided', namesOf(impact, false));
    if (impact.rows) line('rows', ['other rows come out']);
    const all = auditsOf(impact.relation);
    const audits = all.filter((audit) => auditLooksAt(audit, impact));
    const tests = unitTests.filter((test) => testLooksAt(test, impact));
    audited += audits.length;
    for (const test of tests) tested.add(test);
    line('audits', impact.rows && all.length > 3 ? [`all ${all.length}`] : audits.map(auditName));
    line(
      'tests',
      tests.map((test) => test.name),
    );
  }
  if (giving.length > 0) {
    lines.push(`  ${subject}`);
    line(
      'given in',
      giving.map((test) => `${test.name} (${test.file.path}:${test.span.line})`),
    );
  }
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
  const ofType = (type: RelationImpact['type']) => impacts.filter((impact) => impact.type === type);
  const columns = ofType('model').reduce((sum, impact) => sum + impact.columns.length, 0);
  const parts = [
    `${count(columns, 'column')} of ${count(ofType('model').length, 'model')}`,
    ...(audited > 0 ? [count(audited, 'audit')] : []),
    ...(tested.size > 0 ? [count(tested.size, 'unit test')] : []),
    count(ofType('exposure').length, 'consumer'),
  ];
  lines.push(`  ${style.dim(parts.join(', '))}`);
  return `${lines.join('\n')}\n`;
}

function namesOf(impact: RelationImpact, value: boolean): readonly string[] {
  return impact.columns.filter((column) => column.value === value).map((column) => column.name);
}

/** Other rows are other values in every column. */
function auditLooksAt(audit: Audit, impact: RelationImpact): boolean {
  return impact.rows || audit.columns.some((column) => holds(impact, column));
}

/** A test compares the columns that its expected rows name, with a query it may name any. One that expects no rows looks at the rows alone. */
function testLooksAt(test: UnitTest, impact: RelationImpact): boolean {
  if (!sameName(test.model, impact.relation)) return false;
  const { expected } = test;
  return impact.rows || expected.kind === 'sql' || expected.columns.some((column) => holds(impact, column));
}

function gives(test: UnitTest, { relation, column }: LineagePoint): boolean {
  return test.given.some(
    (given) =>
      given.kind === 'rows' &&
      sameName(given.relation, relation) &&
      column !== null &&
      given.columns.some((name) => sameName(name, column)),
  );
}

function holds(impact: RelationImpact, column: string): boolean {
  return impact.columns.some(({ name }) => sameName(name, column));
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function auditName(audit: Audit): string {
  return audit.columns.length === 0 ? audit.name : `${audit.name}(${audit.columns.join(', ')})`;
}
