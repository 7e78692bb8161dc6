import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TableFacts } from '../../../src/relation/index.ts';
import { type Binder, openBinder } from '../../lineage/bind.ts';
import { fingerprintOf } from './fingerprint.ts';

/** Pairs that were once claimed to be equal, or stable, and are not: each was found by somebody who looked for it. */
const schema = `
  CREATE TABLE t (a INTEGER, b INTEGER, f DOUBLE);
  CREATE TABLE k (id INTEGER, n INTEGER, s VARCHAR);
  CREATE TABLE w (id INTEGER, b INTEGER);
  CREATE TABLE v (id BIGINT, iv INTERVAL);`;
const facts: Readonly<Record<string, TableFacts>> = {
  k: { notNull: new Set(['id', 'n']), keys: [['id']] },
  w: { notNull: new Set(['id']), keys: [['id']] },
  v: { notNull: new Set(['id']), keys: [['id']] },
};

let binder: Binder;
beforeAll(async () => {
  binder = await openBinder(schema);
});
afterAll(() => binder.close());

/** The whole of what is claimed of a query; `identity` stands for its text. */
async function claim(sql: string, identity = sql): Promise<readonly string[]> {
  const { rows, columns } = fingerprintOf(await binder.plan(sql), identity, facts);
  return [rows, ...columns];
}

const different: readonly (readonly [why: string, one: string, other: string])[] = [
  [
    'two keys of one value stand at different places of a ROLLUP',
    'SELECT a AS p, a2 AS q FROM (SELECT a, a AS a2 FROM t) GROUP BY ROLLUP(a, a2)',
    'SELECT a2 AS p, a AS q FROM (SELECT a, a AS a2 FROM t) GROUP BY ROLLUP(a, a2)',
  ],
  [
    'so do their GROUPING numbers',
    'SELECT a AS p, a2 AS q, grouping(a) AS g FROM (SELECT a, a + 0 AS a2 FROM t) GROUP BY ROLLUP(a, a2)',
    'SELECT a AS p, a2 AS q, grouping(a2) AS g FROM (SELECT a, a + 0 AS a2 FROM t) GROUP BY ROLLUP(a, a2)',
  ],
  [
    'the two greatest may be the same twice',
    'SELECT max(DISTINCT a, 2) AS x FROM t',
    'SELECT max(a, 2) AS x FROM t',
  ],
  [
    'a function of a list that holds intervals tells equal lists apart',
    "SELECT DISTINCT x FROM (SELECT [iv] AS x, id FROM v) q WHERE id = date_part('day', x[1])",
    "SELECT x FROM (SELECT [iv] AS x, id FROM v) q WHERE id = date_part('day', x[1])",
  ],
  [
    'a join by a value that is another for each row asked may find several',
    'SELECT t.a FROM t LEFT JOIN k ON k.id = (random() * 5)::INTEGER',
    'SELECT t.a FROM t',
  ],
  [
    'a key that is compared with what is looked up from its own row is not fixed',
    'SELECT t.a FROM t LEFT JOIN (SELECT k.id FROM k LEFT JOIN w ON w.id = k.n WHERE k.id = coalesce(w.b, 0)) q ON true',
    'SELECT t.a FROM t',
  ],
  [
    'nor where the keys come from groupings',
    'SELECT t.a FROM t LEFT JOIN (SELECT k.c, coalesce(g.m, 1) y FROM (SELECT b AS c, max(a) a FROM t GROUP BY b) k LEFT JOIN (SELECT n, max(id) m FROM k GROUP BY n) g ON g.n = k.a) q ON q.c = q.y',
    'SELECT t.a FROM t',
  ],
];

test.each(different)('%s', async (_, one, other) => {
  expect(await claim(one)).not.toEqual(await claim(other));
});

const ordinary: readonly string[] = [
  'SELECT t.a, q.n FROM t LEFT JOIN (SELECT k.id, k.n FROM k LEFT JOIN w ON w.id = k.n WHERE coalesce(w.b, 1) > 0) q ON q.id = t.a',
  'SELECT t.a, q.n FROM t LEFT JOIN (SELECT k.id, k.n FROM k LEFT JOIN w ON w.id = k.n WHERE w.b IS NULL) q ON q.id = t.a',
  'SELECT t.a, q.n FROM t LEFT JOIN (SELECT g.b, g.n FROM (SELECT b, count(*) n FROM t GROUP BY b) g LEFT JOIN (SELECT a, max(b) m FROM t GROUP BY a) h ON h.a = g.b WHERE coalesce(h.m, 1) > 0) q ON q.b = t.a',
  'SELECT t.a, (SELECT k.n FROM k WHERE k.id = t.a AND coalesce((SELECT w.b FROM w WHERE w.id = k.n), 1) > 0) AS x FROM t',
];

test.each(ordinary)('a look-up with a condition on its own look-up has a fingerprint: %s', async (sql) => {
  expect(await claim(sql)).toHaveLength(3);
});

const unstable: readonly (readonly [why: string, sql: string])[] = [
  [
    'ties decide in the grand total of a ROLLUP',
    'SELECT id, first(s ORDER BY n) AS x FROM k GROUP BY ROLLUP(id)',
  ],
  ['of two intervals that are equal the first is the greatest', 'SELECT max(iv) AS x FROM v'],
  ['so is their median', 'SELECT quantile_disc(iv, 0.5) AS x FROM v'],
  [
    'DISTINCT gives its rows in no order',
    'SELECT DISTINCT * FROM (SELECT id, n FROM k ORDER BY n, id) q LIMIT 4',
  ],
  ['a group by a float has the first of its zeros as its key', 'SELECT f FROM t GROUP BY f'],
  ['so has a DISTINCT of structs that hold intervals', "SELECT DISTINCT {'a': iv} AS x FROM v"],
];

test.each(unstable)('%s', async (_, sql) => {
  expect(await claim(sql, 'one text')).not.toEqual(await claim(sql, 'another text'));
});
