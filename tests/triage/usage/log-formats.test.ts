import { describe, expect, test } from 'vitest';
import {
  columnName,
  createLogReader,
  detectFormat,
  fieldNames,
  type LogFormat,
  looksLikeJson,
  splitFields,
  unreadable,
  wrappedStatement,
  zoneOffsets,
} from '../../../src/triage/index.ts';

/** Each entry in a line, read in the format that is found out. */
function told(format: Exclude<LogFormat, 'parquet'>, text: string, timeZone = 'UTC'): string[] {
  const isCsv = !looksLikeJson(text);
  const columns = isCsv
    ? splitFields(text.split('\n')[0]!, ',').map(columnName)
    : [...text.matchAll(/"([\w .-]+)"\s*:/g)].map((match) => columnName(match[1]!));
  expect(detectFormat('a.log', text.split('\n').slice(0, 50).join('\n'), columns)).toBe(format);
  const rows: string[] = [];
  const reader = createLogReader(
    { format, isCsv, separator: ',', fields: fieldNames(format, {}), offsetOf: zoneOffsets(timeZone) },
    (line, row, started) => {
      const place = `${line}${started ? ' started' : ''}`;
      if (row.kind === 'other') rows.push(`${place} other`);
      else if (row.kind === 'damaged') rows.push(`${place} damaged: ${row.problem.slice(0, 40)}`);
      else {
        const { time, user, application, sql, calls, reads } = row.query;
        const read = reads?.map((each) => `${each.relation}(${each.columns ?? '?'})`).join(' ');
        rows.push(
          [
            place,
            time === null
              ? '-'
              : new Date(time)
                  .toISOString()
                  .replace('T', ' ')
                  .replace(/(\.000)?Z/, ''),
            `${user}${application === null ? '' : `/${application}`}:`,
            sql.replaceAll('\n', '⏎'),
            ...(calls === 1 ? [] : [`x${calls}`]),
            ...(read === undefined ? [] : [`reads ${read}`]),
            ...(row.problem === undefined ? [] : [`but ${row.problem.slice(0, 40)}`]),
          ].join(' '),
        );
      }
    },
  );
  for (const [index, line] of text.split('\n').entries()) reader.push(index + 1, line);
  reader.end();
  return rows;
}

const object = (fields: object) => JSON.stringify(fields);

describe('PostgreSQL', () => {
  const entry = (message: string, more: object = {}) =>
    object({
      timestamp: '2026-01-05 10:00:00.123 UTC',
      user: 'anna',
      dbname: 'shop',
      session_id: '65a1.32c',
      line_num: 3,
      error_severity: 'LOG',
      message,
      application_name: 'psql',
      ...more,
    });

  test('its JSON log: a failure’s statement is none that ran, and what EXECUTE runs stands in its detail', () => {
    expect(
      told(
        'postgres-json',
        [
          entry('statement: select a\nfrom t'),
          entry('column "x" does not exist', { error_severity: 'ERROR', statement: 'select x from t' }),
          entry('statement: PREPARE p (int) AS SELECT b FROM t WHERE c = $1'),
          entry("statement: EXECUTE p('1')", {
            detail: 'prepare: PREPARE p (int) AS SELECT b FROM t WHERE c = $1',
          }),
          entry('execute fetch from S_1/C_2: select d from t'),
          entry('execute S_1/C_2: select e from t'),
          entry('execute fetch from S_1/C_2: select e from t'),
          entry('execute fetch from S_1/C_2: select e from t'),
          entry('Dauer: 1.2 ms  Anweisung: select f from t'),
        ].join('\n'),
      ),
    ).toEqual([
      '1 2026-01-05 10:00:00.123 anna/psql: select a⏎from t',
      '2 other',
      '3 other',
      '4 2026-01-05 10:00:00.123 anna/psql: SELECT b FROM t WHERE c = $1',
      '5 2026-01-05 10:00:00.123 anna/psql: select d from t',
      '6 2026-01-05 10:00:00.123 anna/psql: select e from t',
      '7 other',
      '8 other',
      '9 damaged: the server writes its messages in anothe',
    ]);
  });

  test('its log of lines, with the prefix of Debian, pgBadger or a managed server', () => {
    expect(
      told(
        'postgres-log',
        [
          '2026-01-05 10:00:00.123 CET [812] anna@shop LOG:  duration: 3.5 ms  statement: select a',
          '\tfrom t -- LOG:  no message',
          '2026-01-05 10:00:01.123 CET [812] anna@shop ERROR:  column "x" does not exist at character 8',
          '2026-01-05 10:00:01.123 CET [812] anna@shop STATEMENT:  select x from t',
          '2026-01-05 10:00:02 UTC [813]: [3-1] user=bob,db=shop,app=Power BI,client=10.0.0.1 LOG:  execute <unnamed>: select b from t where c = $1',
          "2026-01-05 10:00:02 UTC [813]: [4-1] user=bob,db=shop,app=Power BI,client=10.0.0.1 DETAIL:  parameters: $1 = 'x'",
          '2026-01-05 10:00:03 UTC:10.0.0.1(50000):carla@shop:[814]:LOG:  statement: EXECUTE p(1)',
          '2026-01-05 10:00:03 UTC:10.0.0.1(50000):carla@shop:[814]:DETAIL:  prepare: PREPARE p AS select d from t',
          '2026-01-05 10:00:04.5 +03 [815] [unknown]@[unknown] LOG:  connection received: host=[local]',
        ].join('\n'),
      ),
    ).toEqual([
      '1 2026-01-05 09:00:00.123 anna: select a⏎from t -- LOG:  no message',
      '3 other',
      '5 2026-01-05 10:00:02 bob/Power BI: select b from t where c = $1',
      '7 2026-01-05 10:00:03 carla: select d from t',
      '9 other',
    ]);
  });

  test('plans of auto_explain in each of its forms, and with parameters', () => {
    const plan = (text: string) => entry(`duration: 2.5 ms  plan:\n${text}`, { session_id: text });
    expect(
      told(
        'postgres-json',
        [
          plan(
            "Query Text: select a\nfrom t\nQuery Parameters: $1 = '3'\nSeq Scan on t  (cost=0.00..1.0 rows=3)",
          ),
          plan('<explain xmlns="x">\n  <Query-Text>select b from t where c &lt; 1</Query-Text>\n</explain>'),
          plan('Query Text: "select \\"c\\" from t"\nPlan: \n  Node Type: "Seq Scan"'),
          plan('{\n  "Query Text": "select d from t"\n}'),
        ].join('\n'),
      ).map((line) => line.replace(/^.*psql: /, '')),
    ).toEqual(['select a⏎from t', 'select b from t where c < 1', 'select "c" from t', 'select d from t']);
  });

  test('pg_stat_statements: texts that are hidden or lost are said, not passed over', () => {
    expect(
      told(
        'pg-stat-statements',
        [
          'userid,dbid,toplevel,queryid,query,plans,calls,total_exec_time,stats_since',
          '10,5,t,1,"select a from t where b = $1",0,42,3.5,2026-01-01 00:00:00+00',
          '16384,5,t,,<insufficient privilege>,0,7,3.5,2026-01-01 00:00:00+00',
          '10,5,t,3,,0,9,3.5,2026-01-01 00:00:00+00',
        ].join('\n'),
      ),
    ).toEqual([
      '2 - 10: select a from t where b = $1 x42',
      '3 damaged: the text of the statement was hidden fro',
      '4 damaged: the text of the statement is missing: th',
    ]);
  });
});

describe('Firebird', () => {
  const event = (name: string, rest: string) =>
    `2026-07-05T10:20:30.1230 (12345:00000000023A) ${name}\n\tC:\\data\\shop.fdb (ATT_42, ANNA:NONE, UTF8, TCPv4:127.0.0.1/54321)\n\tC:\\apps\\kasse.exe:777\n\t\t(TRA_123, CONCURRENCY | WAIT | READ_WRITE)\n\n${rest}`;
  const rule = '-'.repeat(79);

  test('a statement with a plan of its own, parameters of many lines, procedures, cuts and gaps', () => {
    const log = [
      event(
        'EXECUTE_STATEMENT_FINISH',
        `Statement 55:\n${rule}\nselect a from t\nPLAN (T ORDER I)\norder by b\n${'^'.repeat(79)}\nPLAN (T ORDER I)\n\nparam0 = varchar(10), "x\ny"\n42 records fetched\n      7 ms, 3 read(s)\n\nTable   Natural\n****\nT   42`,
      ),
      event('EXECUTE_PROCEDURE_FINISH', 'Procedure ADD_UP:\nparam0 = integer, "5"\n\n      1 ms'),
      event(
        'EXECUTE_STATEMENT_FINISH',
        `Statement 56:\n${rule}\nselect a, b, c from t wh...\n\n1 records fetched`,
      ),
      event('FAILED EXECUTE_PROCEDURE_FINISH', 'Procedure ADD_UP:\n'),
      '--- Session 4 is suspended as its log is full ---',
      event('EXECUTE_STATEMENT_FINISH', `Statement 57:\n${rule}\nselect 1 from t\n\nparam0 = smallint, "1"`),
    ].join('\n');
    expect(told('firebird-trace', log)).toEqual([
      '1 2026-07-05 10:20:30.123 ANNA/C:\\apps\\kasse.exe: select a from t⏎PLAN (T ORDER I)⏎order by b',
      '22 started 2026-07-05 10:20:30.123 ANNA/C:\\apps\\kasse.exe: EXECUTE PROCEDURE ADD_UP',
      '31 2026-07-05 10:20:30.123 ANNA/C:\\apps\\kasse.exe: select a, b, c from t wh but the trace cut the statement off: raise m',
      '41 started other',
      '48 damaged: the log of the trace was full here: what',
      '49 2026-07-05 10:20:30.123 ANNA/C:\\apps\\kasse.exe: select 1 from t',
    ]);
  });
});

describe('MySQL', () => {
  const start =
    '/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:\nTcp port: 3306  Unix socket: /run/mysqld.sock\n';

  test('the general log: users by their connection, statements of many lines, only what is executed', () => {
    const log = `${start}Time                 Id Command    Argument
2026-01-05T10:00:00.500000Z\t    8 Connect\tanna@10.0.0.5 on shop using TCP/IP
2026-01-05T10:00:01.000000Z\t    8 Query\tselect a
  from t
 where b = 1
2026-01-05T10:00:02.000000Z\t    8 Prepare\tselect c from t where d = ?
2026-01-05T10:00:02.000000Z\t    8 Execute\tselect c from t where d = 5
2026-01-05T10:00:03.000000Z\t    8 Quit\t
2026-01-05T10:00:04.000000Z\t    9 Query\tselect e from t`;
    expect(told('mysql-general', log)).toEqual([
      '4 other',
      '5 2026-01-05 10:00:01 anna: select a⏎  from t⏎ where b = 1',
      '8 other',
      '9 2026-01-05 10:00:02 anna: select c from t where d = 5',
      '10 other',
      '11 2026-01-05 10:00:04 null: select e from t',
    ]);
  });

  test('the general log of older servers and of MariaDB, in the time of the server', () => {
    const log =
      '260105  9:00:00\t    8 Connect\tanna@localhost on shop\n\t\t    8 Query\tselect a from t\n260105 12:00:01\t   12 Query\tselect b from t';
    expect(told('mysql-general', log, 'Europe/Zurich')).toEqual([
      '1 other',
      '2 2026-01-05 08:00:00 anna: select a from t',
      '3 2026-01-05 11:00:01 null: select b from t',
    ]);
  });

  test('the slow query log', () => {
    const log = `${start}Time                 Id Command    Argument
# Time: 2026-01-05T10:00:05.123456Z
# User@Host: anna[anna] @ localhost [127.0.0.1]  Id:     8
# Query_time: 2.500000  Lock_time: 0.000100 Rows_sent: 1  Rows_examined: 99
use shop;
SET timestamp=1767607200;
select a
from t # why
where b = 1;
# User@Host: bob[bob] @  [10.0.0.9]
# Thread_id: 9  Schema: shop  QC_hit: No
# Query_time: 1.0  Lock_time: 0 Rows_sent: 1  Rows_examined: 9
SET timestamp=1767607201;
# administrator command: Quit;
# Time: 260105 10:00:07
# User@Host: bob[bob] @  [10.0.0.9]
# Query_time: 1.0  Lock_time: 0 Rows_sent: 1  Rows_examined: 9
select c from t;`;
    expect(told('mysql-slow', log)).toEqual([
      '4 2026-01-05 10:00:00 anna: select a⏎from t # why⏎where b = 1',
      '12 other',
      '17 2026-01-05 10:00:07 bob: select c from t',
    ]);
  });

  test('the digests of the performance schema', () => {
    expect(
      told(
        'mysql-digest',
        [
          'SCHEMA_NAME,DIGEST,DIGEST_TEXT,COUNT_STAR,LAST_SEEN',
          'shop,a1,"SELECT `a` FROM `t` WHERE `b` IN (...) AND `c` IN ( ? , ... ) LIMIT ?, ...",42,2026-01-05 10:00:00.5',
          'shop,a2,"INSERT INTO `t` VALUES (...) /* , ... */",3,2026-01-05 10:00:00',
          'shop,a3,"SELECT `a` , `b` FROM `t` WHERE ...",2,2026-01-05 10:00:00',
          'NULL,,,7,2026-01-05 10:00:00',
        ].join('\n'),
      ),
    ).toEqual([
      '2 2026-01-05 10:00:00.500 null: SELECT `a` FROM `t` WHERE `b` IN (?) AND `c` IN ( ?  ) LIMIT ? x42',
      '3 2026-01-05 10:00:00 null: INSERT INTO `t` VALUES (?) x3',
      '4 2026-01-05 10:00:00 null: SELECT `a` , `b` FROM `t` WHERE x2 but the server cut the end of the statement ',
      '5 damaged: statements that the server had no room f',
    ]);
  });
});

describe('SQL Server', () => {
  test('Query Store: statements without the declaration of their parameters', () => {
    expect(
      told(
        'query-store',
        [
          'query_id,query_sql_text,count_executions,last_execution_time',
          '1,"(@p1 int,@p2 decimal(10,2))SELECT a FROM dbo.t WHERE b = @p1",12,2026-01-05 10:00:00.1230000 +01:00',
          '2,"(SELECT a FROM t) UNION SELECT b FROM u",1,2026-01-05 10:00:00 +00:00',
        ].join('\n'),
      ),
    ).toEqual([
      '2 2026-01-05 09:00:00.123 null: SELECT a FROM dbo.t WHERE b = @p1 x12',
      '3 2026-01-05 10:00:00 null: (SELECT a FROM t) UNION SELECT b FROM u',
    ]);
  });

  test('Extended Events: batches and calls; the statements in them stand for themselves only without these', () => {
    expect(
      told(
        'extended-events',
        [
          'name,timestamp (UTC),batch_text,statement,username,client_app_name,result',
          'sql_batch_completed,2026-01-05 10:00:00.1234567,select a from t,,anna,Excel,OK',
          'rpc_completed,2026-01-05 10:00:01,,exec dbo.p @x=1,bob,,OK',
          'sql_statement_completed,2026-01-05 10:00:00,,select a from t,anna,Excel,',
          'sql_batch_completed,2026-01-05 10:00:02,select b from t,,anna,Excel,Abort',
          'sql_batch_starting,2026-01-05 10:00:02,select b from t,,anna,Excel,',
        ].join('\n'),
      ),
    ).toEqual([
      '2 2026-01-05 10:00:00.123 anna/Excel: select a from t',
      '3 2026-01-05 10:00:01 bob: exec dbo.p @x=1',
      '4 started 2026-01-05 10:00:00 anna/Excel: select a from t',
      '5 other',
      '6 other',
    ]);
  });

  test.each([
    [
      "exec sp_executesql N'select a from t where b = ''x'' and c = @p',N'@p int',@p=5",
      "select a from t where b = 'x' and c = @p",
    ],
    [
      "declare @p1 int\nset @p1=5\nexec sp_prepexec @p1 output,N'@P0 int',N'select a from t',7",
      'select a from t',
    ],
    ["exec sp_prepexec @p1 output,NULL,N'select a from t'", 'select a from t'],
    ['exec sp_executesql @sql', null],
    ["exec dbo.report 'select'", null],
    ["select a from t; exec sp_executesql N'select b'", null],
  ])('what a driver wraps: %s', (sql, expected) => {
    expect(wrappedStatement(sql)).toBe(expected);
  });
});

describe('warehouses say themselves what was read', () => {
  const accessed = JSON.stringify([
    {
      objectDomain: 'Table',
      objectName: 'PROD.SHOP.ORDERS',
      columns: [{ columnName: 'ID' }, { columnName: 'CITY' }],
    },
    { objectDomain: 'View', objectName: 'PROD.SHOP."v open"', columns: [] },
    { objectDomain: 'Stage', objectName: 'PROD.SHOP.S' },
  ]);
  const quoted = `"${accessed.replaceAll('"', '""')}"`;

  test('Snowflake’s ACCESS_HISTORY, alone and beside the text of the query', () => {
    expect(
      told(
        'snowflake-access',
        `QUERY_ID,QUERY_START_TIME,USER_NAME,DIRECT_OBJECTS_ACCESSED\nq1,2026-01-05 10:00:00.000 -0800,ANNA,${quoted}\nq2,2026-01-05 10:00:00.000 -0800,ANNA,[]`,
      ),
    ).toEqual(['2 2026-01-05 18:00:00 ANNA:  reads PROD.SHOP.ORDERS(id,city) PROD.SHOP.v open()', '3 other']);
    expect(
      told(
        'snowflake',
        `QUERY_ID,QUERY_TEXT,START_TIME,USER_NAME,EXECUTION_STATUS,DIRECT_OBJECTS_ACCESSED\nq1,select 1,2026-01-05 10:00:00 Z,ANNA,SUCCESS,${quoted}\nq2,select 2,2026-01-05 10:00:00 Z,ANNA,INCIDENT,`,
      ),
    ).toEqual([
      '2 2026-01-05 10:00:00 ANNA: select 1 reads PROD.SHOP.ORDERS(id,city) PROD.SHOP.v open()',
      '3 other',
    ]);
  });

  test('BigQuery’s jobs with the tables that they read; of a script its statements count', () => {
    const job = (more: object) =>
      object({
        creation_time: '2026-01-05 10:00:00 UTC',
        user_email: 'a@x.org',
        job_id: 'j',
        state: 'DONE',
        ...more,
      });
    const table = { project_id: 'p', dataset_id: 'shop', table_id: 'orders' };
    expect(
      told(
        'bigquery',
        [
          job({ query: 'select a from shop.orders', referenced_tables: [table] }),
          job({ query: 'begin end', statement_type: 'SCRIPT' }),
          job({ query: null, job_type: 'LOAD' }),
        ].join('\n'),
      ),
    ).toEqual([
      '1 2026-01-05 10:00:00 a@x.org: select a from shop.orders reads p.shop.orders(?)',
      '2 other',
      '3 other',
    ]);
  });

  test('BigQuery’s audit logs, in both of their forms, with reads of the Storage API', () => {
    const entry = (protoPayload: object) =>
      object({
        insertId: 'i',
        timestamp: '2026-01-05T10:00:00.5Z',
        protoPayload: { authenticationInfo: { principalEmail: 'a@x.org' }, ...protoPayload },
      });
    const job = (query: string, status: object) => ({
      jobName: 'projects/p/jobs/j',
      jobConfig: { type: 'QUERY', queryConfig: { query } },
      jobStatus: status,
      jobStats: { queryStats: { referencedTables: ['projects/p/datasets/shop/tables/orders'] } },
    });
    expect(
      told(
        'bigquery-audit',
        [
          entry({ metadata: { jobChange: { job: job('select a', { jobState: 'DONE' }) } } }),
          entry({ metadata: { jobInsertion: { job: job('select b', { jobState: 'PENDING' }) } } }),
          entry({
            metadata: { jobChange: { job: job('select c', { jobState: 'DONE', errorResult: { code: 3 } }) } },
          }),
          entry({
            resourceName: 'projects/p/datasets/shop/tables/orders',
            metadata: { tableDataRead: { fields: ['id', 'address.city'], reason: 'CREATE_READ_SESSION' } },
          }),
          entry({ metadata: { tableDataRead: { fields: ['id'], reason: 'JOB' } } }),
          entry({
            serviceData: {
              jobCompletedEvent: {
                job: {
                  jobName: { jobId: 'k' },
                  jobConfiguration: { query: { query: 'select d' } },
                  jobStatus: { state: 'DONE', error: {} },
                  jobStatistics: {
                    referencedTables: [{ projectId: 'p', datasetId: 'shop', tableId: 'orders' }],
                  },
                },
              },
            },
          }),
        ].join('\n'),
      ),
    ).toEqual([
      '1 2026-01-05 10:00:00.500 a@x.org: select a reads p.shop.orders(?)',
      '2 other',
      '3 other',
      '4 2026-01-05 10:00:00.500 a@x.org:  reads p.shop.orders(id,address)',
      '5 other',
      '6 2026-01-05 10:00:00.500 a@x.org: select d reads p.shop.orders(?)',
    ]);
  });

  test('Databricks’ column lineage: rows of one event are one query; a text that is encrypted is said', () => {
    expect(
      told(
        'databricks-lineage',
        [
          'event_id,event_time,created_by,source_table_full_name,source_column_name,target_table_full_name',
          'e1,2026-01-05T10:00:00.000Z,anna,main.shop.orders,ID,',
          'e2,2026-01-05T10:00:01.000Z,bob,main.shop.rates,rate,main.gold.x',
          'e1,2026-01-05T10:00:00.000Z,anna,main.shop.orders,city,',
          'e3,2026-01-05T10:00:01.000Z,bob,,,main.gold.x',
        ].join('\n'),
      ),
    ).toEqual([
      '5 other',
      '2 2026-01-05 10:00:00 anna:  reads main.shop.orders(city,id)',
      '3 2026-01-05 10:00:01 bob:  reads main.shop.rates(rate)',
    ]);
    expect(
      told(
        'databricks',
        'statement_id,executed_by,statement_text,start_time,execution_status\ns,a,,2026-01-05T10:00:00Z,FINISHED',
      ),
    ).toEqual(['2 damaged: the text of the statement is missing: th']);
  });
});

test.each([
  ['events.xel', '', [], 'extended-events-file'],
  ['events.csv', 'name,event_data', ['name', 'event_data'], 'extended-events-xml'],
  ['audit.log', '<?xml version="1.0"?>\n<AUDIT>\n <AUDIT_RECORD>', [], 'audit-xml'],
  ['syslog', 'Jan  5 10:00:00 db1 postgres[812]: [3-1] LOG:  statement: select 1', [], 'syslog'],
  ['slow.txt', '# Overall: 12 total, 3 unique', [], 'summary'],
  ['log.xlsx', 'PK\u0003\u0004', [], 'no-text'],
  ['log.csv', 'time,user,sql', ['time', 'user', 'sql'], null],
] as const)('%s cannot be read as it is: that is known', (file, head, columns, expected) => {
  expect(unreadable(file, head, columns)).toBe(expected);
});

test('times: with offsets, abbreviations and names of zones, as numbers; one that there is not is none', () => {
  const times = [
    '2026-01-05T10:00:00Z',
    '2026-01-05 10:00:00.5+05:30',
    '2026-01-05 10:00:00 America/New_York',
    '2026-07-05 10:00:00 Europe/Zurich',
    '2026-01-05 10:00:00 PST',
    '1767607200',
    '1767607200000',
    '1767607200000000',
    '1767607200.250000000',
    '2026-02-30 10:00:00',
    '2026-01-05 24:30:00',
    '2026-01-05 10:00:00 Nowhere/Atall',
    '01/05/2026 10:00',
    '',
  ];
  expect(
    told('csv', ['time,sql', ...times.map((time) => `${time},select 1`)].join('\n')).map((line) =>
      line.replace(/^\d+ /, '').replace(/ null: select 1$/, ''),
    ),
  ).toEqual([
    '2026-01-05 10:00:00',
    '2026-01-05 04:30:00.500',
    '2026-01-05 15:00:00',
    '2026-07-05 08:00:00',
    '2026-01-05 18:00:00',
    '2026-01-05 10:00:00',
    '2026-01-05 10:00:00',
    '2026-01-05 10:00:00',
    '2026-01-05 10:00:00.250',
    'damaged: `2026-02-30 10:00:00` is no time',
    'damaged: `2026-01-05 24:30:00` is no time',
    'damaged: `2026-01-05 10:00:00 Nowhere/Atall` is n',
    'damaged: `01/05/2026 10:00` is no time',
    'damaged: `` is no time',
  ]);
});
