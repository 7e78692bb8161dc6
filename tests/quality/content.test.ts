import { expect, test } from 'vitest';
import { contentExpression, contentOf } from '../../src/quality/index.ts';
import { sessionForTests } from './support.ts';

const session = sessionForTests();

async function sumOf(rows: string): Promise<string> {
  const columns = (await session().query(`DESCRIBE ${rows}`)).rows.map(([name, type]) => ({
    name: String(name),
    type: String(type),
  }));
  return String((await session().query(`SELECT ${contentExpression(columns)} FROM (${rows})`)).rows[0]![0]);
}

/** Values that differ, by type; among them what `hash()` takes for one. */
const different: Record<string, readonly string[]> = {
  DOUBLE: ["'0.0'", "'-0.0'", "'nan'", "'inf'", "'-inf'", '1', 'NULL'],
  FLOAT: ["'0.0'", "'-0.0'", "'nan'", 'NULL'],
  'INTEGER[]': ['[]', 'NULL', '[NULL]', '[NULL, NULL]', '[0]', '[1, 2]', '[2, 1]', '[1, 1]', '[1]'],
  'INTEGER[][]': [
    '[[1], [2]]',
    '[[1, 2]]',
    '[[1], [2], []]',
    '[[1], NULL, [2]]',
    '[]',
    '[[]]',
    '[NULL]',
    '[[NULL]]',
    'NULL',
  ],
  'INTEGER[2]': ['[1, 2]', '[2, 1]', '[NULL, 1]', 'NULL'],
  'DOUBLE[]': ["['0.0'::DOUBLE]", "['-0.0'::DOUBLE]", "['nan'::DOUBLE]", '[NULL]', '[]'],
  'DOUBLE[2]': ["['0.0'::DOUBLE, 1]", "['-0.0'::DOUBLE, 1]"],
  'STRUCT(a INTEGER, "b c" VARCHAR)': [
    "{'a': NULL, 'b c': NULL}",
    'NULL',
    "{'a': 1, 'b c': NULL}",
    "{'a': NULL, 'b c': '1'}",
    "{'a': 1, 'b c': ''}",
  ],
  'STRUCT(s STRUCT(x DOUBLE, "select" INTEGER[]))': [
    "{'s': NULL}",
    'NULL',
    "{'s': {'x': '-0.0'::DOUBLE, 'select': []}}",
    "{'s': {'x': '0.0'::DOUBLE, 'select': []}}",
    "{'s': {'x': '0.0'::DOUBLE, 'select': NULL}}",
  ],
  'MAP(VARCHAR, DOUBLE)': [
    'MAP {}',
    'NULL',
    "MAP {'a': '0.0'::DOUBLE}",
    "MAP {'a': '-0.0'::DOUBLE}",
    "MAP {'a': NULL}",
    "MAP {'b': '0.0'::DOUBLE}",
  ],
  'MAP(VARCHAR, INTEGER[])': [
    "MAP {'a': [1], 'b': [2]}",
    "MAP {'a': [1, 2], 'b': []}",
    "MAP {'a': [], 'b': [1, 2]}",
  ],
  INTERVAL: ["'1 month'", "'30 days'", "'720 hours'", 'NULL'],
  'STRUCT(i INTERVAL)[]': [
    "[{'i': INTERVAL '1 month'}]",
    "[{'i': INTERVAL '30 days'}]",
    '[NULL]',
    "[{'i': NULL}]",
  ],
  VARCHAR: ["''", 'NULL', "' '", "'a'", "'A'", "'é'", "'e' || chr(769)", 'chr(65279)'],
  BLOB: ["''", 'NULL', "'\\x00'", "'\\x00\\x00'"],
  BOOLEAN: ['false', 'true', 'NULL'],
  BIGINT: ['0', 'NULL', '1', '-1', '9223372036854775807'],
  'DECIMAL(38,10)': ['0', 'NULL', '0.0000000001', '-0.0000000001', '9999999999999999999999999999'],
  HUGEINT: ['0', '-1', '18446744073709551617', '36893488147419103234', 'NULL'],
  'DECIMAL(38,0)[]': ['[0]', '[-1]', '[18446744073709551617]'],
  UUID: [
    "'80000000-0000-0000-0000-000000000000'",
    "'00000000-0000-0000-8000-000000000000'",
    "'7fffffff-ffff-ffff-ffff-ffffffffffff'",
    'NULL',
  ],
  DATE: ["'1970-01-01'", 'NULL', "'infinity'", "'-infinity'"],
  TIMESTAMP: ["'1970-01-01 00:00:00'", 'NULL', "'1970-01-01 00:00:00.000001'"],
  TIMESTAMPTZ: ["'1970-01-01 00:00:00+00'", 'NULL', "'1890-01-01 00:00:00+00'"],
};

test.each(Object.entries(different))('tells the values of %s apart', async (type, values) => {
  const sums = new Map<string, string>();
  for (const value of values) {
    const sum = await sumOf(`SELECT (${value})::${type} AS x, 1 AS y`);
    expect(sums.get(sum) ?? value).toBe(value);
    sums.set(sum, value);
  }
});

test('does not depend on the order of the rows, and counts each of them', async () => {
  const rows = 'SELECT range % 100 AS a, range::DOUBLE / 3 AS b FROM range(10000)';
  expect(await sumOf(`${rows} ORDER BY hash(range)`)).toBe(await sumOf(rows));
  expect(await sumOf(`${rows} UNION ALL SELECT 1, 1`)).not.toBe(await sumOf(rows));
  expect(await sumOf('SELECT 1 AS a UNION ALL SELECT 1')).not.toBe(await sumOf('SELECT 1 AS a'));
});

test('notices values that change places between rows or columns', async () => {
  expect(await sumOf("FROM (VALUES (1, 'x'), (2, 'y')) t(a, b)")).not.toBe(
    await sumOf("FROM (VALUES (1, 'y'), (2, 'x')) t(a, b)"),
  );
  expect(await sumOf('SELECT 1 AS a, 2 AS b')).not.toBe(await sumOf('SELECT 2 AS a, 1 AS b'));
  expect(await sumOf('SELECT 1 AS a, NULL::INTEGER AS b')).not.toBe(
    await sumOf('SELECT NULL::INTEGER AS a, 1 AS b'),
  );
});

test('is nought for no rows, and text also where it passes 64 bits', async () => {
  expect(await sumOf('SELECT 1 AS a WHERE false')).toBe('0');
  expect(await sumOf('SELECT range AS a FROM range(100000)')).toMatch(/^\d{22,}$/);
});

test('of a table includes its schema and count', () => {
  const columns = [{ name: 'a', type: 'INTEGER' }];
  expect(contentOf(columns, 1, '7')).toBe(contentOf([{ name: 'a', type: 'INTEGER' }], 1, '7'));
  expect(contentOf(columns, 2, '7')).not.toBe(contentOf(columns, 1, '7'));
  expect(contentOf(columns, 1, '8')).not.toBe(contentOf(columns, 1, '7'));
  expect(contentOf([{ name: 'a', type: 'BIGINT' }], 1, '7')).not.toBe(contentOf(columns, 1, '7'));
  expect(contentOf([{ name: 'b', type: 'INTEGER' }], 1, '7')).not.toBe(contentOf(columns, 1, '7'));
});
