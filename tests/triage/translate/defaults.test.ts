import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { type Dialect, loadLegacyParser, translate } from '../../../src/triage/index.ts';

// What each dialect does where nothing is written: order of set operations, of NULL and of star columns, frames of windows, kinds of division, padding, letters, types that are cast by themselves.
// The answers are those of the manuals: what is not the same in DuckDB is written out, told, or refused.

const parser = await loadLegacyParser();
const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await instance.connect();
await connection.run(`SET TimeZone = 'UTC';
CREATE TABLE t (i INTEGER, n DECIMAL(10,2), s VARCHAR, d DATE, ts TIMESTAMP);
INSERT INTO t VALUES (-7, 7.55, 'Ann', DATE '2024-01-31', TIMESTAMP '2024-01-31 10:30:15');
CREATE TABLE r (k INTEGER, v INTEGER, g VARCHAR);
INSERT INTO r VALUES (1, 10, 'a'), (2, 20, 'a'), (3, 20, 'b'), (4, NULL, 'b');
CREATE TABLE q (v INTEGER, k INTEGER);
INSERT INTO q VALUES (100, 1);`);

const columns: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  t: [
    ['i', 'INTEGER'],
    ['n', 'DECIMAL(10,2)'],
    ['s', 'VARCHAR'],
    ['d', 'DATE'],
    ['ts', 'TIMESTAMP'],
  ],
  r: [
    ['k', 'INTEGER'],
    ['v', 'INTEGER'],
    ['g', 'VARCHAR'],
  ],
  q: [
    ['v', 'INTEGER'],
    ['k', 'INTEGER'],
  ],
};
const tables = (parts: readonly string[]) => {
  const name = parts.at(-1)!.toLowerCase();
  const found = columns[name];
  return found === undefined
    ? null
    : { name: [name], columns: found.map(([column, type]) => ({ name: column, type })) };
};

/** Rows as `1 2; 3 NULL`, with the codes of warnings behind a bar; `refused` where nothing is given. */
async function answer(dialect: Dialect, text: string): Promise<string> {
  const found = translate(parser, { file: { path: 'q.sql', text }, start: 0, end: text.length }, dialect, {
    tables,
  });
  if (found.kind === 'refused') return 'refused';
  const rows = (await connection.runAndReadAll(found.sql)).getRows();
  const told = [...new Set(found.warnings.map(({ code }) => code.replace('translate-', '')))].sort();
  return [
    rows.map((row) => row.map((value) => (value === null ? 'NULL' : String(value))).join(' ')).join('; '),
    ...told,
  ].join(' | ');
}

const sets =
  'SELECT k FROM r WHERE k < 3 UNION SELECT k FROM r WHERE k > 2 INTERSECT SELECT k FROM r WHERE k = 4 ORDER BY 1';

describe('INTERSECT goes before UNION, but in Oracle', () => {
  test.each<[Dialect, string]>([
    ['tsql', '1; 2; 4'],
    ['db2', '1; 2; 4'],
    ['teradata', '1; 2; 4'],
    ['snowflake', '1; 2; 4'],
    ['postgres', '1; 2; 4'],
    ['mysql', '1; 2; 4'],
    ['databricks', '1; 2; 4'],
    ['oracle', '4'],
  ])('%s', async (dialect, expected) => {
    expect(await answer(dialect, sets)).toBe(expected);
  });
});

describe('a set operation behind the bracket of a query belongs to the statement, not to the bracket', () => {
  const queries: readonly (readonly [string, string])[] = [
    ['SELECT k FROM r WHERE k > (SELECT MAX(k) FROM r WHERE k < 4) UNION ALL SELECT v FROM q', '4; 100'],
    [
      'SELECT g, COUNT(*) FROM r GROUP BY g HAVING COUNT(*) > (SELECT COUNT(*) FROM q) AND MIN(k) = (SELECT MIN(k) FROM r) UNION SELECT g, 0 FROM r WHERE k = 3 ORDER BY 2',
      'b 0; a 2',
    ],
    ['SELECT k FROM r WHERE k BETWEEN 3 AND (SELECT MAX(k) FROM r) EXCEPT SELECT 3', '4'],
    [
      'SELECT a.k FROM r a JOIN q b ON b.k = (SELECT MIN(k) FROM r) AND a.k = (SELECT MAX(k) FROM r) UNION ALL SELECT 9',
      '4; 9',
    ],
    ['SELECT (SELECT MAX(k) FROM r) UNION ALL SELECT v FROM q', '4; 100'],
    ['SELECT k + 10 FROM (SELECT k FROM r WHERE k = 1) UNION ALL SELECT v FROM q', '11; 100'],
    [
      'SELECT 1 FROM q, (SELECT k FROM r WHERE k = 1) UNION ALL SELECT 2 FROM q WHERE k IN (SELECT k FROM r) UNION ALL SELECT 3',
      '1; 2; 3',
    ],
    [
      'WITH c AS (SELECT k FROM r WHERE k = (SELECT MIN(k) FROM r) UNION ALL (SELECT v FROM q)) SELECT k FROM c UNION ALL (SELECT 5)',
      '1; 100; 5',
    ],
    ["SELECT ')' FROM q WHERE k = (SELECT MIN(k) FROM r) /* ( */ UNION ALL SELECT '('", '); ('],
  ];
  test.each(
    (['tsql', 'oracle', 'mysql', 'postgres', 'snowflake'] as const).flatMap((dialect) =>
      queries.map(([sql, rows]) => [dialect, sql, rows] as const),
    ),
  )('%s: %s', async (dialect, sql, expected) => {
    const [rows] = (await answer(dialect, sql)).split(' | ');
    const sorted = (text: string) => text.split('; ').sort();
    expect(sorted(rows!)).toEqual(sorted(expected));
  });

  test('brackets in names are none', async () => {
    expect(
      await answer('tsql', 'SELECT k AS [a (b] FROM r WHERE k = (SELECT MIN(k) FROM r) UNION ALL SELECT 2'),
    ).toBe('1; 2');
  });
});

describe('what a view says of itself besides its query says nothing of its rows', () => {
  test.each<[Dialect, string]>([
    ['tsql', 'CREATE VIEW dbo.v WITH SCHEMABINDING AS SELECT k FROM dbo.r WHERE k < 2'],
    [
      'tsql',
      'CREATE OR ALTER VIEW dbo.v (k) WITH SCHEMABINDING, VIEW_METADATA AS SELECT k FROM dbo.r WHERE k < 2 WITH CHECK OPTION',
    ],
    ['oracle', 'CREATE OR REPLACE FORCE EDITIONABLE VIEW v AS SELECT k FROM r WHERE k < 2 WITH READ ONLY'],
    [
      'oracle',
      'CREATE OR REPLACE NO FORCE VIEW v AS SELECT k FROM r WHERE k < 2 WITH CHECK OPTION CONSTRAINT ck;',
    ],
    ['db2', 'CREATE VIEW v AS SELECT k FROM r WHERE k < 2 WITH CASCADED CHECK OPTION'],
    ['mysql', 'CREATE VIEW v AS SELECT k FROM r WHERE k < 2 WITH LOCAL CHECK OPTION'],
    ['postgres', 'CREATE VIEW v WITH (security_barrier) AS SELECT k FROM r WHERE k < 2'],
    ['firebird', 'CREATE OR ALTER VIEW v (k) AS SELECT k FROM r WHERE k < 2 WITH CHECK OPTION'],
    ['tsql', 'CREATE VIEW v AS WITH c AS (SELECT k FROM r) SELECT k FROM c WITH (NOLOCK) WHERE k < 2'],
  ])('%s: %s', async (dialect, sql) => {
    expect((await answer(dialect, sql)).split(' | ')[0]).toBe('1');
  });
});

describe('a comma behind a join', () => {
  test.each<[Dialect, string, string]>([
    [
      'tsql',
      'SELECT a.k, b.v, c.v FROM r a LEFT JOIN q b ON b.k = a.k, q c WHERE c.k < a.k + 1 ORDER BY a.k',
      '1 100 100; 2 NULL 100; 3 NULL 100; 4 NULL 100',
    ],
    [
      'mysql',
      'SELECT a.k, c.k FROM q b, r a LEFT JOIN q c ON c.k = a.k WHERE a.k < 3 ORDER BY a.k',
      '1 1; 2 NULL',
    ],
    [
      'oracle',
      'SELECT a.k FROM r a JOIN q b ON b.k = a.k, q c RIGHT JOIN r d ON d.k = c.k ORDER BY d.k',
      '1; 1; 1; 1',
    ],
  ])('%s: %s', async (dialect, sql, expected) => {
    expect(await answer(dialect, sql)).toBe(expected);
  });
});

describe('a column named with its schema and table', () => {
  test.each<[string, string]>([
    ['SELECT dbo.r.k, dbo.q.v FROM dbo.r JOIN dbo.q ON dbo.q.k = dbo.r.k', '1 100'],
    ['SELECT dbo.r.k FROM r WHERE main.dbo.r.k > 3', '4'],
    ['SELECT [dbo].[q].* FROM dbo.q, dbo.r x WHERE [dbo].[q].[k] = x.k', '100 1'],
  ])('%s', async (sql, expected) => {
    expect(await answer('tsql', sql)).toBe(expected);
  });
});

describe('a star over a query gives its columns without a name as well', () => {
  test.each<[Dialect, string, readonly (string | null)[]]>([
    ['oracle', 'SELECT * FROM (SELECT SUM(v), k FROM r GROUP BY k) WHERE ROWNUM < 3', [null, 'k']],
    [
      'mysql',
      'SELECT x.*, 1 AS one FROM (SELECT k, COUNT(*), MAX(v) FROM r GROUP BY k) x',
      ['k', null, null, 'one'],
    ],
    ['postgres', 'SELECT * FROM (SELECT a.k, b.k FROM r a JOIN q b ON a.k = b.k) x', ['k', 'k']],
  ])('%s: %s', (dialect, text, expected) => {
    const found = translate(parser, { file: { path: 'q.sql', text }, start: 0, end: text.length }, dialect, {
      tables,
    });
    expect(found.kind === 'translated' ? found.columns?.map(({ name }) => name) : found.reasons).toEqual(
      expected,
    );
  });
});

describe('a star gives the columns in the order of the tables', () => {
  test.each<[Dialect, string, string]>([
    ['tsql', 'SELECT *, a.k AS z FROM r a JOIN q b ON a.k = b.k', '1 10 a 100 1 1'],
    ['oracle', 'SELECT b.*, a.* FROM r a, q b WHERE a.k = b.k', '100 1 1 10 a'],
    ['snowflake', 'SELECT * FROM q b JOIN r a ON a.k = b.k', '100 1 1 10 a'],
    // The joined column comes first there; DuckDB leaves it where the left table has it.
    ['postgres', 'SELECT * FROM q JOIN r USING (k)', '100 1 10 a | meaning'],
    ['oracle', 'SELECT * FROM q JOIN r USING (k)', '100 1 10 a | meaning'],
    ['mysql', 'SELECT * FROM q RIGHT JOIN r USING (k) WHERE r.k = 1', '100 1 10 a | meaning'],
  ])('%s: %s', async (dialect, sql, expected) => {
    expect(await answer(dialect, sql)).toBe(expected);
  });
});

describe('a window with an order and without a frame', () => {
  const running = 'SELECT k, SUM(v) OVER (ORDER BY v) FROM r WHERE v IS NOT NULL ORDER BY k';
  test.each<[Dialect, string, string]>([
    ['tsql', running, '1 10; 2 50; 3 50'],
    ['oracle', running, '1 10; 2 50; 3 50'],
    ['snowflake', running, '1 10; 2 50; 3 50'],
    // Teradata takes the whole partition.
    ['teradata', running, '1 50; 2 50; 3 50'],
    [
      'teradata',
      'SELECT k, COUNT(*) OVER (PARTITION BY v ORDER BY k) FROM r ORDER BY k',
      '1 1; 2 2; 3 2; 4 1',
    ],
    // Snowflake takes the whole partition for the values at its ends.
    ['snowflake', 'SELECT k, LAST_VALUE(k) OVER (ORDER BY k) FROM r ORDER BY k', '1 4; 2 4; 3 4; 4 4'],
    ['oracle', 'SELECT k, LAST_VALUE(k) OVER (ORDER BY k) FROM r ORDER BY k', '1 1; 2 2; 3 3; 4 4'],
  ])('%s: %s', async (dialect, sql, expected) => {
    expect(await answer(dialect, sql)).toBe(expected);
  });
});

describe('NULL in an order', () => {
  test.each<[Dialect, string, string]>([
    ['teradata', '4; 1; 2; 3', '2; 3; 1; 4'],
    ['tsql', '4; 1; 2; 3', '2; 3; 1; 4'],
    ['mysql', '4; 1; 2; 3', '2; 3; 1; 4'],
    ['databricks', '4; 1; 2; 3', '2; 3; 1; 4'],
    ['snowflake', '1; 2; 3; 4', '4; 2; 3; 1'],
    ['oracle', '1; 2; 3; 4', '4; 2; 3; 1'],
    ['db2', '1; 2; 3; 4', '4; 2; 3; 1'],
    ['postgres', '1; 2; 3; 4', '4; 2; 3; 1'],
  ])('%s', async (dialect, up, down) => {
    expect(await answer(dialect, 'SELECT k FROM r ORDER BY v, k')).toBe(up);
    expect(await answer(dialect, 'SELECT k FROM r ORDER BY v DESC, k')).toBe(down);
  });
});

describe('numbers', () => {
  test.each<[Dialect, string, string]>([
    ['teradata', 'SELECT i / 2, 7 / 2 FROM t', '-3 3'],
    ['db2', 'SELECT i / 2, 7 / 2 FROM t', '-3 3'],
    ['tsql', 'SELECT i / 2, 7 / 2 FROM t', '-3 3'],
    // Six digits more, and no more than twelve, in Snowflake.
    ['snowflake', 'SELECT i / 2 FROM t', '-3.5 | decimal-division'],
    ['snowflake', 'SELECT n / 4 FROM t', '1.8875 | decimal-division'],
    ['teradata', "SELECT '12' + 1 FROM t", '13 | implicit-cast'],
    ['snowflake', "SELECT '12' + 1 FROM t", '13 | implicit-cast'],
    ['tsql', "SELECT '1' + 2, 'a' + 'b' FROM t", '3 ab | implicit-cast'],
    // The type of the first value: the second is cut to it.
    ['tsql', 'SELECT ISNULL(v, 2.7) FROM r WHERE k = 4', '2'],
    ['tsql', 'SELECT ISNULL(n, 1) FROM t', '7.55 | result-type'],
    ['tsql', "SELECT ISNULL(s, 'none at all') FROM t", 'Ann | result-type'],
    ['tsql', 'SELECT COALESCE(v, 2.7) FROM r WHERE k = 4', '2.7'],
  ])('%s: %s', async (dialect, sql, expected) => {
    expect(await answer(dialect, sql)).toBe(expected);
  });
});

describe('text', () => {
  test.each<[Dialect, string, string]>([
    ['teradata', "SELECT CAST('ab' AS CHAR(4)) || 'x' FROM t", 'ab  x'],
    ['db2', "SELECT CAST('ab' AS CHAR(4)) || 'x' FROM t", 'ab  x'],
    ['oracle', "SELECT CAST('ab' AS CHAR(4)) || 'x' FROM t", 'ab  x'],
    ['firebird', "SELECT CAST('ab' AS CHAR(4)) || 'x' FROM t", 'ab  x'],
    // CHAR is VARCHAR there, PostgreSQL takes the blanks away again.
    ['snowflake', "SELECT CAST('ab' AS CHAR(4)) || 'x' FROM t", 'abx'],
    ['databricks', "SELECT CAST('ab' AS CHAR(4)) || 'x' FROM t", 'abx'],
    ['postgres', "SELECT CAST('ab' AS CHAR(4)) || 'x' FROM t", 'abx'],
    ['snowflake', 'SELECT CAST(s AS CHAR(2)) FROM t', 'Ann | result-type'],
    // 'ann' is 'Ann' in a session of Teradata's own mode, and not in one of the ANSI mode.
    ['teradata', "SELECT COUNT(*) FROM t WHERE s = 'ann'", '0 | text-comparison'],
    ['teradata', 'SELECT g, COUNT(*) FROM r GROUP BY 1 ORDER BY 1', 'a 2; b 2 | text-comparison'],
    ['teradata', 'SELECT COUNT(DISTINCT g) FROM r', '2 | text-comparison'],
    ['snowflake', "SELECT COUNT(*) FROM t WHERE s = 'ann'", '0'],
    // Its numbers have blanks before them.
    ['teradata', 'SELECT s || i FROM t', 'Ann-7 | text-form'],
    ['snowflake', 'SELECT s || i FROM t', 'Ann-7'],
    ['oracle', "SELECT COUNT(*) FROM t WHERE s <> ''", '0 | empty-text'],
    ['oracle', "SELECT s || '' || 'x' FROM t", 'Annx | empty-text'],
  ])('%s: %s', async (dialect, sql, expected) => {
    expect(await answer(dialect, sql)).toBe(expected);
  });
});

describe('days and moments', () => {
  test.each<[Dialect, string, string]>([
    ['teradata', "SELECT d + 1, d - 30, d - DATE '2024-01-01' FROM t", '2024-02-01 2024-01-01 30'],
    // A date is (year - 1900) * 10000 + month * 100 + day there.
    ['teradata', 'SELECT d FROM t WHERE d > 1240101', 'refused'],
    ['teradata', 'SELECT d FROM t WHERE d BETWEEN 1240101 AND 1240201', 'refused'],
    ['teradata', 'SELECT CAST(1240131 AS DATE) FROM t', 'refused'],
    ['teradata', 'SELECT CAST(d AS INTEGER) FROM t', 'refused'],
    ['tsql', 'SELECT 1 FROM t WHERE ts > 5', 'refused'],
    [
      'oracle',
      "SELECT DATE '2024-01-31' + 0.5, DATE '2024-01-31' - DATE '2024-01-01' FROM t",
      '2024-01-31 12:00:00 30',
    ],
    ['oracle', 'SELECT CAST(ts AS DATE), TRUNC(ts) FROM t', '2024-01-31 10:30:15 2024-01-31 00:00:00'],
    [
      'db2',
      'SELECT d + 1 MONTH + 1 DAY, d - 2 YEARS, ts - 3 HOURS FROM t',
      '2024-03-01 2022-01-31 2024-01-31 07:30:15',
    ],
    // 00000102 there: years, months and days as a number.
    ['db2', "SELECT d - DATE '2023-12-30' FROM t", 'refused'],
    ['db2', 'SELECT d + 1 FROM t', 'refused'],
  ])('%s: %s', async (dialect, sql, expected) => {
    expect(await answer(dialect, sql)).toBe(expected);
  });
});

describe('QUALIFY, TOP and ties', () => {
  test.each<[Dialect, string, string]>([
    [
      'teradata',
      'SELECT k FROM r QUALIFY ROW_NUMBER() OVER (PARTITION BY g ORDER BY k DESC) = 1 ORDER BY k',
      '2; 4 | text-comparison',
    ],
    [
      'teradata',
      'SELECT k, RANK() OVER (ORDER BY v DESC) AS rk FROM r QUALIFY rk = 1 ORDER BY k',
      '2 1; 3 1',
    ],
    [
      'snowflake',
      'SELECT k, ROW_NUMBER() OVER (PARTITION BY g ORDER BY k) AS rn FROM r QUALIFY rn = 1 ORDER BY k',
      '1 1; 3 1',
    ],
    ['tsql', 'SELECT TOP 2 k FROM r ORDER BY k', '1; 2'],
    ['tsql', 'SELECT TOP 2 WITH TIES k FROM r ORDER BY v', 'refused'],
    ['tsql', 'SELECT TOP 50 PERCENT k FROM r ORDER BY k', 'refused'],
    ['teradata', 'SELECT TOP 2 WITH TIES k FROM r ORDER BY v', 'refused'],
    ['oracle', 'SELECT k FROM r ORDER BY v FETCH FIRST 2 ROWS WITH TIES', 'refused'],
  ])('%s: %s', async (dialect, sql, expected) => {
    expect(await answer(dialect, sql)).toBe(expected);
  });
});
