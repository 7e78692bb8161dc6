import { expect, test } from 'vitest';
import { formOf, patternOf } from '../../../src/quality/profile/suggest/index.ts';
import { sessionForTests } from '../support.ts';

const session = sessionForTests();

async function pattern(...values: string[]): Promise<string | null> {
  const list = values.map((value) => `'${value}'`).join(', ');
  const { rows } = await session().query(
    `SELECT DISTINCT ${formOf('v')} FROM (SELECT unnest([${list}]) AS v)`,
  );
  const found = patternOf(rows.map(([form]) => String(form)));
  // Whatever is proposed passes.
  if (found !== null)
    for (const value of values)
      expect((await session().query(`SELECT regexp_matches('${value}', '${found}')`)).rows).toEqual([[true]]);
  return found;
}

test.each([
  [['AB12', 'CD34'], '^[A-Z]{2}[0-9]{2}$'],
  [['F-1', 'F-200'], '^[A-Z]-[0-9]+$'],
  [['2026-01-02', '2025-12-31'], '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'],
  [['a.b(1)', 'c.d(2)'], '^[a-z]\\.[a-z]\\([0-9]\\)$'],
  [['0123456789012'], '^[0-9]{13}$'],
  [['+32 9', '+33 1'], '^\\+[0-9]{2} [0-9]$'],
])('%j have the form %s', async (values, expected) => {
  expect(await pattern(...values)).toBe(expected);
});

test.each([
  ['words of one length', ['Ghent', 'Liege']],
  ['numbers of any length', ['1', '22', '333']],
  ['texts that differ in their signs', ['1-2', '1/2']],
  ['long texts', ['1'.repeat(50)]],
  ['nothing', []],
])('%s have none', async (_, values) => {
  expect(values.length === 0 ? patternOf([]) : await pattern(...values)).toBeNull();
});
