import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Binder, openBinder } from '../../lineage/bind.ts';
import { fingerprintOf } from './fingerprint.ts';

let binder: Binder;
beforeAll(async () => {
  binder = await openBinder(`
    CREATE TABLE t (a INTEGER, b INTEGER, c INTEGER, s VARCHAR, d DATE, f DOUBLE);
    CREATE TABLE u (a INTEGER, b INTEGER, x INTEGER);`);
});
afterAll(() => binder.close());

/** Each under an identity of its own: nothing that is not stable is equal. */
async function both(one: string, other: string) {
  return [
    fingerprintOf(await binder.plan(one), `one ${one}`),
    fingerprintOf(await binder.plan(other), `other ${other}`),
  ] as const;
}

describe('additive', () => {
  test.each([
    ['a column more', 'SELECT a FROM t', 'SELECT a, b + 1 AS x FROM t'],
    ['a window more', 'SELECT a FROM t', 'SELECT a, row_number() OVER (ORDER BY b) AS n FROM t'],
    ['a scalar subquery more', 'SELECT a FROM t', 'SELECT a, (SELECT max(x) FROM u) AS m FROM t'],
    [
      'a correlated subquery more',
      'SELECT a FROM t',
      'SELECT a, (SELECT max(x) FROM u WHERE u.a = t.a) AS m FROM t',
    ],
    [
      'an aggregate more',
      'SELECT a, sum(b) AS s FROM t GROUP BY a',
      'SELECT a, sum(b) AS s, max(c) AS m FROM t GROUP BY a',
    ],
    [
      'a column more of a joined table',
      'SELECT t.a FROM t JOIN u ON t.a = u.a',
      'SELECT t.a, u.x FROM t JOIN u ON t.a = u.a',
    ],
  ])('%s leaves rows and the other columns as they were', async (_, one, other) => {
    const [a, b] = await both(one, other);
    expect(b.rows).toBe(a.rows);
    expect(b.columns.slice(0, a.columns.length)).toEqual(a.columns);
  });
});

describe('not stable', () => {
  test.each([
    'SELECT a FROM t LIMIT 3',
    'SELECT a FROM (SELECT a FROM t ORDER BY a) LIMIT 3',
    'SELECT i FROM (SELECT (random() * 5)::BIGINT AS n) q, range(q.n) r(i)',
    'SELECT a FROM t USING SAMPLE 10%',
    'SELECT DISTINCT ON (a) a, b FROM t',
    'SELECT a FROM t WHERE random() > 0.5',
    'SELECT t.a FROM t POSITIONAL JOIN u',
    'WITH RECURSIVE r(n, m) USING KEY (n) AS (SELECT a, b FROM t UNION ALL SELECT n, m + 1 FROM r WHERE m < 3) SELECT n FROM r',
  ])('%s: the rows of an edit are never the same', async (sql) => {
    const [a, b] = await both(sql, sql);
    expect(a.stableRows).toBe(false);
    expect(b.rows).not.toBe(a.rows);
  });

  test.each([
    'random()',
    "nextval('q')",
    'row_number() OVER (ORDER BY b)',
    'lag(a) OVER (ORDER BY b)',
    'sum(a) OVER (ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)',
  ])('%s: only that column', async (expression) => {
    await binder.run('CREATE OR REPLACE SEQUENCE q');
    const sql = `SELECT a, ${expression} AS x FROM t`;
    const [a, b] = await both(sql, sql);
    expect(a.stableColumns).toEqual([true, false]);
    expect([b.rows, b.columns[0]]).toEqual([a.rows, a.columns[0]]);
    expect(b.columns[1]).not.toBe(a.columns[1]);
  });

  test('every volatile function of the engine is known as such', async () => {
    const { volatileFunctions } = await import('../../../src/relation/fingerprint/stability.ts');
    const named = await binder.column(
      "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability = 'VOLATILE' AND function_name <> 'error'",
    );
    expect(named.filter((name) => !volatileFunctions.has(name))).toEqual([]);
  });
});
