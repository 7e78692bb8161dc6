import { expect, test } from 'vitest';
import { compareTables, defaultOptions, differenceQuery } from '../../src/compare/index.ts';
import { parseTolerance } from '../../src/compare/tolerance.ts';
import { compare, differing, sessionForTests } from './support.ts';

const session = sessionForTests('Europe/Brussels');

/** Of each type three values that differ. */
const types: Readonly<Record<string, readonly [string, string, string]>> = {
  BOOLEAN: ['true', 'false', 'NULL'],
  TINYINT: ['1', '-128', '127'],
  UBIGINT: ['0', '18446744073709551615', '1'],
  HUGEINT: ['-1', '0', '170141183460469231731687303715884105727'],
  'DECIMAL(4,1)': ['1.5', '-1.5', '999.9'],
  'DECIMAL(38,10)': ['1.5', "'-9999999999999999999999999999.9'", "'9999999999999999999999999999.9'"],
  FLOAT: ['1.5', "'nan'", "'-inf'"],
  DOUBLE: ['1e308', "'nan'", "'inf'"],
  VARCHAR: ["''", "'a'", "'''\"'"],
  BLOB: ["'\\x00'::BLOB", "'\\xFF'::BLOB", "''::BLOB"],
  DATE: ["'0001-01-01'", "'infinity'", "'9999-12-31'"],
  TIME: ["'00:00:00'", "'23:59:59.999999'", "'12:00:00'"],
  TIMETZ: ["'00:00:00+00'", "'23:59:59+02'", "'12:00:00+00'"],
  TIMESTAMP: ["'2026-03-29 02:30:00'", "'infinity'", "'1900-01-01 00:00:00.000001'"],
  TIMESTAMPTZ: ["'2026-03-29 02:30:00'", "'-infinity'", "'1900-01-01 00:00:00+00:00'"],
  TIMESTAMP_NS: ["'2026-03-29 02:30:00.000000001'", "'2026-03-29 02:30:00'", "'1900-01-01 00:00:00'"],
  TIMESTAMP_S: ["'2026-03-29 02:30:00'", "'2026-03-29 02:30:01'", "'1900-01-01 00:00:00'"],
  INTERVAL: ["'1 day'", "'1 hour'", "'1 month'"],
  UUID: [
    "'00000000-0000-0000-0000-000000000000'",
    "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
    "'80000000-0000-0000-0000-000000000000'",
  ],
  BIT: ["'101'", "'0101'", "'1'"],
  JSON: [`'{"a":1}'`, `'[]'`, `'null'`],
  "ENUM('a','b','c')": ["'a'", "'b'", "'c'"],
  'INTEGER[]': ['[]', '[NULL]', '[1, 2]'],
  'INTEGER[2]': ['[1, 2]', '[2, 1]', '[NULL, 1]'],
  'STRUCT(a INTEGER, b VARCHAR)': ["{'a': 1, 'b': 'x'}", "{'a': NULL, 'b': NULL}", "{'a': 1, 'b': NULL}"],
  'VARCHAR[]': ["['a, b']", "['a', 'b']", "['NULL']"],
  'TIMESTAMP[]': ["['2026-03-29 02:30:00']", '[]', "['2026-03-29 02:30:01']"],
  'TIMESTAMPTZ[]': ["['2026-03-29 02:30:00']", '[]', '[NULL]'],
  'TIME[]': ["['02:30:00']", '[]', "['02:30:00.5']"],
  'DATE[]': ["['2026-03-29']", '[]', "['2026-03-30']"],
  'DECIMAL(4,1)[]': ['[1.5]', '[]', '[1.4]'],
  'MAP(VARCHAR, DOUBLE[])': ["MAP {'a': [1.5]}", "MAP {'a': []}", 'MAP {}'],
  'STRUCT(a DOUBLE)[]': ["[{'a': 'nan'}]", "[{'a': 1}]", '[NULL]'],
};

test.each(Object.entries(types))(
  '%s: values that differ are found, equal ones match, in rows and as bags',
  async (type, values) => {
    const rows = (order: readonly number[]) =>
      order
        .map((place, id) => `SELECT ${id} AS id, CAST(${values[place] ?? 'NULL'} AS ${type}) AS v`)
        .join(' UNION ALL ');
    const left = rows([0, 1, 2, 3, 0, 1]);
    expect((await compare(session(), left, left, { key: ['id'] })).method).toBe('checksum');
    const result = await compare(session(), left, rows([1, 2, 0, 0, 3, 1]), { key: ['id'] });
    expect(differing(result)).toEqual({ v: 5 });
    const bag = await compare(
      session(),
      left,
      `${rows([0, 1, 2, 3, 0])} UNION ALL SELECT 5, CAST(${values[2]} AS ${type})`,
      { key: [], ignore: ['id'] },
    );
    expect(bag.rows).toMatchObject({ both: 5, onlyLeft: 1, onlyRight: 1 });
    const twice = await compare(session(), left, rows([1, 0, 2, 0, 3, 1]), { key: ['v'], ignore: ['id'] });
    expect(twice.rows).toMatchObject({ both: 6, changed: 0 });
  },
);

test.each(Object.entries(types))('%s: as a key and under every rule', async (type, values) => {
  const rows = (from: readonly (string | null)[]) =>
    from.map((value, n) => `SELECT CAST(${value ?? 'NULL'} AS ${type}) AS k, ${n} AS n`).join(' UNION ALL ');
  const tolerance = { '*': { ...parseTolerance('0.000001,0.0001%,1ms')! } };
  const result = await compare(session(), rows(values), rows([values[0], values[2]]), {
    key: ['k'],
    tolerance,
    text: { '*': ['trim', 'unicode'] },
  });
  expect(result.rows).toMatchObject({ both: 2, onlyLeft: 1, onlyRight: 0 });
  // The third stands in another place.
  expect(differing(result)).toEqual({ n: 1 });
  const one = await compare(
    session(),
    `SELECT 1 AS id, CAST(${values[0]} AS ${type}) AS v`,
    `SELECT 1 AS id, CAST(${values[2]} AS ${type}) AS v`,
    { key: ['id'], tolerance },
  );
  expect(differing(one)).toEqual({ v: 1 });
});

test('the differing rows can be asked for, of every type', async () => {
  const items = Object.entries(types).map(([type, values], index) => ({
    left: `CAST(${values[0]} AS ${type}) AS c${index}`,
    right: `CAST(${values[1]} AS ${type}) AS c${index}`,
  }));
  const side = async (name: 'left' | 'right') => {
    const relation = `(SELECT 1 AS id, ${items.map((item) => item[name]).join(', ')})`;
    const described = await session().query(`DESCRIBE SELECT * FROM ${relation}`);
    const columns = described.rows.map(([column, type]) => ({
      name: String(column),
      type: String(type),
      personal: column === 'c0',
    }));
    return { relation, columns, where: null, timeZone: null };
  };
  const run = {
    execute: (sql: string) => session().execute(sql),
    query: (sql: string) => session().query(sql),
  };
  for (const key of [['id'], []]) {
    const { value } = await compareTables(run, await side('left'), await side('right'), {
      ...defaultOptions,
      key,
    });
    const rows = await session().rows(differenceQuery(value!.comparing, false));
    expect(rows).toHaveLength(key.length === 0 ? 2 : 1);
    if (key.length > 0) {
      expect(rows[0]!._columns).toHaveLength(items.length);
      expect([rows[0]!.c0_left, rows[0]!.c1_left, rows[0]!.c1_right]).toEqual(['•••', 1, -128]);
    }
    expect(await session().rows(differenceQuery(value!.comparing, true))).toEqual([]);
  }
});
