import { beforeAll, describe, expect, test } from 'vitest';
import type { Dialect } from '../../../src/triage/index.ts';
import { type Grammars, loadGrammars, readSqlFile } from '../../../src/triage/sql/index.ts';
import { tellFile, tellStatement } from './tell.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await loadGrammars();
});

const told = (dialect: Dialect, text: string) => tellFile(dialect, text, grammars);

describe('one statement', () => {
  test.each<[string, Dialect, string, string]>([
    [
      'casts and names in brackets behind a value',
      'teradata',
      "SEL TOP 5 a (FORMAT '9999') (CHAR(4)), b (NAMED c) FROM db.t QUALIFY RANK() OVER (ORDER BY d DESC) = 1",
      'select parsed [db.t(a b d)] → []',
    ],
    [
      'what is locked first',
      'teradata',
      'LOCKING ROW FOR ACCESS SELECT x.a FROM db.x',
      'select parsed [db.x(a)] → []',
    ],
    ['a row without the word VALUES', 'teradata', "INS INTO t (1, 'x')", 'insert parsed [] → [t(*)]'],
    [
      'UPDATE … FROM, in short',
      'teradata',
      'UPD t FROM (SEL k, v FROM s) AS q SET b = q.v WHERE t.k = q.k',
      'update parsed [s(k v) t(k)] → [t(b)]',
    ],
    ['DELETE … ALL', 'teradata', 'DEL FROM t ALL', 'delete parsed [] → [t()]'],
    [
      'MERGE of one row',
      'teradata',
      "MERGE INTO d AS tgt USING VALUES (700, 'S') AS src (n, nm) ON src.n = tgt.n WHEN MATCHED THEN UPDATE SET nm = src.nm",
      'merge parsed [d(n)] → [d(nm)]',
    ],
    [
      'RESET WHEN reads the columns of its condition',
      'teradata',
      'SELECT a, SUM(b) OVER (PARTITION BY c ORDER BY d RESET WHEN e > f ROWS UNBOUNDED PRECEDING) FROM t',
      'select parsed [t(a b c d e f)] → []',
    ],
    [
      'DATE alone is today, not a column',
      'teradata',
      "SELECT a FROM t WHERE d = DATE - 1 AND e > DATE '2020-01-01'",
      'select parsed [t(a d e)] → []',
    ],
    [
      'how a volatile table is stored',
      'teradata',
      'CREATE MULTISET VOLATILE TABLE vt AS (SELECT a, b FROM t) WITH DATA PRIMARY INDEX (a) ON COMMIT PRESERVE ROWS',
      'create table parsed [t(a b)] → [vt(*)]',
    ],
    ['statistics', 'teradata', 'COLLECT STATISTICS COLUMN (a) ON db.t', 'collect parsed [] → []'],
    [
      'paths into a variant, and its rows',
      'snowflake',
      'SELECT f.value:name::string, t.p:a.b[0].c::int FROM raw.e t, LATERAL FLATTEN(input => t.p:items) f',
      'select parsed [raw.e(p)] → []',
    ],
    [
      'IDENTIFIER of a constant is the name',
      'snowflake',
      "SELECT a FROM IDENTIFIER('db.sch.orders') o",
      'select parsed [db.sch.orders(a)] → []',
    ],
    [
      'IDENTIFIER of a variable is not known',
      'snowflake',
      'SELECT o.a FROM IDENTIFIER($t) o JOIN k ON k.i = o.i',
      'select scanned [k(i)] → []',
    ],
    [
      'COPY INTO from a query over a stage',
      'snowflake',
      'COPY INTO d.s.t (a, b) FROM (SELECT $1, $2 FROM @stage/path) FILE_FORMAT = (TYPE = CSV)',
      'copy parsed [file:@stage/path(*)] → [d.s.t(a b)]',
    ],
    [
      'files of a stage in a query',
      'snowflake',
      "SELECT k.$1 FROM @st/f.csv (FILE_FORMAT => 'ff') k",
      'select parsed [file:@st/f.csv($1)] → []',
    ],
    [
      'several tables in one INSERT',
      'snowflake',
      'INSERT ALL WHEN a > 1 THEN INTO t1 (x) VALUES (a) ELSE INTO t2 (x) VALUES (b) SELECT a, b FROM src',
      'insert parsed [src(a b)] → [t1(x) t2(x)]',
    ],
    [
      'rows of what is inserted',
      'db2',
      'SELECT id FROM FINAL TABLE (INSERT INTO orders (cust) VALUES (1))',
      'select parsed [orders(id)] → [orders(cust)]',
    ],
    [
      'rows of what is changed, as they were',
      'db2',
      'SELECT max(q) FROM OLD TABLE (UPDATE t SET q = 2 WHERE r = 1)',
      'select parsed [t(q r)] → [t(q)]',
    ],
    [
      'registers, durations, isolation',
      'db2',
      'SELECT a FROM t WHERE d > CURRENT DATE - 3 MONTHS - 1 DAY AND e < CURRENT TIMESTAMP WITH UR',
      'select parsed [t(a d e)] → []',
    ],
    [
      'numbers of a sequence, and a table that is called transaction',
      'db2',
      "SELECT NEXTVAL FOR sq, b CONCAT 'x' FROM transaction",
      'select parsed [sq() transaction(b)] → []',
    ],
    [
      'hierarchies and outer joins with a plus',
      'oracle',
      'SELECT LEVEL, e.id, d.n FROM emp e, dep d WHERE e.dep = d.id (+) START WITH e.id = 1 CONNECT BY PRIOR e.id = e.boss',
      'select parsed [dep(id n) emp(boss dep id)] → []',
    ],
    [
      'MERGE that deletes too',
      'oracle',
      'MERGE INTO m t USING s ON (t.id = s.id) WHEN MATCHED THEN UPDATE SET t.v = s.v DELETE WHERE t.w < 0',
      'merge parsed [m(id w) s(id v)] → [m(v)]',
    ],
    [
      'conditions of the branches of a MERGE are read, not written',
      'oracle',
      "MERGE INTO m t USING s ON (t.id = s.id) WHEN MATCHED THEN UPDATE SET t.v = s.v WHERE s.src = 'x' WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a) WHERE s.q = 3",
      'merge parsed [m(id) s(a id q src v)] → [m(a v)]',
    ],
    ['a row from a record', 'oracle', 'INSERT INTO t VALUES rec', 'insert parsed [] → [t(*)]'],
    [
      'a table of another database is not the one of this name here',
      'oracle',
      'SELECT a.x, b.y FROM hr.t a, hr.t@far b',
      'select parsed [hr.t(x) hr.t@far(y)] → []',
    ],
  ])('%s (%s)', (_, dialect, sql, expected) => {
    const found = tellStatement(dialect, sql, grammars);
    expect(found).toBe(expected);
  });
});

describe('what a program fills in', () => {
  test.each<[string, Dialect, string, string]>([
    [
      'before a name says nothing of the table',
      'snowflake',
      'INSERT INTO &{db}.stage.t (a) SELECT s.b FROM &{db}.&{schema}.src s WHERE s.d > &{day}',
      'insert parsed [src(b d)] → [stage.t(a)]',
    ],
    [
      'in SQL*Plus ends with a dot',
      'oracle',
      "SELECT x FROM &own..t WHERE y = '&val'",
      'select parsed [t(x y)] → []',
    ],
    [
      'as the name itself is not known',
      'teradata',
      'DELETE FROM ${db}.${t} WHERE a IN (SELECT u.b FROM {env}.u)',
      'delete scanned [u(b)] → []',
    ],
    [
      'in the midst of a name, and of a column, which may be any',
      'postgres',
      'SELECT t.day, u.amount_${year}, cost_${year} FROM ${env}.sales t JOIN prices_${year} p ON p.i = t.i JOIN dues u ON u.i = 20',
      'select scanned [dues(*) sales(*)] → []',
    ],
    [
      'by dbt names relations',
      'snowflake',
      "{{ config(materialized='table') }} SELECT a.x, b.y FROM {{ ref('orders') }} a JOIN {{ source('raw', 'lines') }} b ON a.i = b.i {% if is_incremental() %} WHERE a.d > 1 {% endif %}",
      'select parsed [orders(d i x) raw.lines(i y)] → []',
    ],
  ])('%s (%s)', (_, dialect, sql, expected) => {
    expect(tellStatement(dialect, sql, grammars)).toBe(expected);
  });
});

describe('files of Teradata', () => {
  test('BTEQ: commands with their files, volatile tables, views that lock, macros, procedures, join indexes, copies', () => {
    const text = `.LOGON tdp/user,pw
.IMPORT VARTEXT '|' FILE = /in/orders.txt
.EXPORT REPORT FILE=/out/r.csv
SEL a FROM dw.o;
.IF ERRORCODE <> 0 THEN .QUIT 8
CREATE MULTISET VOLATILE TABLE vt_x, NO FALLBACK (a INTEGER, b VARCHAR(10) CHARACTER SET UNICODE NOT CASESPECIFIC COMPRESS ('x')) PRIMARY INDEX (a) ON COMMIT PRESERVE ROWS;
INSERT INTO vt_x SELECT a, b FROM dw.src;
REPLACE VIEW dw.v_o AS LOCKING ROW FOR ACCESS SELECT o.a, o.b FROM dw.o o;
REPLACE MACRO dw.m (p INTEGER) AS (SELECT a FROM dw.o WHERE b = :p; UPDATE dw.o SET a = 1;);
REPLACE PROCEDURE dw.sp (IN p INTEGER, OUT r VARCHAR(10)) BEGIN FOR c AS cur CURSOR FOR SELECT k FROM dw.k DO INSERT INTO dw.l (k) VALUES (c.k); END FOR; CALL dw.m(1); END;
CREATE SET TABLE dw.o, FALLBACK, CHECKSUM = DEFAULT (a INTEGER NOT NULL TITLE 'A', b DATE FORMAT 'YYYY-MM-DD') UNIQUE PRIMARY INDEX (a);
CREATE TABLE dw.copy AS dw.o WITH NO DATA;
CREATE JOIN INDEX dw.ji AS SELECT b, COUNT(a) s FROM dw.o GROUP BY b;
`;
    expect(told('teradata', text)).toEqual([
      'script a.sql: client command [] → []; client command [file:/in/orders.txt(*)] → []; client command [] → [file:/out/r.csv(*)]; select [dw.o(a)] → []; client command [] → []; create table [] → []; insert [dw.src(a b)] → []',
      'table dw.copy: create table [dw.o(a b)] → []',
      'materialized_view dw.ji: create join [dw.o(a b)] → []',
      'procedure dw.m: select [dw.o(a b)] → []; update [] → [dw.o(a)]',
      'table dw.o: create table [] → []',
      'procedure dw.sp: for [dw.k(k)] → []; insert [] → [dw.l(k)]; call [dw.m()] → []',
      'view dw.v_o: replace view [dw.o(a b)] → []',
      'file file:/in/orders.txt: ',
      'export file:/out/r.csv: ',
    ]);
  });

  test('MultiLoad and FastLoad: the file that is loaded and the table that is filled', () => {
    const mload = `.LOGTABLE dw.lt;
.BEGIN IMPORT MLOAD
  TABLES dw.t WORKTABLES dw.wt;
.LAYOUT lay;
.FIELD a * VARCHAR(10);
.DML LABEL ins;
INSERT INTO dw.t (a) VALUES (:a);
.IMPORT INFILE /in/t.txt FORMAT VARTEXT '|' LAYOUT lay APPLY ins;
.END MLOAD;
`;
    const [script] = told('teradata', mload);
    expect(script).toContain('insert [] → [dw.t(a)]; client command [file:/in/t.txt(*)] → []');
    const fastload = `SESSIONS 4;
LOGON a/b,c;
BEGIN LOADING dw.t2 ERRORFILES dw.e1, dw.e2;
DEFINE a (VARCHAR(10)), b (VARCHAR(5)) FILE = /in/f.txt;
INSERT INTO dw.t2 VALUES (:a, :b);
END LOADING;
LOGOFF;
`;
    const [fast] = told('teradata', fastload);
    expect(fast).toContain('define [file:/in/f.txt(*)] → []; insert [] → [dw.t2(*)]');
  });

  test('a job of Parallel Transporter reads its file, fills its table, and runs the texts of its steps', () => {
    const job = (file: string) => `DEFINE JOB load_orders DESCRIPTION 'x'
(
 DEFINE SCHEMA s (a VARCHAR(10));
 DEFINE OPERATOR rd TYPE DATACONNECTOR PRODUCER SCHEMA s ATTRIBUTES (VARCHAR DirectoryPath = '/in', VARCHAR FileName = ${file});
 DEFINE OPERATOR ld TYPE LOAD SCHEMA * ATTRIBUTES (VARCHAR TargetTable = 'dw.orders', VARCHAR LogTable = 'dw.l');
 STEP one (APPLY ('DELETE FROM dw.orders;') TO OPERATOR (ddl););
 STEP two (APPLY ('INSERT INTO dw.orders (a) VALUES (:a);') TO OPERATOR (ld) SELECT * FROM OPERATOR (rd););
);
`;
    expect(told('teradata', job("'o.csv'"))).toEqual([
      'file file:/in/o.csv: ',
      'job load_orders: define job [file:/in/o.csv(*)] → [dw.orders(*)]; dynamic delete [] → [dw.orders()]; dynamic insert [] → [dw.orders(a)]',
    ]);
    const [given] = readSqlFile(job('@file'), 'a.tpt', 'teradata', grammars).objects;
    expect(given!.notes.map(({ text }) => text)).toContain(
      'Which file it is is given to the job when it runs.',
    );
  });
});

describe('files of Snowflake', () => {
  test('dynamic tables, tasks with their schedules and blocks, streams, pipes, procedures in three languages', () => {
    const text = `CREATE OR REPLACE DYNAMIC TABLE gold.daily TARGET_LAG = '5 minutes' WAREHOUSE = wh AS SELECT d, sum(v) s FROM silver.facts GROUP BY d;
CREATE OR REPLACE TASK nightly WAREHOUSE = wh SCHEDULE = 'USING CRON 0 3 * * * UTC' AS CALL load_all();
CREATE TASK child AFTER nightly WHEN SYSTEM$STREAM_HAS_DATA('S1') AS INSERT INTO gold.t (a) SELECT a FROM s1;
CREATE TASK blocky SCHEDULE = '5 MINUTE' AS BEGIN INSERT INTO x (a) SELECT a FROM y; DELETE FROM z WHERE b = 1; END;
CREATE STREAM s1 ON TABLE raw.t1 APPEND_ONLY = TRUE;
CREATE PIPE p AUTO_INGEST = TRUE AS COPY INTO raw.t1 FROM @st/in;
CREATE PROCEDURE load_all() RETURNS STRING LANGUAGE SQL AS $$
DECLARE n INT; c1 CURSOR FOR SELECT id FROM raw.t1;
BEGIN
  FOR r IN c1 DO INSERT INTO log (id) VALUES (r.id); END FOR;
  LET q STRING := 'UPDATE silver.t2 SET a = 1 WHERE b = 2';
  EXECUTE IMMEDIATE q;
  LET res RESULTSET := (SELECT k FROM silver.t3);
  RETURN n;
END $$;
CREATE PROCEDURE js() RETURNS STRING LANGUAGE JAVASCRIPT AS '
var sql = "INSERT INTO log2 (a) " + // comment "DELETE FROM no"
  "SELECT a FROM " + schema + ".src2"; snowflake.createStatement({sqlText: sql}).execute();
';
CREATE PROCEDURE py() RETURNS STRING LANGUAGE PYTHON HANDLER='run' AS $$
def run(session):
    session.sql(f"""MERGE INTO tgt USING {x} s ON tgt.a = s.a WHEN MATCHED THEN UPDATE SET b = s.b""")
$$;
`;
    const { objects } = readSqlFile(text, 'a.sql', 'snowflake', grammars);
    expect(objects.flatMap(({ id, schedule }) => (schedule === null ? [] : [`${id}: ${schedule}`]))).toEqual([
      'nightly: USING CRON 0 3 * * * UTC',
      'child: after nightly',
      'blocky: 5 MINUTE',
    ]);
    expect(told('snowflake', text)).toEqual([
      'job blocky: insert [y(a)] → [x(a)]; delete [z(b)] → [z()]',
      'job child: insert [raw.t1(a) s1()] → [gold.t(a)]',
      'file file:@st/in: ',
      'table gold.daily: create table [silver.facts(d v)] → [gold.daily(*)]',
      'procedure js: create procedure [] → []; dynamic insert [] → [log2(a)]',
      'procedure load_all: c1 [raw.t1(id)] → []; insert [] → [log(id)]; dynamic update [silver.t2(b)] → [silver.t2(a)]; let [silver.t3(k)] → []',
      'job nightly: call [load_all()] → []',
      'job p: copy [file:@st/in(*)] → [raw.t1(*)]',
      'procedure py: create procedure [] → []; dynamic merge [tgt(a)] → [tgt(b)]',
      'synonym s1: create stream [raw.t1(*)] → []',
    ]);
  });
});

test('Snowflake’s PUT and GET carry files to and from a stage', () => {
  const text =
    "PUT file:///tmp/x.csv @st overwrite = true;\nGET @st/out 'file:///tmp/y/';\nSELECT a FROM t;\n";
  expect(told('snowflake', text).find((line) => line.startsWith('script'))).toBe(
    'script a.sql: client command [file:/tmp/x.csv(*)] → [file:@st(*)]; client command [file:@st/out(*)] → [file:/tmp/y/(*)]; select [t(a)] → []',
  );
});

describe('files of DB2', () => {
  test('modules, at signs as terminators that the file does not name, cursors, compound triggers', () => {
    const text = `CREATE MODULE m1@
ALTER MODULE m1 ADD PROCEDURE p1 (IN a INT) BEGIN INSERT INTO t1 (c) SELECT d FROM t2 WITH UR; END@
CREATE PROCEDURE p2 (IN n INTEGER) LANGUAGE SQL
P1: BEGIN ATOMIC
 DECLARE v INTEGER;
 DECLARE c1 CURSOR WITH RETURN FOR SELECT id FROM al;
 SET v = (SELECT max(q) FROM OLD TABLE (UPDATE t4 SET q = 2 WHERE r = n));
 FOR row AS SELECT z FROM t5 DO UPDATE t6 SET y = row.z WHERE dt < CURRENT DATE - 3 MONTHS; END FOR;
END P1
@
CREATE TRIGGER tr1 AFTER UPDATE OF q ON t4 REFERENCING NEW AS n OLD AS o FOR EACH ROW MODE DB2SQL WHEN (n.q > o.q) BEGIN ATOMIC INSERT INTO t9 (a) VALUES (n.q); END@
`;
    expect(told('db2', text)).toEqual([
      'package m1: create module [] → []; insert [t2(d)] → [t1(c)]',
      'procedure p2: cursor [al(id)] → []; set [t4(q r)] → [t4(q)]; for [t5(z)] → []; update [t6(dt)] → [t6(y)]',
      'trigger tr1: trigger [t4()] → []; insert [] → [t9(a)]',
    ]);
  });

  test('the terminator is that of the comment before', () => {
    const text = `CREATE TABLE a (x INT);
--#SET TERMINATOR @
CREATE PROCEDURE p () BEGIN INSERT INTO a (x) VALUES (1); DELETE FROM b; END@
--#SET TERMINATOR ;
CREATE TABLE c (x INT);
CREATE TABLE d (x INT);
`;
    expect(told('db2', text).map((line) => line.split(':')[0])).toEqual([
      'table a',
      'table c',
      'table d',
      'procedure p',
    ]);
  });
});

describe('files of Oracle', () => {
  test('package bodies with bulk binds, jobs, triggers with declarations, commands of SQL*Plus and of the host', () => {
    const text = `SET SERVEROUTPUT ON
SPOOL out.log
@@other.sql
! rm x.tmp
CREATE OR REPLACE PACKAGE BODY hr.pk AS
  PROCEDURE run IS
    CURSOR c IS SELECT id, nm FROM hr.src WHERE d > SYSDATE - 1;
    l tt;
  BEGIN
    OPEN c; FETCH c BULK COLLECT INTO l LIMIT 100; CLOSE c;
    FORALL i IN 1 .. l.COUNT SAVE EXCEPTIONS INSERT INTO hr.tgt (id, nm) VALUES (l(i).id, l(i).nm);
    FORALL i IN INDICES OF l UPDATE hr.tgt2 SET nm = l(i).nm WHERE id = l(i).id;
    INSERT INTO hr.rec VALUES l(1);
    SELECT * BULK COLLECT INTO l FROM hr.src2;
  END run;
END pk;
/
BEGIN
  DBMS_SCHEDULER.CREATE_JOB(job_name => 'NIGHT', job_type => 'PLSQL_BLOCK', job_action => 'BEGIN hr.pk.run; END;', repeat_interval => 'FREQ=DAILY;BYHOUR=2', enabled => TRUE);
END;
/
CREATE OR REPLACE TRIGGER hr.trg BEFORE INSERT ON hr.tgt FOR EACH ROW
DECLARE
  n NUMBER;
BEGIN
  SELECT hr.sq.NEXTVAL INTO :NEW.id FROM dual;
END;
/
`;
    expect(told('oracle', text)).toEqual([
      'package hr.pk: cursor [hr.src(d id nm)] → []; insert [] → [hr.tgt(id nm)]; update [hr.tgt2(id)] → [hr.tgt2(nm)]; insert [] → [hr.rec(*)]; select [hr.src2(*)] → []; client command [] → []; spool [] → []; client command [] → []; client command [] → []; dbms_scheduler [] → []',
      'trigger hr.trg: select [hr.sq()] → [hr.tgt(id)]',
      'job night: hr [hr.pk()] → []',
    ]);
  });

  test('a trigger without a slash keeps its declarations', () => {
    const text = `CREATE OR REPLACE TRIGGER t1 AFTER INSERT ON a
DECLARE
  l_one VARCHAR2(50) := 'here';
  l_two DATE;
BEGIN
  INSERT INTO b (c) VALUES (l_one);
END;
`;
    expect(told('oracle', text)).toEqual(['trigger t1: trigger [a()] → []; insert [] → [b(c)]']);
  });
});
