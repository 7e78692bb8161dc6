import { afterAll, beforeAll, expect, test } from 'vitest';
import { selectItemSpans } from '../../src/relation/index.ts';
import { type Binder, openBinder } from '../lineage/bind.ts';

let binder: Binder;
beforeAll(async () => {
  binder = await openBinder('CREATE TABLE t (a INTEGER, b VARCHAR); CREATE TABLE u (a INTEGER, c INTEGER);');
});
afterAll(() => binder.close());

/** The texts of the spans of `sql`'s columns. */
async function texts(sql: string): Promise<readonly (string | null)[]> {
  const tables: Record<string, string[]> = { t: ['a', 'b'], u: ['a', 'c'] };
  const spans = selectItemSpans(
    sql,
    await binder.ast(sql),
    await binder.names(sql),
    (name) => tables[name.join('.')] ?? null,
  );
  return spans.map((span) => (span === null ? null : sql.slice(span.start, span.end)));
}

test.each<[string, string, (string | null)[]]>([
  ['items without aliases', 'SELECT a, b FROM t', ['a', 'b']],
  ['AS is left out', 'SELECT a + 1 AS x, upper( b ) AS "B b" FROM t', ['a + 1', 'upper( b )']],
  ['an alias without AS is left out', 'SELECT a + 1 x, b y FROM t', ['a + 1', 'b']],
  ['an alias in front is left out', 'SELECT x: a + 1, y: b FROM t', ['a + 1', 'b']],
  ['brackets belong to the expression', 'SELECT ((a + 2)) * 3 AS x, (b) FROM t', ['((a + 2)) * 3', '(b)']],
  [
    'commas inside calls do not divide',
    'SELECT coalesce(b, \',\', "b") x, [a, 1] FROM t',
    ['coalesce(b, \',\', "b")', '[a, 1]'],
  ],
  ['comments do not count', 'SELECT a -- , FROM\n, /* , */ b FROM t', ['a', 'b']],
  ['text beyond ASCII shifts nothing', "SELECT 'é😀' || b AS x, a AS y FROM t", ["'é😀' || b", 'a']],
  ['FROM first', 'FROM t SELECT a, b AS x', ['a', 'b']],
  ['DISTINCT ON', 'SELECT DISTINCT ON (a, b) a, b x FROM t', ['a', 'b']],
  [
    'IS DISTINCT FROM is no FROM',
    'SELECT a IS DISTINCT FROM 1 AS x, b FROM t',
    ['a IS DISTINCT FROM 1', 'b'],
  ],
  [
    'a subquery is part of its item',
    'SELECT (SELECT max(a) FROM u) AS m, a FROM t',
    ['(SELECT max(a) FROM u)', 'a'],
  ],
  [
    'a window is part of its item',
    'SELECT sum(a) OVER (PARTITION BY b ORDER BY a) s, a FROM t',
    ['sum(a) OVER (PARTITION BY b ORDER BY a)', 'a'],
  ],
  [
    'a CASE with keywords',
    "SELECT CASE WHEN a > 1 THEN 'FROM' ELSE b END AS c FROM t",
    ["CASE WHEN a > 1 THEN 'FROM' ELSE b END"],
  ],
  ['a star over a table has none', 'SELECT *, a + 1 AS x FROM t', [null, null, 'a + 1']],
  ['two stars over tables', 'SELECT t.*, u.*, t.a + 1 AS x FROM t, u', [null, null, null, null, 't.a + 1']],
  ['REPLACE is the star', 'SELECT * REPLACE (a + 1 AS a) FROM t', ['* REPLACE (a + 1 AS a)', null]],
  [
    'a star over a CTE is followed',
    'WITH q AS (SELECT a + 1 AS x, b FROM t) SELECT * FROM q',
    ['a + 1', 'b'],
  ],
  [
    'a star over a chain of CTEs is followed',
    'WITH p AS (SELECT a + 1 AS x FROM t), q AS (SELECT *, x + 1 AS y FROM p) SELECT * FROM q',
    ['a + 1', 'x + 1'],
  ],
  [
    'a star over a subquery is followed',
    'SELECT s.*, 1 AS one FROM (SELECT a * 2 AS x FROM t) s',
    ['a * 2', '1'],
  ],
  ['EXCLUDE is followed', 'SELECT * EXCLUDE (b) FROM (SELECT a * 2 AS x, b FROM t)', ['a * 2']],
  ['a union shows its first arm', 'SELECT a AS x FROM t UNION ALL SELECT c + 1 FROM u', ['a']],
  [
    'a union by name shows where the name is first',
    'SELECT a FROM t UNION ALL BY NAME SELECT c + 1 AS d, a FROM u',
    ['a', 'c + 1'],
  ],
  [
    'a join with USING',
    'SELECT * FROM (SELECT a, b || 1 AS z FROM t) JOIN u USING (a)',
    ['a', 'b || 1', null],
  ],
  [
    'a recursive CTE shows its anchor',
    'WITH RECURSIVE r(n) AS (SELECT a FROM t UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r',
    ['a'],
  ],
  ['COLUMNS alone is not told', "SELECT COLUMNS('a|b') FROM t", [null, null]],
  ['COLUMNS beside items', "SELECT a + 1 AS x, COLUMNS('b') FROM t", ['a + 1', null]],
  ['PIVOT is not told', "PIVOT t ON b IN ('x') USING sum(a)", [null]],
])('%s', async (_, sql, expected) => {
  expect(await texts(sql)).toEqual(expected);
});

test('what is no AST has no spans', () => {
  expect(selectItemSpans('SELECT 1', 'no JSON', ['1'])).toEqual([null]);
});
