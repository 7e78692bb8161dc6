import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import type { Database, Session } from '../../../src/ports/index.ts';
import { openOptions } from './support.ts';

/** Values whose text the engine itself can be asked for; one expression an entry. */
const printed: Record<string, readonly string[]> = {
  BIGINT: ['9223372036854775807', '(-9223372036854775807 - 1)', '0'],
  UBIGINT: ['18446744073709551615'],
  HUGEINT: ['170141183460469231731687303715884105727', '(-170141183460469231731687303715884105727)'],
  UHUGEINT: ['340282366920938463463374607431768211455'],
  'DECIMAL(4,1)': ['-0.1', '999.9', '0'],
  'DECIMAL(9,0)': ['-999999999'],
  'DECIMAL(18,4)': ['-99999999999999.9999', '0.0001'],
  'DECIMAL(38,10)': ['-9999999999999999999999999999.9999999999', '-0.0000000001'],
  'DECIMAL(38,38)': ['-0.00000000000000000000000000000000000001'],
  VARCHAR: ["'é𝄞'", "''", "chr(65279) || 'after a byte order mark'", "'longer than twelve bytes'"],
  BLOB: ["'\\x00\\x5C\\x27a\\x22 \\x7F\\xFF'::BLOB", "''::BLOB"],
  DATE: ["'infinity'", "'-infinity'", "'0000-01-01'", "'0044-03-15 (BC)'", "'12024-02-29'", "'1969-12-31'"],
  TIME: ["'24:00:00'", "'00:00:00.000001'", "'23:59:59.5'"],
  TIMETZ: ["'12:00:00+05:30'", "'00:00:00-15:59'"],
  TIMESTAMP: ["'infinity'", "'-infinity'", "'1969-12-31 23:59:59.999999'", "'0044-03-15 (BC) 01:02:03.1'"],
  TIMESTAMP_S: ["'1969-12-31 23:59:59'"],
  TIMESTAMP_MS: ["'1969-12-31 23:59:59.001'"],
  TIMESTAMP_NS: ["'1969-12-31 23:59:59.000000001'", "'2024-01-01 00:00:00.1'"],
  TIMESTAMPTZ: [
    "'infinity'",
    "'2024-07-01 00:00:00+00'",
    "'2024-01-01 00:00:00.5+00'",
    "'1935-07-01 00:00:00+00'",
    "'1970-01-01 00:00:00+00'",
  ],
  INTERVAL: ["'1 month -3 days 04:00:00.5'", "'-14 months'", "'-00:00:01'", "'0 days'"],
  UUID: ["'0f8fad5b-d9cb-469f-a165-70867728950e'", "'ffffffff-d9cb-469f-a165-70867728950e'"],
  BIT: ["'0101'"],
  BIGNUM: ["'123456789012345678901234567890123456789012345678901234567890'"],
  "ENUM('a', 'b''c')": ["'b''c'"],
};

describe.each(['UTC', 'Europe/Paris', 'America/St_Johns'])('under %s', (timeZone) => {
  let database: Database;
  let session: Session;
  beforeAll(async () => {
    database = await duckdbEngine().open({ ...openOptions, timeZone });
    session = await database.connect();
  });
  afterAll(async () => {
    session.close();
    await database.close();
  });

  test.each(Object.entries(printed))(
    '%s is the text that the engine prints, alone and nested',
    async (type, values) => {
      for (const value of values) {
        const result = await session.query(
          `SELECT x, x::VARCHAR AS printed, typeof(x) AS type, [NULL, x] AS l, {'f': x} AS s, MAP {1: x} AS m
         FROM (SELECT (${value})::${type} AS x)`,
        );
        const [x, text, engineType, list, struct, map] = result.rows[0]!;
        expect(x).toBe(text);
        expect(result.columns[0]!.type).toBe(engineType);
        expect(list).toEqual([null, text]);
        expect(struct).toEqual({ f: text });
        expect(map).toEqual([{ key: 1, value: text }]);
      }
    },
  );
});

test('a zoned timestamp of local mean time reads back as the same instant', async () => {
  const database = await duckdbEngine().open({ ...openOptions, timeZone: 'Europe/Paris' });
  const session = await database.connect();
  const text = (await session.query("SELECT TIMESTAMPTZ '1890-01-01 00:00:00+00'")).rows[0]![0];
  expect(text).toBe('1890-01-01 00:09:21+00:09:21');
  const read = await session.query("SELECT $1::TIMESTAMPTZ = TIMESTAMPTZ '1890-01-01 00:00:00+00'", [
    String(text),
  ]);
  expect(read.rows).toEqual([[true]]);
  await database.close();
});

describe('values', () => {
  let database: Database;
  let session: Session;
  beforeAll(async () => {
    database = await duckdbEngine().open(openOptions);
    session = await database.connect();
  });
  afterAll(async () => {
    session.close();
    await database.close();
  });
  const one = async (sql: string) => (await session.query(`SELECT ${sql}`)).rows[0];

  test('small integers, floats and booleans are numbers and booleans', async () => {
    expect(
      await one("1::TINYINT, (-2)::INTEGER, 4294967295::UINTEGER, 0.5::FLOAT, true, '-0.0'::DOUBLE"),
    ).toEqual([1, -2, 4294967295, 0.5, true, -0]);
  });

  test('floats that are no numbers are strings as the engine prints them', async () => {
    expect(await one("'nan'::DOUBLE, 'inf'::FLOAT, '-inf'::DOUBLE")).toEqual(['nan', 'inf', '-inf']);
  });

  test('division by zero gives what IEEE 754 says, under the pinned settings', async () => {
    expect(await one('1/0, 0/0, 5 / 2, 5 // 2')).toEqual(['inf', 'nan', 2.5, 2]);
  });

  test('nested values keep their shape, empty and null ones too', async () => {
    expect(
      await one(
        "[], [[1], NULL, []], {'a': NULL, 'b': [{'c': 1}]}, MAP {}, NULL::INTEGER[], [1, 2]::INTEGER[2]",
      ),
    ).toEqual([[], [[1], null, []], { a: null, b: [{ c: 1 }] }, [], null, [1, 2]]);
  });

  test('rows are arrays, so that names may repeat, and come in order over many chunks', async () => {
    const result = await session.query('SELECT range AS a, range % 2 = 0 AS a FROM range(5000)');
    expect(result.columns).toEqual([
      { name: 'a', type: 'BIGINT' },
      { name: 'a', type: 'BOOLEAN' },
    ]);
    expect(result.rows).toEqual(Array.from({ length: 5000 }, (_, n) => [String(n), n % 2 === 0]));
  });

  test('a stream gives the same rows in chunks', async () => {
    const seen: unknown[] = [];
    for await (const chunk of session.stream('SELECT range AS a FROM range(10000)')) {
      expect(chunk.columns).toEqual([{ name: 'a', type: 'BIGINT' }]);
      seen.push(...chunk.rows.map(([a]) => a));
    }
    expect(seen).toEqual(Array.from({ length: 10000 }, (_, n) => String(n)));
  });

  test('parameters keep their values and types', async () => {
    const sql = 'SELECT $1, $2, $3, $4, $5, $6, $7, $8, typeof($2), typeof($4), typeof($5), typeof($6)';
    const parameters = [null, 7, true, 2 ** 40, 0.1, 2n ** 100n, '\ufeffé', new Uint8Array([0, 255])];
    expect((await session.query(sql, parameters)).rows[0]).toEqual([
      null,
      7,
      true,
      String(2 ** 40),
      0.1,
      String(2n ** 100n),
      '\ufeffé',
      '\\x00\\xFF',
      'INTEGER',
      'BIGINT',
      'DOUBLE',
      'HUGEINT',
    ]);
  });

  test('rows come as objects by name', async () => {
    expect(await session.rows("SELECT 1 AS a, 'x' AS b")).toEqual([{ a: 1, b: 'x' }]);
  });
});
