import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createLogReader,
  detectFormat,
  fieldNames,
  type LogFormat,
  type LoggedRow,
  looksLikeJson,
  robotsOf,
  splitFields,
  zoneOffsets,
} from '../../../src/triage/index.ts';

function read(format: Exclude<LogFormat, 'parquet'>, text: string, timeZone = 'UTC') {
  const rows: [number, string, LoggedRow][] = [];
  const isCsv = !looksLikeJson(text);
  const reader = createLogReader(
    { format, isCsv, separator: ',', fields: fieldNames(format, {}), offsetOf: zoneOffsets(timeZone) },
    (line, row, started) => rows.push([line, started ? 'started' : '', row]),
  );
  for (const [index, line] of text.split('\n').entries()) reader.push(index + 1, line);
  reader.end();
  return rows;
}
/** Each row in a line. */
const told = (format: Exclude<LogFormat, 'parquet'>, text: string, timeZone?: string) =>
  read(format, text, timeZone).map(([line, started, row]) =>
    row.kind === 'query'
      ? `${line}${started === '' ? '' : ' started'} ${row.query.time === null ? '-' : new Date(row.query.time).toISOString()} ${row.query.user} ${row.query.application}: ${row.query.sql.replaceAll('\n', '⏎')}${row.query.calls === 1 ? '' : ` x${row.query.calls}`}`
      : `${line} ${row.kind}`,
  );

const postgres = (time: string, message: string, more = 'LOG,00000') =>
  `${time},"anna","shop",812,"10.0.0.1:50000",65a1.32c,7,"SELECT",2026-01-05 09:00:00 UTC,3/21,0,${more},"${message}",,,,,,,,,"psql","client backend",,0`;

describe('PostgreSQL', () => {
  test('statements and executions count; parses, binds and other messages do not', () => {
    const log = [
      postgres('2026-01-05 10:00:00.123 UTC', 'statement: select a\nfrom t where b = ""x"" and c = \'1,2\''),
      postgres('2026-01-05 11:00:00.5 CET', 'duration: 1.250 ms  execute <unnamed>: select $1'),
      postgres('2026-01-05 10:00:01 UTC', 'duration: 1.250 ms  bind <unnamed>: select $1'),
      postgres('2026-01-05 10:00:02 UTC', 'connection received'),
      postgres('2026-01-05 10:00:03 UTC', 'syntax error', 'ERROR,42601'),
    ].join('\n');
    expect(told('postgres-csv', log)).toEqual([
      '1 2026-01-05T10:00:00.123Z anna psql: select a⏎from t where b = "x" and c = \'1,2\'',
      '3 2026-01-05T10:00:00.500Z anna psql: select $1',
      '4 other',
      '5 other',
      '6 other',
    ]);
  });

  test('what auto_explain and pgaudit write counts, but not beside the record of the statement itself', () => {
    const log = [
      postgres(
        '2026-01-05 10:00:00 UTC',
        'duration: 12.5 ms  plan:\nQuery Text: select a\nfrom t\nSeq Scan on t  (cost=0.00..1.0 rows=3 width=8)\n  Filter: x',
      ),
      postgres('2026-01-05 10:00:00 UTC', 'duration: 12.6 ms  statement: select a\nfrom t'),
      postgres(
        '2026-01-05 10:00:01 UTC',
        'duration: 3 ms  plan:\n{\n  ""Query Text"": ""select b"",\n  ""Plan"": {}\n}',
      ),
      postgres(
        '2026-01-05 10:00:02 UTC',
        'AUDIT: SESSION,9,1,READ,SELECT,TABLE,public.t,""select c, d from t"",<not logged>',
      ),
      postgres(
        '2026-01-05 10:00:02 UTC',
        'AUDIT: SESSION,9,1,READ,SELECT,TABLE,public.u,""select c, d from t"",<not logged>',
      ),
      postgres('2026-01-05 10:00:03 UTC', 'statement: select e'),
      postgres('2026-01-05 10:00:04 UTC', 'statement: select e'),
    ].join('\n');
    expect(told('postgres-csv', log)).toEqual([
      '1 2026-01-05T10:00:00.000Z anna psql: select a⏎from t',
      '6 other',
      '8 2026-01-05T10:00:01.000Z anna psql: select b',
      '13 2026-01-05T10:00:02.000Z anna psql: select c, d from t',
      '14 other',
      '15 2026-01-05T10:00:03.000Z anna psql: select e',
      '16 2026-01-05T10:00:04.000Z anna psql: select e',
    ]);
  });

  test('a line that was cut off costs itself', () => {
    const whole = postgres('2026-01-05 10:00:00 UTC', 'statement: select 1');
    expect(
      told(
        'postgres-csv',
        [whole, whole.slice(0, 125), whole, 'rubbish', whole, whole.slice(0, 125)].join('\n'),
      ),
    ).toEqual([
      '1 2026-01-05T10:00:00.000Z anna psql: select 1',
      '2 damaged',
      '3 2026-01-05T10:00:00.000Z anna psql: select 1',
      '4 damaged',
      '5 2026-01-05T10:00:00.000Z anna psql: select 1',
      '6 damaged',
    ]);
  });

  test('pg_stat_statements tells how often, not when', () => {
    const log =
      'userid,queryid,query,calls,total_exec_time\nanna,11,"select a, b from t",42,3.5\nanna,12,"select",many,1';
    expect(told('pg-stat-statements', log)).toEqual(['2 - anna null: select a, b from t x42', '3 damaged']);
  });
});

const trace = (event: string, sql: string) => `2026-07-05T10:20:30.1230 (12345:0x7f00) ${event}
\t/data/shop.fdb (ATT_42, SYSDBA:NONE, UTF8, TCPv4:127.0.0.1/54321)
\t/usr/bin/isql:777
\t\t(TRA_123, CONCURRENCY | WAIT | READ_WRITE)

Statement 55:
-------------------------------------------------------------------------------
${sql}
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
PLAN (T NATURAL)

42 records fetched
      7 ms, 3 read(s), 45 fetch(es)
`;

test('a trace of Firebird, in the time of its server', () => {
  const log = `Trace session ID 4 started\n${trace('EXECUTE_STATEMENT_START', 'select a\nfrom t')}${trace('EXECUTE_STATEMENT_FINISH', 'select a\nfrom t')}${trace('FAILED EXECUTE_STATEMENT_FINISH', 'select x')}2026-07-05T10:20:31.0000 (12345:0x7f00) ATTACH_DATABASE\n\t/data/shop.fdb (ATT_43, A:NONE, NONE, <internal>)`;
  expect(told('firebird-trace', log, 'Europe/Zurich')).toEqual([
    '2 started 2026-07-05T08:20:30.123Z SYSDBA /usr/bin/isql: select a⏎from t',
    '16 2026-07-05T08:20:30.123Z SYSDBA /usr/bin/isql: select a⏎from t',
    '30 other',
    '43 other',
  ]);
  expect(
    told(
      'firebird-trace',
      'a rest of something\n2026-07-05T10:20:30.1230 (1:0x7) EXECUTE_STATEMENT_FINISH\n',
    ),
  ).toEqual(['1 damaged', '2 damaged']);
});

describe('exports of warehouses', () => {
  test.each([
    [
      'snowflake',
      'QUERY_ID,QUERY_TEXT,USER_NAME,WAREHOUSE_NAME,EXECUTION_STATUS,START_TIME\nq1,"select 1",ANNA,W,SUCCESS,"Mon, 05 Jan 2026 10:00:00 +0100"',
      ['2 2026-01-05T09:00:00.000Z ANNA null: select 1'],
    ],
    [
      'bigquery',
      '{"creation_time":"2026-01-05 10:00:00.5 UTC","user_email":"a@x.org","job_id":"j1","state":"DONE","query":"select 1","error_result":null}\n{"creation_time":"2026-01-05 10:00:00 UTC","user_email":"a@x.org","job_id":"j2","state":"DONE","query":"select 2","error_result":{"reason":"invalidQuery"}}',
      ['1 2026-01-05T10:00:00.500Z a@x.org null: select 1', '2 other'],
    ],
    [
      'csv',
      'event_time,user_host,thread_id,server_id,command_type,argument\n2026-01-05 10:00:00.5,anna[anna] @  [10.0.0.5],8,1,Connect,anna@10.0.0.5 on shop\n2026-01-05 10:00:01,anna[anna] @  [10.0.0.5],8,1,Query,select 1',
      ['2 other', '3 2026-01-05T10:00:01.000Z anna null: select 1'],
    ],
    [
      'snowflake',
      'QUERY_ID,QUERY_TEXT,USER_NAME,WAREHOUSE_NAME,EXECUTION_STATUS,START_TIME\nq1,"select 1",ANNA,W,SUCCESS,2026-01-05 10:00:00.000 +0100\nq2,"select 2",ANNA,W,FAIL,2026-01-05 10:00:00.000 +0100',
      ['2 2026-01-05T09:00:00.000Z ANNA null: select 1', '3 other'],
    ],
    [
      'snowflake',
      '{"QUERY_ID":"q1","QUERY_TEXT":"select 1","USER_NAME":"ANNA","ROLE_NAME":"R","START_TIME":"2026-01-05T10:00:00Z"}',
      ['1 2026-01-05T10:00:00.000Z ANNA null: select 1'],
    ],
    [
      'bigquery',
      '[\n  {\n    "creation_time": "2026-01-05 10:00:00.5 UTC",\n    "user_email": "a@x.org",\n    "query": "select {1}",\n    "job_id": "j"\n  },\n  {"creation_time": 1767607200000, "user_email": "b@x.org", "query": null, "job_id": "k"}\n]',
      ['2 2026-01-05T10:00:00.500Z a@x.org null: select {1}', '8 other'],
    ],
    [
      'databricks',
      '{"res": [{"query_id":"1","query_start_time_ms":1767607200000,"user_name":"a","query_text":"select 1","status":"FINISHED"}, {"query_id":"2","query_start_time_ms":1767607200000,"user_name":"a","query_text":"select 2","status":"FAILED"}], "has_next_page": false}',
      ['1 2026-01-05T10:00:00.000Z a null: select 1', '1 other'],
    ],
    [
      'databricks',
      'statement_id,executed_by,statement_text,start_time,client_application,execution_status\ns,a,select 1,2026-01-05T10:00:00.000+00:00,Power BI,FINISHED',
      ['2 2026-01-05T10:00:00.000Z a Power BI: select 1'],
    ],
  ] as const)('%s: %s', (format, text, expected) => {
    const [first] = text.split('\n');
    const columns = /^\s*[[{]/.test(text)
      ? [...text.matchAll(/"(\w+)"\s*:/g)].map((match) => match[1]!.toLowerCase())
      : splitFields(first!, ',').map((name) => name.toLowerCase());
    expect(detectFormat('export', text, columns)).toBe(format);
    expect(told(format, text)).toEqual(expected);
  });
});

test('logs of any program: times in many forms, columns by their names', () => {
  expect(
    told(
      'csv',
      'ts,login,query\n1767607200,a,select 1\n2026-01-05 10:00:00,b,"select ""x"", 2"\nsoon,c,select 3\n2026-01-05,d',
    ),
  ).toEqual([
    '2 2026-01-05T10:00:00.000Z a null: select 1',
    '3 2026-01-05T10:00:00.000Z b null: select "x", 2',
    '4 damaged',
    '5 damaged',
  ]);
  expect(
    told(
      'jsonl',
      '{"Start Time":"2026-01-05T10:00:00Z","USER":"a","SQL":"select 1"}\nno json\n{"time":"2026-01-05T10:00:00Z","us\n{"time":"2026-01-05T10:00:00Z","sql":"select 2"}',
    ),
  ).toEqual([
    '1 2026-01-05T10:00:00.000Z a null: select 1',
    '2 damaged',
    '3 damaged',
    '4 2026-01-05T10:00:00.000Z null null: select 2',
  ]);
});

test('robots are known by user, program or text; what is known can be left out', () => {
  const { robots } = robotsOf({ users: ['svc_*'], applications: ['Airflow*'], patterns: ['nightly'] });
  expect(['svc_etl', 'SVC_', 'anna', null].map(robots.isRobotUser)).toEqual([true, true, false, false]);
  expect(['airflow-3', 'lode', 'dbt', 'pg_dump', 'psql', null].map(robots.isRobotApplication)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(
    ['select 1 -- NIGHTLY', '/* {"app": "dbt", "x": 1} */ select 1', 'select 1 /* dbt */'].map(
      robots.isRobotText,
    ),
  ).toEqual([true, true, false]);
  expect(robotsOf({ known: false }).robots.isRobotApplication('dbt')).toBe(false);
  expect(robotsOf({ patterns: ['*'] }).invalid).toEqual(['*']);
});

test('damage anywhere loses no whole record that stands behind it, and never stops the reading', () => {
  const record = (index: number) =>
    postgres(`2026-01-05 10:00:${String(index).padStart(2, '0')} UTC`, `statement: select ${index}\nfrom t`);
  const whole = Array.from({ length: 6 }, (_, index) => record(index)).join('\n');
  const json = Array.from(
    { length: 6 },
    (_, index) => `{"time":"2026-01-05T10:00:0${index}Z","sql":"select \\"${index}\\""}`,
  ).join('\n');
  fc.assert(
    fc.property(
      fc.constantFrom(
        ['postgres-csv', whole] as const,
        ['jsonl', json] as const,
        ['firebird-trace', trace('EXECUTE_STATEMENT_FINISH', 'select 1').repeat(4)] as const,
      ),
      fc.nat(),
      fc.nat(40),
      fc.string({ unit: fc.constantFrom('"', '{', '}', '\n', ',', '\\', 'x', '-'), maxLength: 4 }),
      ([format, text], at, length, put) => {
        const from = at % Math.floor(text.length / 2);
        const rows = read(format, text.slice(0, from) + put + text.slice(from + length));
        // The damage lies in the first half: the last record is whole.
        const last = rows.filter(([, , row]) => row.kind === 'query').at(-1)?.[2];
        expect(last?.kind === 'query' && /select \\?"?[15]|select 1/.test(last.query.sql)).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});

test('a log of JSON whose first line was cut off is one of JSON', () => {
  const lines = '"sql":"select 1"}\n{"time":"2026-01-05T10:00:00Z","sql":"select 2"}\n';
  expect(detectFormat('queries.log', lines, ['time', 'sql'])).toBe('jsonl');
  expect(told('jsonl', lines)).toEqual(['1 damaged', expect.stringContaining('select 2')]);
});
