import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  boundObjects,
  confidenceFrom,
  type LegacyLineage,
  legacyLineage,
  openLegacyEstate,
  relationsOfInventory,
} from '../../../src/compile/legacy/index.ts';
import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import { indexLineage, pointKey } from '../../../src/lineage/index.ts';
import type { Database } from '../../../src/ports/index.ts';
import {
  assembleInventory,
  type Inventory,
  loadLegacyParser,
  readPythonScript,
} from '../../../src/triage/index.ts';
import { loadGrammars, readSqlFile, readSqlText } from '../../../src/triage/sql/index.ts';

const text = `
CREATE TABLE dbo.orders (id int PRIMARY KEY, customer int, amount money, placed datetime);
GO
CREATE TABLE dbo.customers (id int, name nvarchar(50), city nvarchar(30));
GO
CREATE TABLE dbo.city_sales (city nvarchar(30), total money);
GO
CREATE VIEW dbo.v_report AS SELECT city, total / 2 AS half FROM dbo.v_sales WHERE total > 10;
GO
CREATE VIEW dbo.v_sales AS SELECT c.city, SUM(o.amount) AS total FROM dbo.orders o JOIN dbo.customers c ON c.id = o.customer GROUP BY c.city;
GO
CREATE VIEW dbo.v_tree AS SELECT c.city AS place FROM dbo.customers c WHERE c.name = dbo.fn_owner(c.id);
GO
CREATE PROCEDURE dbo.fill AS
BEGIN
  INSERT INTO dbo.city_sales (city, total) SELECT city, total FROM dbo.v_sales;
END
GO
CREATE VIEW dbo.v_last AS SELECT s.total, t.place FROM dbo.city_sales s JOIN dbo.v_tree t ON t.place = s.city;
`;

/** Names that mean something else where they are used: a synonym beside a table of its name, one table in two databases. */
const elsewhere = `
CREATE TABLE core.sold (id int, amount money);
GO
CREATE SYNONYM app.orders FOR core.sold;
GO
CREATE VIEW app.v_bare AS SELECT amount FROM orders;
GO
CREATE VIEW app.v_full AS SELECT amount * 2 AS twice FROM app.orders;
GO
CREATE TABLE core.kept (amount money);
GO
CREATE SYNONYM app.keep FOR core.kept;
GO
CREATE PROCEDURE app.fill_keep AS INSERT INTO keep (amount) SELECT amount FROM orders;
GO
USE archive;
GO
CREATE TABLE dbo.days (day date, total money);
GO
USE live;
GO
CREATE TABLE dbo.days (day date, total money);
GO
CREATE PROCEDURE dbo.fill_days AS INSERT INTO dbo.days (day, total) SELECT day, total FROM archive.dbo.days;
`;

const script = `
import pandas as pd
cities = pd.read_sql("SELECT city, half FROM dbo.v_report", connection)
cities.to_csv("out/cities.csv", index=False)
`;

let database: Database;
let inventory: Inventory;
let lineage: LegacyLineage;

beforeAll(async () => {
  const grammars = await loadGrammars();
  const sourceOf = (file: string, format: 'sql' | 'python') => ({ file, format, bytes: 0, hash: '' });
  inventory = assembleInventory([
    {
      source: sourceOf('estate.sql', 'sql'),
      objects: readSqlFile(text, 'estate.sql', 'tsql', grammars).objects,
    },
    {
      source: sourceOf('elsewhere.sql', 'sql'),
      objects: readSqlFile(elsewhere, 'elsewhere.sql', 'tsql', grammars).objects,
    },
    {
      source: sourceOf('send.py', 'python'),
      objects: readPythonScript(script, 'send.py', {
        dialect: 'tsql',
        readSql: (sql, dialect, file, line) => readSqlText(sql, dialect, file, line, grammars),
      }).objects,
    },
  ]);
  database = await openDatabase();
  const estate = await estateIn(database);
  lineage = await legacyLineage(estate, inventory, [
    { relation: 'file:out/cities.csv', columns: ['half'], by: 'exposure accounting' },
    { relation: 'dbo.v_report', columns: null, by: 'exposure board' },
    { relation: 'dbo.gone', columns: null, by: 'exposure nothing' },
  ]);
});
afterAll(() => database.close());

function openDatabase(): Promise<Database> {
  return duckdbEngine().open({
    allowedFolders: [],
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    timeZone: 'UTC',
  });
}

async function estateIn(empty: Database) {
  return openLegacyEstate(await empty.connect(), await loadLegacyParser(), relationsOfInventory(inventory));
}

const edgesOf = (relation: string, column: string): string[] =>
  lineage.graph.relations
    .find((each) => each.name === relation)!
    .columns.find((each) => each.name === column)!
    .edges.map((edge) => `${edge.relation}.${edge.column} ${edge.subtype}`);

test('views are bound below what they read, wherever they stand in the file', () => {
  expect(edgesOf('dbo.v_report', 'half')).toEqual(['dbo.v_sales.total TRANSFORMATION']);
  expect(edgesOf('dbo.v_sales', 'total')).toEqual(['dbo.orders.amount AGGREGATION']);
  expect(lineage.understanding.get('dbo.v_report')).toBe('bound');
  const names = lineage.graph.relations.map((each) => each.name);
  expect(names.indexOf('dbo.v_sales')).toBeLessThan(names.indexOf('dbo.v_report'));
});

test('what a procedure inserts reaches the columns of its table', () => {
  expect(edgesOf('dbo.city_sales', 'total')).toEqual(['dbo.v_sales.total IDENTITY']);
});

test('what is read and written through a synonym is its table, also where another schema has a table of the name', () => {
  expect(edgesOf('app.v_bare', 'amount')).toEqual(['core.sold.amount IDENTITY']);
  expect(edgesOf('app.v_full', 'twice')).toEqual(['core.sold.amount TRANSFORMATION']);
  expect(edgesOf('core.kept', 'amount')).toEqual(['core.sold.amount IDENTITY']);
  expect(lineage.understanding.get('app.v_bare')).toBe('bound');
  const names = lineage.graph.relations.map((each) => each.name);
  for (const name of ['app.orders', 'app.keep', 'keep']) expect(names).not.toContain(name);
});

test('what is written to one of two databases reaches the table of that one', () => {
  expect(edgesOf('live.dbo.days', 'total')).toEqual(['archive.dbo.days.total IDENTITY']);
  expect(edgesOf('archive.dbo.days', 'total')).toEqual([]);
  expect(lineage.graph.relations.map((each) => each.name)).not.toContain('dbo.days');
});

test('a view that calls a function of the database keeps the tables that its grammar found, and says why', () => {
  expect(lineage.steps.get('dbo.v_tree')).toEqual({
    understanding: 'parsed',
    reasons: ['The function `fn_owner` of T-SQL is not translated'],
  });
  expect(lineage.understanding.get('dbo.v_tree')).toBe('parsed');
  const relation = lineage.graph.relations.find((each) => each.name === 'dbo.v_tree')!;
  expect(relation.rows.rowsOf).toContain('dbo.customers');
});

test('confidence is that of the weakest step on the best way', () => {
  const index = indexLineage(lineage.graph);
  const up = confidenceFrom('up', index.up, lineage.steps, { relation: 'dbo.v_report', column: 'half' });
  expect(up.get(pointKey('dbo.orders', 'amount'))).toBe('bound');
  const down = confidenceFrom('down', index.down, lineage.steps, {
    relation: 'dbo.customers',
    column: 'city',
  });
  expect(down.get(pointKey('dbo.v_sales', 'city'))).toBe('bound');
  expect([...down].filter(([key]) => key.startsWith('dbo.v_tree')).map(([, value]) => value)).toContain(
    'parsed',
  );
});

test('an exposure of a file is the end of the way through the script that writes it, known as well as the weakest step', () => {
  const end = lineage.graph.relations.find((each) => each.name === 'exposure accounting')!;
  expect([end.type, end.rows.rowsOf]).toEqual(['exposure', ['file:out/cities.csv']]);
  const index = indexLineage(lineage.graph);
  const reached = (column: string) =>
    [...confidenceFrom('down', index.down, lineage.steps, { relation: 'dbo.orders', column })].flatMap(
      ([key, value]) => (key.startsWith('exposure ') ? [`${key.replace('\0', ' ')} ${value}`] : []),
    );
  expect(reached('amount')).toContain('exposure accounting file:out/cities.csv.half parsed');
  expect(reached('placed')).toEqual([]);
  expect(lineage.steps.get('exposure accounting')!.understanding).toBe('bound');
  expect(lineage.steps.get('file:out/cities.csv')!.reasons[0]).toMatch(/^a script, `send.py`, writes it/);
  expect(lineage.steps.get('exposure board')!.understanding).toBe('parsed');
  expect(lineage.graph.relations.some((each) => each.name === 'exposure nothing')).toBe(false);
});

test('which objects are bound is known without their lineage; of those that hold other statements nothing is bound but what they make', async () => {
  const other = await openDatabase();
  try {
    const bound = await boundObjects(await estateIn(other), inventory);
    expect(bound).toEqual(
      inventory.objects
        .filter(
          ({ id, understanding }) => understanding === 'parsed' && lineage.understanding.get(id) === 'bound',
        )
        .map(({ id }) => id),
    );
    expect(bound).toEqual(expect.arrayContaining(['dbo.fill', 'dbo.v_report', 'dbo.v_sales']));
    expect(bound).not.toContain('dbo.v_tree');
  } finally {
    await other.close();
  }
});
