import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  bindQueries,
  bindQuery,
  type LegacyEstate,
  openLegacyEstate,
} from '../../../src/compile/legacy/index.ts';
import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import type { Database } from '../../../src/ports/index.ts';
import { loadLegacyParser } from '../../../src/triage/index.ts';

let database: Database;
let estate: LegacyEstate;

beforeAll(async () => {
  database = await duckdbEngine().open({
    allowedFolders: [],
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  estate = await openLegacyEstate(await database.connect(), await loadLegacyParser(), [
    {
      id: 'dbo.orders',
      columns: [
        { name: 'id', type: 'INTEGER' },
        { name: 'customer', type: 'INTEGER' },
        { name: 'amount', type: 'DECIMAL(18,2)' },
        { name: 'Placed', type: 'DATE' },
      ],
    },
    {
      id: 'dbo.customers',
      columns: [
        { name: 'id', type: 'INTEGER' },
        { name: 'name', type: 'VARCHAR' },
        { name: 'city', type: 'VARCHAR' },
      ],
    },
    {
      id: 'lager',
      columns: [
        { name: 'artikel', type: 'VARCHAR' },
        { name: 'menge', type: 'INTEGER' },
      ],
    },
    { id: 'dbo.secret', columns: null },
  ]);
});
afterAll(() => database.close());

test('a query reads the columns that become or decide its result, and no others', async () => {
  const sql =
    'SELECT TOP 3 c.name, SUM(o.amount) AS total FROM Sales.dbo.Orders o WITH (NOLOCK) JOIN dbo.customers c ON c.id = o.customer GROUP BY c.name ORDER BY total DESC';
  expect(await bindQuery(estate, sql, 'tsql')).toEqual({
    understanding: 'bound',
    reads: [
      { relation: 'dbo.customers', columns: ['id', 'name'] },
      { relation: 'dbo.orders', columns: ['amount', 'customer'] },
    ],
    reasons: [],
  });
});

test('a star reads all columns, a count only the rows', async () => {
  const [star, count] = await bindQueries(estate, [
    { sql: 'SELECT * FROM lager', dialect: 'firebird' },
    { sql: 'SELECT count(*) FROM orders', dialect: 'postgres' },
  ]);
  expect(star?.reads).toEqual([{ relation: 'lager', columns: ['artikel', 'menge'] }]);
  expect(count?.reads).toEqual([{ relation: 'dbo.orders', columns: [] }]);
});

test('a query over a table of unknown columns gives its tables, one that cannot be read says why', async () => {
  const [unbound, unknown, unread] = await bindQueries(estate, [
    { sql: 'SELECT s.x, o.id FROM dbo.secret s JOIN dbo.orders o ON o.id = s.id', dialect: 'tsql' },
    { sql: 'SELECT nothing FROM dbo.orders', dialect: 'tsql' },
    { sql: 'SELECT FROM WHERE', dialect: 'oracle' },
  ]);
  expect(unbound).toMatchObject({
    understanding: 'parsed',
    reads: [
      { relation: 'dbo.orders', columns: null },
      { relation: 'dbo.secret', columns: null },
    ],
  });
  expect(unknown).toMatchObject({
    understanding: 'parsed',
    reads: [{ relation: 'dbo.orders', columns: null }],
  });
  expect(unknown?.reasons.join()).toContain('nothing');
  expect(unread).toMatchObject({
    understanding: 'opaque',
    reads: [],
    reasons: ['This cannot be read as Oracle'],
  });
});

test('thousands of queries are bound in bulk as they are one by one', async () => {
  const queries = Array.from({ length: 1200 }, (_, at) => ({
    sql: `SELECT amount / ${at + 1} AS x FROM orders WHERE Placed > SYSDATE - ${at}`,
    dialect: 'oracle' as const,
  }));
  const readings = await bindQueries(estate, queries);
  expect(readings.every((each) => each.understanding === 'bound')).toBe(true);
  expect(readings[700]).toEqual(await bindQuery(estate, queries[700]!.sql, 'oracle'));
});
