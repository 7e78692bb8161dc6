import { beforeAll, describe, expect, test } from 'vitest';
import { assembleInventory, type Dialect, type LegacyObject } from '../../../src/triage/index.ts';
import { type Grammars, guessDialect, loadGrammars, readSqlFile } from '../../../src/triage/sql/index.ts';
import { tellFile, tellStatement, tellUses } from './tell.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await loadGrammars();
});

const told = (dialect: Dialect, text: string) => tellFile(dialect, text, grammars);
const one = (dialect: Dialect, sql: string) => tellStatement(dialect, sql, grammars);

describe('one statement', () => {
  test.each<[string, Dialect, string, string]>([
    [
      'names of WITH are no tables',
      'oracle',
      'WITH c AS (SELECT a FROM t) SELECT c.a FROM c',
      'select parsed [t(a)] → []',
    ],
    [
      'an alias of UPDATE … FROM is its table',
      'tsql',
      'UPDATE o SET o.a = x.b FROM dbo.Orders o (NOLOCK) JOIN x ON x.i = o.i',
      'update parsed [dbo.orders(i) x(b i)] → [dbo.orders(a)]',
    ],
    [
      'OUTPUT … INTO writes a second table, before a query',
      'tsql',
      'INSERT INTO t (a) OUTPUT inserted.a INTO dbo.log (b) SELECT s.x FROM s',
      'insert parsed [s(x) t(a)] → [dbo.log(b) t(a)]',
    ],
    [
      'OUTPUT … INTO writes a second table, after SET',
      'tsql',
      'UPDATE t SET a = 4 OUTPUT deleted.a, inserted.a INTO dbo.changes (b, c)',
      'update parsed [t(a)] → [dbo.changes(b c) t(a)]',
    ],
    [
      'several columns are set at once',
      'oracle',
      'UPDATE t SET (a, b) = (SELECT u.c, u.d FROM u WHERE u.i = t.i)',
      'update parsed [t(i) u(c d i)] → [t(a b)]',
    ],
    [
      'MERGE writes what it sets and inserts',
      'oracle',
      'MERGE INTO t USING s ON (t.k = s.k) WHEN MATCHED THEN UPDATE SET t.b = s.b WHEN NOT MATCHED THEN INSERT (k, c) VALUES (s.k, s.c)',
      'merge parsed [s(b c k) t(k)] → [t(b c k)]',
    ],
    [
      'INTO may be left out',
      'tsql',
      'INSERT dbo.t (a, b) SELECT x.a, x.b FROM x',
      'insert parsed [x(a b)] → [dbo.t(a b)]',
    ],
    [
      'rows of constants',
      'mysql',
      "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')",
      'insert parsed [] → [t(a b)]',
    ],
    [
      'FIRST, CONTAINING and INTO of Firebird',
      'firebird',
      "SELECT FIRST 1 a FROM t WHERE b CONTAINING 'x' ROWS 1 TO 5",
      'select parsed [t(a b)] → []',
    ],
    ['count(*) reads rows alone', 'postgres', 'SELECT count(*) FROM t', 'select parsed [t()] → []'],
    [
      'the star of EXISTS reads no column',
      'postgres',
      'SELECT a FROM t WHERE EXISTS (SELECT * FROM u WHERE u.k = t.k)',
      'select parsed [t(a k) u(k)] → []',
    ],
    [
      'DELETE through an alias',
      'mysql',
      'DELETE o FROM orders o JOIN gone g ON g.id = o.id',
      'delete parsed [gone(id) orders(id)] → [orders()]',
    ],
    ['a call', 'oracle', 'CALL billing.close_month(1)', 'call parsed [billing.close_month()] → []'],
    [
      'what no grammar reads goes by its words',
      'oracle',
      'SELECT nonsense (( FROM a, b c JOIN d WHERE',
      'select scanned [a(*) b(*) d(*)] → []',
    ],
    [
      'isolation clauses of DB2',
      'db2',
      'SELECT a FROM s.t WHERE b = 1 FETCH FIRST 5 ROWS ONLY WITH UR',
      'select parsed [s.t(a b)] → []',
    ],
    [
      'SEL and LOCKING of Teradata',
      'teradata',
      'LOCKING ROW FOR ACCESS SEL a FROM d.t',
      'select parsed [d.t(a)] → []',
    ],
    [
      'names with dots within quotes',
      'bigquery',
      'SELECT x.a FROM `p.d.t` AS x',
      'select parsed [p.d.t(a)] → []',
    ],
    [
      'Snowflake’s flattened values are no table',
      'snowflake',
      'SELECT t.a, f.value FROM t, LATERAL FLATTEN(input => t.j) f',
      'select parsed [t(a j)] → []',
    ],
  ])('%s', (_, dialect, sql, expected) => {
    expect(one(dialect, sql)).toBe(expected);
  });

  test('a column without its table waits for the tables, and goes to the one that has it', () => {
    expect(
      told(
        'postgres',
        'CREATE TABLE a (x int, y int); CREATE TABLE b (z int); CREATE VIEW v AS SELECT x, z FROM a, b;',
      ),
    ).toContain('view v: create view [a(x) b(z)] → []');
  });
});

describe('a file', () => {
  test('of T-SQL with a trigger reads the rows of its table, and no table of their names', () => {
    expect(
      told(
        'tsql',
        'CREATE TRIGGER g ON o AFTER UPDATE AS BEGIN INSERT INTO h (i) SELECT n.i FROM inserted n JOIN deleted d ON d.i = n.i END',
      ),
    ).toEqual(['trigger g: insert [o(i)] → [h(i)]']);
  });

  test('of T-SQL: batches, statements without semicolons, a text that is run, cursors', () => {
    const text = `SET NOCOUNT ON
GO
CREATE TABLE [dbo].[Bill] ([Id] int NOT NULL, [Total] money, CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([Id]))
GO
CREATE PROCEDURE dbo.Close_Month @Month date, @Count int OUTPUT AS
BEGIN
  DECLARE @sql nvarchar(max) = N'DELETE FROM dbo.Log WHERE At < ''2020-01-01'''
  IF EXISTS (SELECT 1 FROM dbo.Bill WHERE Total IS NULL)
    UPDATE dbo.Bill SET Total = 0 WHERE Total IS NULL
  ELSE
    INSERT dbo.Log (At, What) SELECT GETDATE(), 'closed'
  DECLARE c CURSOR FOR SELECT Id FROM dbo.Bill
  WHILE @@FETCH_STATUS = 0 FETCH NEXT FROM c INTO @Count
  EXEC sp_executesql @sql
  SELECT @Count = COUNT(*) FROM dbo.Bill
END
GO
`;
    expect(told('tsql', text)).toEqual(
      [
        'procedure dbo.close_month: if [dbo.bill(total)] → []; update [dbo.bill(total)] → [dbo.bill(total)]; insert [] → [dbo.log(at what)]; cursor [dbo.bill(id)] → []; dynamic delete [dbo.log(at)] → [dbo.log()]; select [dbo.bill()] → []',
        'table dbo.bill: create table [] → []',
      ].sort((a, b) => (a.split(' ')[1]! < b.split(' ')[1]! ? -1 : 1)),
    );
    const [table, procedure] = readSqlFile(text, 'a.sql', 'tsql', grammars).objects as [
      LegacyObject,
      LegacyObject,
    ];
    expect(table.key).toEqual(['Id']);
    expect(table.columns?.map(({ name, type, nullable }) => `${name} ${type} ${nullable}`)).toEqual([
      'Id int false',
      'Total money true',
    ]);
    expect(procedure.parameters).toEqual([
      { name: '@Month', type: 'date', direction: 'in' },
      { name: '@Count', type: 'int', direction: 'out' },
    ]);
    expect(procedure.measures.map(({ measure, count }) => `${measure} ${count}`)).toEqual([
      'branches 1',
      'cursors 1',
      'dynamic-sql 1',
      'loops 1',
    ]);
  });

  test('of Oracle: packages, loops over queries, EXECUTE IMMEDIATE, slashes, client commands with quotes', () => {
    const text = `PROMPT it's here
CREATE OR REPLACE PACKAGE BODY billing AS
  PROCEDURE post (p_id NUMBER) IS
    v_total NUMBER;
  BEGIN
    FOR r IN (SELECT id, amount FROM lines WHERE bill = p_id) LOOP
      UPDATE bills b SET b.total = b.total + r.amount WHERE b.id = p_id;
    END LOOP;
    SELECT SUM(amount) INTO v_total FROM lines;
    EXECUTE IMMEDIATE 'TRUNCATE TABLE staging';
  EXCEPTION WHEN OTHERS THEN
    INSERT INTO errors (what) VALUES (q'[it's bad]');
  END;
END billing;
/
CREATE VIEW v_bills AS SELECT id, total FROM bills
/
`;
    const found = told('oracle', text);
    expect(found).toContain('view v_bills: create view [bills(id total)] → []');
    expect(found.find((each) => each.startsWith('package'))).toBe(
      'package billing: for [lines(amount bill id)] → []; update [bills(id total)] → [bills(total)]; select [lines(amount)] → []; dynamic truncate table [] → [staging()]; insert [] → [errors(what)]; client command [] → []',
    );
  });

  test('of DB2: a body of one statement, and a trigger on a table that is called language', () => {
    const text = `CREATE PROCEDURE level_of (OUT l INTEGER) RESULT SETS 1 LANGUAGE SQL SELECT authlevel INTO l FROM users WHERE id = 1
@
CREATE TRIGGER stamped BEFORE UPDATE ON language REFERENCING NEW AS new FOR EACH ROW BEGIN SET new.last_update = CURRENT DATE; END
@
`;
    expect(told('db2', `--#SET TERMINATOR @\n${text}`)).toEqual([
      'procedure level_of: select [users(authlevel id)] → []',
      'trigger stamped: set [] → [language(last_update)]',
    ]);
  });

  test('of pg_dump: a trigger calls its function, and the owner of a function defines nothing', () => {
    const text = `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log (id) VALUES (1); RETURN NEW; END $$;
ALTER FUNCTION public.note() OWNER TO postgres;
CREATE TRIGGER bill_note AFTER INSERT ON bill FOR EACH ROW EXECUTE FUNCTION note();
`;
    expect(told('postgres', text)).toEqual([
      'trigger bill_note: trigger [bill()] → []; create trigger [note()] → []',
      'function note: insert [] → [log(id)]; alter function [] → []',
    ]);
  });

  test('of PostgreSQL: dollar quoting, PL/pgSQL, rows of COPY, pg_cron', () => {
    const text = `COPY t FROM stdin;
1\tit's
\\.
CREATE FUNCTION refresh(p_day date) RETURNS integer LANGUAGE plpgsql AS $body$
DECLARE n integer;
BEGIN
  INSERT INTO daily (day, total) SELECT day, sum(x) FROM facts WHERE day = p_day GROUP BY day;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $body$;
SELECT cron.schedule('nightly', '0 3 * * *', $$SELECT refresh(current_date)$$);
`;
    const found = told('postgres', text);
    expect(found.find((each) => each.startsWith('function'))).toBe(
      'function refresh: insert [facts(day x)] → [daily(day total)]',
    );
    expect(found.find((each) => each.startsWith('job'))).toBe('job nightly: select [refresh()] → []');
    const source = { file: 'a.sql', format: 'sql' as const, bytes: 0, hash: '' };
    const { objects } = assembleInventory([
      { source, objects: readSqlFile(text, 'a.sql', 'postgres', grammars).objects },
    ]);
    expect(objects.find(({ id }) => id === 'refresh')?.schedule).toBe('0 3 * * *');
  });

  test('of MySQL: DELIMITER, handlers, events with their schedule', () => {
    const text = `DELIMITER //
CREATE DEFINER=\`root\`@\`localhost\` PROCEDURE tidy(IN days INT)
BEGIN
  DECLARE done INT DEFAULT 0;
  DECLARE c CURSOR FOR SELECT id FROM visits WHERE age > days;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1;
  REPEAT
    DELETE FROM visits WHERE id = 1;
  UNTIL done END REPEAT;
END//
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO CALL tidy(30)//
DELIMITER ;
INSERT INTO log (what) VALUES ('done');
`;
    const found = told('mysql', text);
    expect(found).toContain('procedure tidy: cursor [visits(age id)] → []; delete [visits(id)] → [visits()]');
    expect(found).toContain('job nightly: call [tidy()] → []');
    expect(found).toContain('script a.sql: insert [] → [log(what)]');
    expect(
      readSqlFile(text, 'a.sql', 'mysql', grammars).objects.find(({ kind }) => kind === 'job')?.schedule,
    ).toBe('EVERY 1 DAY');
  });

  test('of SQL Server Agent: a job with its steps and when it runs', () => {
    const text = `EXEC msdb.dbo.sp_add_job @job_name = N'Nightly load'
EXEC msdb.dbo.sp_add_jobstep @job_name = N'Nightly load', @step_name = N'1', @command = N'EXEC dbo.Load; DELETE FROM dbo.Staging'
EXEC msdb.dbo.sp_add_jobschedule @job_name = N'Nightly load', @freq_type = 4, @freq_interval = 1, @active_start_time = 23000
`;
    const job = readSqlFile(text, 'a.sql', 'tsql', grammars).objects.find(({ kind }) => kind === 'job')!;
    expect(job.schedule).toBe('daily 02:30');
    expect(
      job.statements.map(({ kind, reads, writes }) => `${kind} [${tellUses(reads)}] → [${tellUses(writes)}]`),
    ).toEqual(['exec [dbo.load()] → []', 'delete [] → [dbo.staging()]']);
  });

  test('with one name twice keeps both, and each is read where it is meant', () => {
    const read = (file: string, text: string, dialect: Dialect) => ({
      source: { file, format: 'sql' as const, bytes: 0, hash: '' },
      objects: readSqlFile(text, file, dialect, grammars).objects,
    });
    const { objects } = assembleInventory([
      read('ora/t.sql', 'CREATE TABLE t (a NUMBER)', 'oracle'),
      read('ora/v.sql', 'CREATE VIEW v AS SELECT * FROM t', 'oracle'),
      read('pg/t.sql', 'CREATE TABLE t (b int)', 'postgres'),
      read('pg/v.sql', 'CREATE VIEW v AS SELECT * FROM t', 'postgres'),
    ]);
    expect(
      objects.map(({ id, statements }) => `${id}: ${tellUses(statements.flatMap(({ reads }) => reads))}`),
    ).toEqual(['t: ', 't@pg/t.sql: ', 'v: t(a)', 'v@pg/v.sql: t@pg/t.sql(b)']);
  });
});

test.each<[Dialect, string]>([
  ['tsql', 'SELECT [a] FROM [dbo].[t]\nGO\nSET NOCOUNT ON\nGO\n'],
  ['oracle', 'CREATE TABLE t (a VARCHAR2(10), b NUMBER(3))\n/\n'],
  ['mysql', 'DELIMITER //\nCREATE TABLE `t` (a INT AUTO_INCREMENT) ENGINE=InnoDB//\n'],
  ['firebird', 'SET TERM ^ ;\nCREATE PROCEDURE p AS BEGIN SUSPEND; END^\n'],
  ['postgres', 'CREATE FUNCTION f() RETURNS void AS $$ SELECT 1::int $$ LANGUAGE sql;\n'],
  ['ansi', 'SELECT a FROM t;\n'],
])('the words of a file tell that it is %s', (dialect, text) => {
  expect(guessDialect(text, 'x.sql')).toBe(dialect);
});
