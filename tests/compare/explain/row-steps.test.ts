import { expect, test } from 'vitest';
import { rowSteps } from '../../../src/compare/explain/row-steps.ts';
import { kindsOfStep } from '../../../src/compare/explain/step-kinds.ts';
import { stepPlace } from '../../../src/compare/explain/step-place.ts';
import type { Definition } from '../../../src/environment/index.ts';

/** As far as the text decides: a model whose column `v` is the stretch between « and ». */
function definitionOf(text: string, more: Partial<Definition> = {}): Definition {
  const start = text.indexOf('«');
  const source = text.replace('«', '').replace('»', '');
  const end = text.indexOf('»') - 1;
  const column = {
    name: 'v',
    type: 'INTEGER',
    nullable: true,
    description: null,
    pii: null,
    tags: [],
    expression: start < 0 ? null : { start, end },
  };
  return {
    file: 'm.sql',
    source,
    sql: source,
    kind: 'full',
    columns: [column],
    macros: [],
    ...more,
  } as unknown as Definition;
}

const steps = (text: string) =>
  rowSteps(definitionOf(text)).map(({ step, place }) => `${step}: ${place?.text ?? ''}`);

test('the rows of a model go through its filters and joins, in the order of the text', () => {
  expect(
    steps(`/* --- description: nothing WHERE x --- */
SELECT DISTINCT a
FROM one
INNER JOIN two USING (id)
LEFT OUTER JOIN three ON three.id = one.id
ANTI JOIN four USING (id)
WHERE a > 1 -- WHERE in a comment
HAVING b
QUALIFY c
LIMIT 3`),
  ).toEqual([
    'leaves out repeated rows: DISTINCT a',
    'joins, leaving out rows without a partner: INNER JOIN two USING (id)',
    'joins, keeping rows without a partner: LEFT OUTER JOIN three ON three.id = one.id',
    'keeps rows by their partners: ANTI JOIN four USING (id)',
    'filters rows: WHERE a > 1 -- WHERE in a comment',
    'filters groups: HAVING b',
    'filters by a window: QUALIFY c',
    'keeps so many rows: LIMIT 3',
  ]);
});

test('what leaves no rows out is none: DISTINCT in an aggregate, EXCEPT in a star, the WHERE of a FILTER', () => {
  expect(steps('SELECT count(DISTINCT a), sum(b) FILTER (WHERE b > 0) FROM t')).toEqual([]);
  expect(steps('SELECT * EXCEPT (a) FROM t')).toEqual([]);
});

test('set operations and kinds that keep a part of the rows', () => {
  expect(steps('SELECT 1 UNION ALL SELECT 2')).toEqual(['puts rows together: UNION ALL SELECT 2']);
  expect(rowSteps(definitionOf('SELECT 1', { kind: 'incremental_by_time_range' }))).toMatchObject([
    { step: 'holds the intervals that were computed', loses: true, place: null },
  ]);
});

test.each([
  ['round', 'SELECT\n  «round(a, 2) AS v» FROM t', { line: 2, text: 'round(a, 2) AS v' }],
  [
    'round',
    'SELECT «v» FROM (\n SELECT ROUND(a) AS v FROM t)',
    { line: 2, text: 'SELECT ROUND(a) AS v FROM t)' },
  ],
  ['cast to DATE', 'SELECT «a::date AS v»', { line: 1 }],
  ['cast to DATE', 'SELECT «CAST(coalesce(a, b) AS DATE) AS v»', { line: 1 }],
  ['cast to DECIMAL(12,2)', 'SELECT «a::NUMERIC(12, 2) AS v»', { line: 1 }],
  ['cast to DECIMAL(18,0)', 'SELECT «a::DECIMAL(12,2) AS v»', null],
  ['cast to TIMESTAMP WITH TIME ZONE', 'SELECT «CAST(a AS TIMESTAMPTZ) AS v»', { line: 1 }],
  ['timezone', "SELECT «a AT TIME ZONE 'UTC' AS v»", { line: 1 }],
  ['case', 'SELECT «CASE WHEN a THEN 1 END AS v»', { line: 1 }],
  ['coalesce', 'SELECT «ifnull(a, 0) AS v»', { line: 1 }],
  ['*', 'SELECT «a * 2 AS v», b', { line: 1 }],
  ['*', 'SELECT «a AS v», b * 2 FROM t', null],
  ['round', 'SELECT «rounded AS v» /* round( */', null],
])('%s in %s', (operation, text, expected) => {
  const place = stepPlace(definitionOf(text), 'v', operation);
  if (expected === null) expect(place).toBeNull();
  else expect(place).toMatchObject(expected);
});

test('an operation that a macro adds stands in the macro', () => {
  const definition = definitionOf('SELECT «{{> clean column="a"}} AS v»', {
    macros: [{ name: 'clean', file: 'macros/clean.hbs', text: 'lower(\n  trim({{column}}))' }],
  });
  expect(stepPlace(definition, 'v', 'trim')).toEqual({
    file: 'macros/clean.hbs',
    line: 2,
    text: 'trim({{column}}))',
  });
});

test.each([
  ['round', 'rounding'],
  ['cast to DECIMAL(12,2)', 'rounding'],
  ['try_cast to INTEGER', 'value-to-null'],
  ['timezone', 'zone-shift'],
  ['cast to TIMESTAMP WITH TIME ZONE', 'zone-shift'],
  ['rtrim', 'padding'],
  ['upper', 'case'],
  ['strip_accents', 'accents'],
  ['*', 'factor'],
  ['-', 'sign'],
  ['coalesce', 'null-to-value'],
  ['date_trunc', 'time-lost'],
])('%s can make differences of the kind %s', (operation, kind) => {
  expect(kindsOfStep(operation)).toContain(kind);
});

test('an operation of which nothing is known explains nothing', () => {
  expect(kindsOfStep('my_function')).toEqual([]);
});
