import { beforeAll, describe, expect, test } from 'vitest';
import { assembleInventory, type Dialect } from '../../../src/triage/index.ts';
import { type Grammars, loadGrammars, readSqlFile } from '../../../src/triage/sql/index.ts';
import { tellFile, tellUses } from './tell.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await loadGrammars();
});

const told = (dialect: Dialect, text: string) => tellFile(dialect, text, grammars);

/** `id ← reads → writes` of the objects of several files that use something. */
function toldOf(files: Readonly<Record<string, readonly [Dialect, string]>>): string[] {
  const read = Object.entries(files).map(([file, [dialect, text]]) => ({
    source: { file, format: 'sql' as const, bytes: 0, hash: '' },
    objects: readSqlFile(text, file, dialect, grammars).objects,
  }));
  return assembleInventory(read).objects.flatMap(({ id, statements }) =>
    statements.flatMap(({ reads, writes }) =>
      reads.length + writes.length === 0 ? [] : [`${id}: [${tellUses(reads)}] → [${tellUses(writes)}]`],
    ),
  );
}

describe('tables of one name in two databases', () => {
  test('of SQL Server are two objects, by USE and by names of three and four parts', () => {
    const text = `USE a
GO
CREATE TABLE dbo.t (id int, v int);
GO
CREATE VIEW dbo.va AS SELECT v FROM dbo.t;
GO
USE b
GO
CREATE TABLE dbo.t (id int, w int);
GO
CREATE VIEW dbo.vb AS SELECT x.w, y.v FROM dbo.t x JOIN a..t y ON y.id = x.id JOIN c.dbo.t z ON z.id = x.id JOIN srv.a.dbo.t q ON q.id = x.id JOIN srv.k.dbo.t r ON r.id = x.id;
GO
`;
    expect(told('tsql', text)).toEqual([
      'table a.dbo.t: create table [] → []',
      'table b.dbo.t: create table [] → []',
      'view dbo.va: create view [a.dbo.t(v)] → []',
      'view dbo.vb: create view [a.dbo.t(id v) b.dbo.t(id w) c.dbo.t(id) srv.k.dbo.t(id)] → []',
    ]);
  });

  test('a USE without a terminator before it counts from there on, and a hint of that word does not', () => {
    const text = `USE a
SELECT x FROM t OPTION (RECOMPILE, USE HINT ('FORCE_DEFAULT_CARDINALITY_ESTIMATION'))
IF DB_ID('b') IS NOT NULL USE b
INSERT INTO t (y) SELECT x FROM u
GO
SELECT z FROM v
USE [c]
SELECT z FROM v
`;
    expect(told('tsql', text)).toEqual([
      'script a.sql: select [a.dbo.t(x)] → []; if [] → []; insert [b.dbo.u(x)] → [b.dbo.t(y)]; select [b.dbo.v(z)] → []; select [c.dbo.v(z)] → []',
    ]);
  });

  test('of MySQL are two objects, by USE and by their prefix', () => {
    const text = `USE a;
CREATE TABLE t (id int, x int);
USE b;
CREATE TABLE t (id int, y int);
INSERT INTO t (y) SELECT x FROM a.t;
SELECT z FROM only_here;
`;
    expect(told('mysql', text)).toEqual([
      'script a.sql: use [] → []; use [] → []; insert [a.t(x)] → [b.t(y)]; select [b.only_here(z)] → []',
      'table a.t: create table [] → []',
      'table b.t: create table [] → []',
    ]);
  });

  test('of Snowflake are two objects, by database and schema in force', () => {
    const text = `USE DATABASE d1;
USE SCHEMA s1;
CREATE TABLE t (a int);
USE d1.s2;
CREATE TABLE t (b int);
USE ROLE r;
CREATE VIEW v AS SELECT t.b, u.a FROM t JOIN d1.s1.t u ON u.a = t.b JOIN d2.s1.t w ON w.a = u.a;
`;
    expect(told('snowflake', text).filter((line) => !line.startsWith('table'))).toEqual([
      'view v: create view [d1.s1.t(a) d1.s2.t(b) d2.s1.t(a)] → []',
    ]);
  });

  test.each<[Dialect, string, string]>([
    ['teradata', 'DATABASE x;', 'DATABASE y;'],
    ['oracle', 'ALTER SESSION SET CURRENT_SCHEMA = x;', 'ALTER SESSION SET CURRENT_SCHEMA = y;'],
    ['db2', 'SET SCHEMA x;', 'SET CURRENT SCHEMA = y;'],
    ['postgres', 'SET search_path TO x;', 'SET search_path = y;'],
  ])('of %s are found where the usual schema is changed', (dialect, first, second) => {
    expect(
      toldOf({
        'tables.sql': [dialect, 'CREATE TABLE x.t (a int);\nCREATE TABLE y.t (b int);'],
        'load.sql': [dialect, `${first}\nDELETE FROM t WHERE a = 1;\n${second}\nDELETE FROM t WHERE b = 1;`],
      }),
    ).toEqual(['load.sql: [x.t(a)] → [x.t()]', 'load.sql: [y.t(b)] → [y.t()]']);
  });

  test('a folder without USE keeps short ids, and longer names find them', () => {
    expect(
      toldOf({
        't.sql': ['tsql', 'CREATE TABLE dbo.t (a int)'],
        'q.sql': ['tsql', 'SELECT a FROM warehouse.dbo.t'],
      }),
    ).toEqual(['q.sql: [dbo.t(a)] → []']);
  });

  test('a link of Oracle leads to a table that is not the one here', () => {
    expect(
      told(
        'oracle',
        'CREATE TABLE hr.t (a NUMBER);\nCREATE VIEW v AS SELECT x.a, y.b FROM hr.t x, hr.t@far y, t@far z;',
      ),
    ).toEqual(['table hr.t: create table [] → []', 'view v: create view [hr.t(a) hr.t@far(b) t@far()] → []']);
  });
});

describe('reads through a synonym are reads of its table', () => {
  test.each<[Dialect, string]>([
    ['oracle', 'CREATE PUBLIC SYNONYM s FOR hr.t;'],
    ['tsql', 'CREATE SYNONYM s FOR hr.t;'],
    ['db2', 'CREATE ALIAS s FOR hr.t;'],
    ['db2', 'CREATE OR REPLACE SYNONYM s FOR hr.t;'],
  ])('%s: %s', (dialect, synonym) => {
    const text = `CREATE TABLE hr.t (a int, b int);\n${synonym}\nCREATE VIEW v AS SELECT a FROM s;\nINSERT INTO s (b) VALUES (1);`;
    const found = told(dialect, text);
    expect(found).toContain('view v: create view [hr.t(a) s()] → []');
    expect(found.find((line) => line.includes('insert'))).toContain('insert [s()] → [hr.t(b)]');
  });

  test('through several, and never in a circle', () => {
    const text =
      'CREATE SYNONYM a FOR b;\nCREATE SYNONYM b FOR hr.t;\nCREATE SYNONYM x FOR y;\nCREATE SYNONYM y FOR x;\nSELECT m FROM a;\nSELECT n FROM x;';
    expect(told('oracle', text)).toContain(
      'script a.sql: select [a() b() hr.t(m)] → []; select [x(n) y()] → []',
    );
  });

  test('a statement that names one twice reads and writes its table both times', () => {
    const text =
      'CREATE TABLE hr.t (a int, b int);\nGO\nCREATE SYNONYM dbo.s FOR hr.t;\nGO\nUPDATE o SET a = o.b FROM dbo.s o;\nGO\nSELECT x.a, b FROM dbo.s x;\n';
    expect(told('tsql', text)[0]).toBe(
      'script a.sql: update [dbo.s() hr.t(b)] → [hr.t(a)]; select [dbo.s() hr.t(a b)] → []',
    );
  });

  test('a table beside the reader goes before a public synonym of its name', () => {
    const text =
      'CREATE TABLE hr.t (a NUMBER);\nCREATE TABLE crm.t (a NUMBER);\nCREATE PUBLIC SYNONYM t FOR crm.t;\nCREATE VIEW hr.v AS SELECT a FROM t;\nCREATE VIEW other.v AS SELECT a FROM t;';
    const found = told('oracle', text);
    expect(found).toContain('view hr.v: create view [hr.t(a)] → []');
    expect(found).toContain('view other.v: create view [crm.t(a) t()] → []');
  });
});

describe('names in quotes and without', () => {
  test.each<[Dialect, string, string]>([
    ['oracle', 'CREATE TABLE "HR"."EMP" ("SAL" NUMBER);', 'SELECT sal FROM hr.emp;'],
    ['firebird', 'CREATE TABLE "EMP" ("SAL" INTEGER);', 'SELECT sal FROM emp;'],
    ['snowflake', 'CREATE TABLE "EMP" ("SAL" INT);', 'SELECT sal FROM emp;'],
    ['postgres', 'CREATE TABLE "emp" ("sal" int);', 'SELECT SAL FROM EMP;'],
    ['mysql', 'CREATE TABLE `Emp` (`Sal` int);', 'SELECT sal FROM EMP;'],
    ['tsql', 'CREATE TABLE [Emp] ([Sal] int);', 'SELECT sal FROM "EMP";'],
  ])('%s: %s', (dialect, table, query) => {
    const found = told(dialect, `${table}\n${query}`);
    expect(found[0]).toMatch(/: select \[(hr\.)?emp\(sal\)\]/);
    expect(found[1]).toMatch(/^table (hr\.)?emp: /);
  });

  test('names that differ by case alone stay two objects, and say so', () => {
    const { objects } = readSqlFile(
      'CREATE TABLE t (a int);\nCREATE TABLE "T" (b int);',
      'a.sql',
      'postgres',
      grammars,
    );
    const source = { file: 'a.sql', format: 'sql' as const, bytes: 0, hash: '' };
    const inventory = assembleInventory([{ source, objects }]);
    expect(inventory.objects.map(({ id, name, notes }) => [id, name, notes.map(({ code }) => code)])).toEqual(
      [
        ['t', 't', []],
        ['t@a.sql', 'T', ['defined-twice']],
      ],
    );
  });
});
