import { beforeAll, describe, expect, test } from 'vitest';
import { assembleInventory, type Dialect } from '../../../src/triage/index.ts';
import { type Grammars, loadGrammars, readSqlFile } from '../../../src/triage/sql/index.ts';
import { tellFile, tellStatement } from './tell.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await loadGrammars();
});

const one = (dialect: Dialect, sql: string) => tellStatement(dialect, sql, grammars);
const told = (dialect: Dialect, text: string) => tellFile(dialect, text, grammars);
const tables = (dialect: Dialect, text: string) =>
  readSqlFile(text, 'f.sql', dialect, grammars).objects.flatMap(
    ({ kind, id, columns, key, understanding }) =>
      kind === 'table'
        ? `${id} (${columns?.map(({ name, type }) => `${name} ${type}`).join(', ')}) key ${key ?? 'none'}: ${understanding}`
        : [],
  );

describe('changes of T-SQL', () => {
  test.each<[string, string, string]>([
    [
      'an alias of a variable is no table',
      'UPDATE d SET d.done = 1 FROM @todo d JOIN dbo.Bill b ON b.Id = d.Id',
      'update parsed [dbo.bill(id)] → []',
    ],
    ['nor is a variable itself', 'UPDATE @todo SET done = 1 WHERE Id = 2', 'update parsed [] → []'],
    [
      'what is joined to a variable whose rows are deleted is read',
      'DELETE FROM @todo FROM @todo d JOIN dbo.Bill b ON b.Id = d.Id',
      'delete parsed [dbo.bill(id)] → []',
    ],
    [
      'DELETE FROM a table FROM the same',
      'DELETE FROM dbo.Bill FROM dbo.Bill b JOIN dbo.Gone g ON g.Id = b.Id',
      'delete parsed [dbo.bill(id) dbo.gone(id)] → [dbo.bill()]',
    ],
    [
      'through a query of WITH over two tables each column is written where it comes from, by its own name',
      'WITH c AS (SELECT b.Total, f.Name AS Title FROM dbo.Bill b JOIN dbo.Facility f ON f.Id = b.FId) UPDATE c SET Total = 0, Title = NULL',
      'update parsed [dbo.bill(fid total) dbo.facility(id name)] → [dbo.bill(total) dbo.facility(name)]',
    ],
    [
      'through two queries of WITH',
      'WITH c AS (SELECT * FROM dbo.Bill), d AS (SELECT * FROM c) UPDATE d SET Total = 0',
      'update parsed [dbo.bill(*)] → [dbo.bill(total)]',
    ],
    [
      'through a query in FROM',
      'UPDATE x SET Total = 0 FROM (SELECT b.Total FROM dbo.Bill b JOIN dbo.Facility f ON f.Id = b.FId) x',
      'update parsed [dbo.bill(fid total) dbo.facility(id)] → [dbo.bill(total)]',
    ],
    [
      'hints for the planner',
      'UPDATE b SET Total = 0 FROM dbo.Bill b WHERE b.Id = 3 OPTION (RECOMPILE, MAXDOP 1)',
      'update parsed [dbo.bill(id)] → [dbo.bill(total)]',
    ],
    [
      'names of XML before a query',
      "WITH XMLNAMESPACES ('urn:a' AS p), c AS (SELECT Id FROM dbo.Bill) INSERT dbo.Copy (Id) SELECT Id FROM c",
      'insert parsed [dbo.bill(id)] → [dbo.copy(id)]',
    ],
    [
      'names of XML alone',
      "WITH XMLNAMESPACES ('urn:a' AS p) UPDATE dbo.Bill SET N = Doc.value('count(//p:a)', 'int')",
      'update parsed [dbo.bill(doc)] → [dbo.bill(n)]',
    ],
    [
      'rows of a document in a variable',
      "SELECT r.c.value('@id', 'int'), b.Total FROM @doc.nodes('/bills/bill') AS r (c) JOIN dbo.Bill b ON b.Id = 1",
      'select parsed [dbo.bill(id total)] → []',
    ],
    [
      'INSERT … EXEC fills a table with what a procedure gives',
      'INSERT INTO dbo.Report (A, B) EXEC dbo.MakeReport @year = 2024, @n = @m OUTPUT',
      'insert parsed [dbo.makereport()] → [dbo.report(a b)]',
    ],
    ['EXECUTE AS calls nothing', "EXECUTE AS USER = 'app'", 'execute parsed [] → []'],
  ])('%s', (_name, sql, expected) => {
    expect(one('tsql', sql)).toBe(expected);
  });

  test('INSERT … EXEC of a text: the table is written, the text is read', () => {
    expect(
      told(
        'tsql',
        "CREATE PROCEDURE dbo.p AS INSERT INTO dbo.Report (A) EXEC ('SELECT Total FROM dbo.Bill')",
      ),
    ).toEqual(['procedure dbo.p: insert [] → [dbo.report(a)]; dynamic select [dbo.bill(total)] → []']);
  });
});

test('WITH behind the condition of IF begins a statement', () => {
  expect(
    told(
      'tsql',
      'CREATE PROCEDURE dbo.p AS IF @n > 1 WITH c AS (SELECT Id FROM dbo.Bill) INSERT INTO dbo.Copy (Id) SELECT Id FROM c ELSE DELETE FROM dbo.Copy',
    ),
  ).toEqual(['procedure dbo.p: insert [dbo.bill(id)] → [dbo.copy(id)]; delete [] → [dbo.copy()]']);
});

describe('tables', () => {
  test('indexes within columns, computed columns and clustered keys leave the columns known', () => {
    expect(
      tables(
        'tsql',
        'CREATE TABLE dbo.t (Id int IDENTITY(1,1) PRIMARY KEY CLUSTERED, Name nvarchar(40) INDEX ix_name, Big AS CASE WHEN Id > 9 THEN 1 ELSE 0 END, INDEX ix CLUSTERED (Name))',
      ),
    ).toEqual(['dbo.t (Id int, Name nvarchar(40), Big null) key Id: parsed']);
  });

  test('what a CHECK compares ends no column and begins none', () => {
    expect(
      tables(
        'tsql',
        "CREATE TABLE t (a int CHECK (a > 0), b int, CHECK (b >= 0 AND a > b), CONSTRAINT c CHECK (d IN ('M', 'N') OR d IS NULL), d nchar(1), CHECK (a < 9), e int)",
      ),
    ).toEqual(['t (a int, b int, d nchar(1), e int) key none: parsed']);
    expect(
      tables('bigquery', 'CREATE TABLE t (a STRUCT<x INT64, y ARRAY<STRUCT<z INT64, w STRING>>>, b INT64)'),
    ).toEqual(['t (a STRUCT<x INT64, y ARRAY<STRUCT<z INT64, w STRING>>>, b INT64) key none: parsed']);
  });

  test('a column may be called as a clause is', () => {
    expect(
      tables(
        'postgres',
        'CREATE TABLE film (id int PRIMARY KEY, fulltext tsvector NOT NULL, period date, "key" text, index int NOT NULL)',
      ),
    ).toEqual(['film (id int, fulltext tsvector, period date, key text, index int) key id: parsed']);
    expect(
      tables('mysql', 'CREATE TABLE t (id int, date date, KEY date (date), INDEX year (id), key varchar(3))'),
    ).toEqual(['t (id int, date date, key varchar(3)) key none: parsed']);
  });
});

describe('scripts of clients', () => {
  test('psql: variables, commands that end a query, conditions; what WITH names is no table even where no grammar reads the rest', () => {
    expect(
      told(
        'postgres',
        String.raw`\set month '2024-01-01'
SELECT count(*) AS n FROM bill WHERE m = :'month'::date \gset
\if :n
\echo 'it''s there'
\endif
WITH b AS (SELECT :'month'::date AS m) INSERT INTO copy (m) SELECT m FROM b;
SELECT ? ? (SELECT x FROM c) FROM d, (WITH c AS (SELECT x FROM e) SELECT x FROM c) q;
CLUSTER bill USING bill_idx;
`,
      ).join('\n'),
    ).toMatchInlineSnapshot(
      `"script a.sql: client command [] → []; select [bill(m)] → []; client command [] → []; client command [] → []; client command [] → []; client command [] → []; insert [] → [copy(m)]; select [c(x) d() e(x)] → []; cluster [] → []"`,
    );
  });

  test('SQL*Plus: remarks between settings, commands and statements that go on behind a hyphen', () => {
    expect(
      told(
        'oracle',
        `SET ECHO OFF
rem ------------------------------
rem Don't open a text here

HOST sqlldr x -
  control=a.ctl -
  log=a.log
INSERT INTO bill VALUES (3-
, UNISTR(-
'a'||-
'b'));
SELECT total -
  paid FROM bill;
UPDATE bill
SET paid = 1;
SET ROLE none;
`,
      ).join('\n'),
    ).toMatchInlineSnapshot(
      `"script a.sql: client command [] → []; client command [] → []; client command [] → []; client command [] → []; insert [] → [bill(*)]; select [bill(paid total)] → []; update [] → [bill(paid)]; set [] → []"`,
    );
  });

  test('SQL*Plus: a remark behind a command that is read as words', () => {
    expect(
      told(
        'oracle',
        "SPOOL a.log\n\nREM Don't open a text\nEXEC pk.run(1)\nREM It's over\nSELECT a FROM b;\n",
      ),
    ).toEqual([
      'script a.sql: spool [] → []; client command [] → []; exec [pk.run()] → []; client command [] → []; select [b(a)] → []',
    ]);
  });

  test('SOURCE of MySQL has no terminator', () => {
    expect(
      told('mysql', 'INSERT INTO a SELECT b FROM c;\nsource load_a.dump\nSELECT source FROM d;').join('\n'),
    ).toMatchInlineSnapshot(
      `"script a.sql: insert [c(b)] → [a(*)]; client command [] → []; select [d(source)] → []"`,
    );
  });

  test('a schema that SqlRender fills in says nothing of which table is meant', () => {
    expect(
      told(
        'tsql',
        'CREATE TABLE @cdm.person (person_id int NOT NULL);\nINSERT INTO @work.t (a) SELECT p.person_id FROM @cdm.person p JOIN @cdm.visit v ON v.person_id = p.person_id;',
      ).join('\n'),
    ).toMatchInlineSnapshot(`
      "script a.sql: insert [person(person_id) visit(person_id)] → [t(a)]
      table person: create table [] → []"
    `);
  });
});

test('what every database of a kind has is no part of an estate, unless the estate defines it', () => {
  const external = (dialect: Dialect, sql: string) =>
    assembleInventory([
      {
        source: { file: 'f.sql', format: 'sql', bytes: 0, hash: '' },
        objects: readSqlFile(sql, 'f.sql', dialect, grammars).objects,
      },
    ]).objects.flatMap(({ kind, id }) => (kind === 'external' ? id : []));
  expect(
    external(
      'oracle',
      "SELECT * FROM user_tables, all_tab_columns, v$session, user_accounts; BEGIN dbms_stats.gather_table_stats('a', 'b'); END;\n/\n",
    ),
  ).toEqual(['user_accounts']);
  expect(
    external(
      'tsql',
      "SELECT * FROM sysobjects, db2.sys.tables, tempdb.INFORMATION_SCHEMA.TABLES, model.sys.objects; EXEC sp_msforeachdb 'x'; EXEC dbo.sp_monthly; EXEC xp_regread 'a'",
    ),
  ).toEqual(['dbo.sp_monthly']);
  expect(external('postgres', 'SELECT * FROM pg_class, pg_invoices')).toEqual(['pg_invoices']);
  expect(external('teradata', 'SELECT * FROM dbc.tablesv, sales.dbc')).toEqual(['sales.dbc']);
});
