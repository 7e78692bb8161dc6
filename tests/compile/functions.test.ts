import { expect, test } from 'vitest';
import { isVolatile, refusalOf } from '../../src/compile/sql/functions.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { options } from './support.ts';

/** These the engine calls volatile for what they do beside giving a value; the value is the same every time. */
const constant = new Set(['error', 'sleep_ms', 'stats']);

test('every function that the engine calls volatile is known as volatile, or refused', async () => {
  const database = await duckdbEngine().open(options);
  const session = await database.connect();
  const { rows } = await session.query(
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability <> 'CONSISTENT'",
  );
  expect(rows.length).toBeGreaterThan(20);
  for (const [name] of rows) {
    const known =
      isVolatile(String(name), 0) || refusalOf(String(name), false) !== null || constant.has(String(name));
    expect(known, String(name)).toBe(true);
  }
  await database.close();
});

test('every table function is allowed knowingly', async () => {
  const database = await duckdbEngine().open(options);
  const session = await database.connect();
  const { rows } = await session.query(
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('table', 'table_macro') ORDER BY 1",
  );
  const allowed = rows.map(([name]) => String(name)).filter((name) => refusalOf(name, true) === null);
  expect(allowed).toEqual([
    'generate_series',
    'histogram',
    'histogram_values',
    'json_each',
    'json_tree',
    'range',
    'repeat',
    'repeat_row',
    'unnest',
  ]);
  await database.close();
});
