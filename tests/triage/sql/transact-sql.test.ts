import { beforeAll, describe, expect, test } from 'vitest';
import { type Grammars, loadGrammars, readSqlFile } from '../../../src/triage/sql/index.ts';
import { tellFile, tellStatement } from './tell.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await loadGrammars();
});

describe('one statement of T-SQL', () => {
  test.each<[string, string, string]>([
    [
      'UPDATE STATISTICS changes no row',
      'UPDATE STATISTICS dbo.t (ix) WITH FULLSCAN',
      'update statistics parsed [] → []',
    ],
    [
      'SWITCH moves the rows of a table to another',
      'ALTER TABLE dbo.live SWITCH PARTITION 3 TO dbo.archive PARTITION 3',
      'alter table parsed [dbo.live(*)] → [dbo.archive(*) dbo.live()]',
    ],
    [
      'a constraint is checked without a row being used',
      'ALTER TABLE a.t CHECK CONSTRAINT fk',
      'alter table parsed [] → []',
    ],
    [
      'rows that a DELETE gives are a table',
      "INSERT INTO arch (id, n) SELECT id, n FROM (DELETE FROM live OUTPUT deleted.id, deleted.n WHERE d < '2020') AS x",
      'insert parsed [live(d id n)] → [arch(id n) live()]',
    ],
    [
      'rows that a MERGE gives are a table',
      'INSERT INTO h (id) SELECT id FROM (MERGE t USING s ON s.id = t.id WHEN MATCHED THEN UPDATE SET t.n = s.n OUTPUT $action, deleted.id) AS x (act, id)',
      'insert parsed [s(id n) t(id)] → [h(id) t(n)]',
    ],
    [
      'OPENQUERY reads on another server',
      "SELECT q.a FROM OPENQUERY(LINK, 'SELECT a, b FROM remote.t WHERE c = 1') q JOIN u ON u.i = q.b",
      'select parsed [link.remote.t(a b c) u(i)] → []',
    ],
    [
      'OPENQUERY is written to',
      "INSERT INTO OPENQUERY(LINK, 'SELECT a FROM remote.t') SELECT x FROM l",
      'insert parsed [l(x)] → [link.remote.t(a)]',
    ],
    [
      'OPENROWSET with a text',
      "SELECT q.a FROM OPENROWSET('MSOLEDBSQL', 'Server=s', 'SELECT a FROM db.dbo.t') q",
      'select parsed [db.dbo.t(a)] → []',
    ],
    [
      'OPENROWSET reads a file',
      "SELECT q.a FROM OPENROWSET(BULK 'C:\\in\\X.csv', FORMATFILE = 'y') AS q",
      'select parsed [file:c:/in/x.csv(a)] → []',
    ],
    [
      'names of four parts, and without a schema',
      'SELECT a.x FROM srv.db.dbo.t a JOIN db2..u b ON a.id = b.id',
      'select parsed [db2..u(id) srv.db.dbo.t(id x)] → []',
    ],
    [
      'a MERGE with all its branches',
      'MERGE dbo.t WITH (HOLDLOCK) AS t USING (SELECT x.id, SUM(x.v) v FROM s x GROUP BY x.id) AS s ON t.id = s.id WHEN MATCHED AND t.v <> s.v THEN UPDATE SET v = s.v WHEN NOT MATCHED BY TARGET THEN INSERT (id, v) VALUES (s.id, s.v) WHEN NOT MATCHED BY SOURCE THEN DELETE;',
      'merge parsed [dbo.t(id v) s(id v)] → [dbo.t(id v)]',
    ],
    [
      'compound assignment reads the column as well',
      'UPDATE t SET t.a -= u.b, c = 1 FROM t JOIN u ON u.i = t.i',
      'update parsed [t(a i) u(b i)] → [t(a c)]',
    ],
    [
      'TOP of a DELETE, and hints behind names',
      'DELETE TOP (100) t WITH (ROWLOCK) OUTPUT deleted.* INTO arch WHERE a < 3',
      'delete parsed [t(*)] → [arch(*) t()]',
    ],
    [
      'a schema that is a word elsewhere',
      'UPDATE Warehouse.Items SET a = 1',
      'update parsed [] → [warehouse.items(a)]',
    ],
    [
      'an XML column is changed',
      "UPDATE t SET doc.modify('insert 1') WHERE a = 2",
      'update parsed [t(a)] → [t(doc)]',
    ],
    [
      'rows of an XML column',
      "SELECT n.x.value('.', 'int') FROM t CROSS APPLY t.doc.nodes('/r') AS n(x)",
      'select parsed [t(doc)] → []',
    ],
    [
      'a sequence is read',
      'INSERT INTO t (a) SELECT NEXT VALUE FOR dbo.s',
      'insert parsed [dbo.s()] → [t(a)]',
    ],
    [
      'BULK INSERT loads a file',
      "BULK INSERT dbo.t FROM 'c:\\f.csv' WITH (FIRSTROW = 2)",
      'bulk insert parsed [file:c:/f.csv(*)] → [dbo.t(*)]',
    ],
  ])('%s', (_, sql, expected) => {
    expect(tellStatement('tsql', sql, grammars)).toBe(expected);
  });
});

describe('routines of T-SQL', () => {
  test.each<[string, string, string]>([
    [
      'the options of a natively compiled block are no part of its first statement',
      "CREATE PROC p WITH NATIVE_COMPILATION AS BEGIN ATOMIC WITH (TRANSACTION ISOLATION LEVEL = SNAPSHOT, LANGUAGE = N'English') INSERT t (a) VALUES (@a); SELECT x FROM u; END",
      'procedure p: insert [] → [t(a)]; select [u(x)] → []',
    ],
    [
      'TRY and CATCH',
      'CREATE PROC p AS BEGIN TRY BEGIN TRAN INSERT t (a) SELECT a FROM u COMMIT TRAN END TRY BEGIN CATCH ROLLBACK TRAN INSERT err (m) VALUES (ERROR_MESSAGE()) END CATCH',
      'procedure p: insert [u(a)] → [t(a)]; insert [] → [err(m)]',
    ],
    [
      'temporary tables and table variables are no relations of the estate',
      'CREATE PROC p AS SELECT a INTO #x FROM t DECLARE @v TABLE (a int) INSERT @v (a) SELECT a FROM #x UPDATE d SET d.q = v.a FROM dest d JOIN @v v ON v.a = d.a DROP TABLE #x',
      'procedure p: select [t(a)] → []; insert [] → []; update [dest(a)] → [dest(q)]; drop table [] → []',
    ],
    [
      'a trigger writes another table',
      'CREATE TRIGGER r ON t AFTER UPDATE AS INSERT INTO audit (id) SELECT i.id FROM inserted i JOIN deleted d ON d.k = i.k',
      'trigger r: insert [t(id k)] → [audit(id)]',
    ],
    [
      'a text that grows statement by statement is read where it is run',
      "CREATE PROC p @w int AS DECLARE @s nvarchar(max) = N'SELECT a ' SET @s = @s + N'FROM t ' IF @w > 1 SET @s += N'WHERE c = 1' EXEC sp_executesql @s, N'@w int', @w",
      'procedure p: dynamic select [t(a c)] → []',
    ],
    [
      'a text of two variables',
      "CREATE PROC p AS SET @a = N'SELECT x FROM ' SET @b = N'q' EXEC (@a + @b)",
      'procedure p: dynamic select [q(x)] → []',
    ],
    [
      'a text that another branch replaces is read too',
      "CREATE PROC p @k int AS IF @k = 1 SET @s = 'DELETE FROM a' ELSE SET @s = 'DELETE FROM b' EXEC (@s)",
      'procedure p: dynamic delete [] → [a()]; dynamic delete [] → [b()]',
    ],
    [
      'a text for another server, and a procedure whose name is in a variable',
      "CREATE PROC p AS EXEC ('TRUNCATE TABLE db.dbo.t') AT LINKED SET @n = N'dbo.other' EXEC @n @x = 1",
      'procedure p: dynamic truncate table [] → [linked.db.dbo.t()]; dynamic exec [dbo.other()] → []',
    ],
    [
      'a name that is not known is a statement all the same',
      'CREATE PROC p @n sysname AS EXEC @n',
      'procedure p: dynamic sql [] → []',
    ],
  ])('%s', (_, sql, expected) => {
    expect(tellFile('tsql', sql, grammars)).toEqual([expected]);
  });

  test('a synonym reads what it stands for', () => {
    expect(
      tellFile('tsql', 'CREATE SYNONYM dbo.s FOR srv.db.dbo.t\nGO\nSELECT a FROM dbo.s', grammars),
    ).toEqual([
      'script a.sql: select [dbo.s() srv.db.dbo.t(a)] → []',
      'synonym dbo.s: create synonym [srv.db.dbo.t(*)] → []',
    ]);
  });

  test('how a table is stored is no obstacle to knowing its columns', () => {
    const text =
      'CREATE TABLE f.m (k bigint IDENTITY (1,1) NOT NULL, d date, INDEX cc CLUSTERED COLUMNSTORE, CONSTRAINT pk PRIMARY KEY NONCLUSTERED (k) ON ps (d)) ON [PS_Date] ([d])';
    const [table] = readSqlFile(text, 'a.sql', 'tsql', grammars).objects;
    expect([table!.understanding, table!.columns!.map(({ name }) => name), table!.key]).toEqual([
      'parsed',
      ['k', 'd'],
      ['k'],
    ]);
  });
});
