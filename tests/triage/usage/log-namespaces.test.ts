import { describe, expect, test } from 'vitest';
import {
  columnName,
  createLogReader,
  detectFormat,
  fieldNames,
  idsInNamespace,
  type LogFormat,
  looksLikeJson,
  splitFields,
  zoneOffsets,
} from '../../../src/triage/index.ts';

/** `database.schema: statement` of each query, read in the format that is found out. */
function placed(
  format: Exclude<LogFormat, 'parquet'>,
  text: string,
  columns: Parameters<typeof fieldNames>[1] = {},
): string[] {
  const isCsv = !looksLikeJson(text);
  const names = isCsv
    ? splitFields(text.split('\n')[0]!, ',').map(columnName)
    : [...text.matchAll(/"([\w .-]+)"\s*:/g)].map((match) => columnName(match[1]!));
  expect(detectFormat('a.log', text.split('\n').slice(0, 50).join('\n'), names)).toBe(format);
  const rows: string[] = [];
  const reader = createLogReader(
    { format, isCsv, separator: ',', fields: fieldNames(format, columns), offsetOf: zoneOffsets('UTC') },
    (_, row) => {
      if (row.kind === 'damaged') rows.push(row.problem);
      if (row.kind !== 'query') return;
      const { namespace, sql } = row.query;
      rows.push(
        `${namespace === null ? 'nowhere' : `${namespace.database ?? '-'}.${namespace.schema ?? '-'}`}: ${sql}`,
      );
    },
  );
  for (const [index, line] of text.split('\n').entries()) reader.push(index + 1, line);
  reader.end();
  return rows;
}

const object = (fields: object) => JSON.stringify(fields);
const day = '2026-01-05T10:00:00Z';

describe('the database and schema that a statement ran in', () => {
  test('PostgreSQL names the database in CSV and JSON, and a session its path where it sets one schema', () => {
    const entry = (line: number, message: string, dbname: string | null = 'shop') =>
      object({
        timestamp: '2026-01-05 10:00:00.123 UTC',
        user: 'anna',
        ...(dbname === null ? {} : { dbname }),
        session_id: '65a1.32c',
        line_num: line,
        error_severity: 'LOG',
        message,
      });
    expect(
      placed(
        'postgres-json',
        [
          entry(1, 'statement: select a from t'),
          entry(2, 'statement: select b from t', null),
          entry(3, 'statement: SET search_path TO sales'),
          entry(4, 'statement: select c from t'),
          entry(5, "statement: set search_path = 'Arch';"),
          entry(6, 'statement: select d from t'),
          entry(7, 'statement: set search_path to "$user", public'),
          entry(8, 'statement: select e from t'),
        ].join('\n'),
      ).filter((row) => row.includes('select')),
    ).toEqual([
      'shop.-: select a from t',
      'nowhere: select b from t',
      'shop.sales: select c from t',
      'shop.arch: select d from t',
      'shop.-: select e from t',
    ]);
    const csv = (database: string, message: string) =>
      `2026-01-05 10:00:00.000 UTC,"anna","${database}",1,"[local]",s.1,1,"SELECT",2026-01-05 09:00:00 UTC,1/1,0,LOG,00000,"${message}",,,,,,,,,"psql"`;
    expect(
      placed(
        'postgres-csv',
        [csv('Shop', 'statement: select a from t'), csv('', 'statement: select b from t')].join('\n'),
      ),
    ).toEqual(['shop.-: select a from t', 'nowhere: select b from t']);
  });

  test('PostgreSQL’s log of lines has the database in its prefix', () => {
    expect(
      placed(
        'postgres-log',
        [
          '2026-01-05 10:00:00.123 CET [812] anna@shop LOG:  statement: select a from t',
          '2026-01-05 10:00:02 UTC [813]: [3-1] user=bob,db=arch,app=psql LOG:  statement: select b from t',
          '2026-01-05 10:00:04 UTC [815] [unknown]@[unknown] LOG:  statement: select c from t',
        ].join('\n'),
      ),
    ).toEqual(['shop.-: select a from t', 'arch.-: select b from t', 'nowhere: select c from t']);
  });

  test('pg_stat_statements has it where the export joins pg_database', () => {
    expect(
      placed('pg-stat-statements', 'rolname,datname,queryid,query,calls\nanna,shop,1,select a from t,3'),
    ).toEqual(['shop.-: select a from t']);
  });

  test('MySQL’s general log tells when a connection changes it', () => {
    const at = '2026-01-05T10:00:00.123456Z\t';
    expect(
      placed(
        'mysql-general',
        [
          `${at}    8 Connect\tanna@localhost on shop using Socket`,
          `${at}    8 Query\tselect a from t`,
          `${at}    9 Connect\tbob@localhost on  using TCP/IP`,
          `${at}    9 Query\tselect b from t`,
          `${at}    9 Init DB\tArch`,
          `${at}    9 Query\tselect c from t`,
          `${at}    8 Query\tuse \`arch\``,
          `${at}    8 Execute\tselect d from t`,
          `${at}    8 Quit\t`,
          `${at}    8 Query\tselect e from t`,
        ].join('\n'),
      ).filter((row) => row.includes('select')),
    ).toEqual([
      '-.shop: select a from t',
      'nowhere: select b from t',
      '-.arch: select c from t',
      '-.arch: select d from t',
      'nowhere: select e from t',
    ]);
  });

  test('the slow query log says it where it changes, MariaDB and Percona Server with each entry', () => {
    const entry = (user: string, ...lines: readonly string[]) => [
      '# Time: 2026-01-05T10:00:00.000000Z',
      `# User@Host: ${user}[${user}] @ localhost []`,
      ...lines,
    ];
    const took = '# Query_time: 1.000000  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 1';
    expect(
      placed(
        'mysql-slow',
        [
          ...entry('anna', took, 'use shop;', 'SET timestamp=1767607200;', 'select a from t;'),
          ...entry('anna', took, 'SET timestamp=1767607201;', 'select b from t;'),
          ...entry('bob', took, 'use `arch`;', 'SET timestamp=1767607202;', 'select c from t;'),
          ...entry(
            'eva',
            '# Thread_id: 5  Schema: shop  QC_hit: No',
            took,
            'select d from t',
            '# Schema: x;',
          ),
          ...entry('eva', '# Thread_id: 5  Schema:   QC_hit: No', took, 'select e from t;'),
        ].join('\n'),
      ),
    ).toEqual([
      '-.shop: select a from t',
      '-.shop: select b from t',
      '-.arch: select c from t',
      '-.shop: select d from t\n# Schema: x',
      '-.arch: select e from t',
    ]);
  });

  test('MySQL’s digests have a schema; exports write what is missing in words', () => {
    expect(
      placed(
        'mysql-digest',
        `SCHEMA_NAME,DIGEST,DIGEST_TEXT,COUNT_STAR,LAST_SEEN
Shop,1,SELECT a FROM t,3,2026-01-05 10:00:00
NULL,2,SELECT b FROM t,3,2026-01-05 10:00:00`,
      ),
    ).toEqual(['-.shop: SELECT a FROM t', 'nowhere: SELECT b FROM t']);
  });

  test('SQL Server’s events and exports of Query Store have the database', () => {
    expect(
      placed(
        'extended-events',
        `name,timestamp,database_name,batch_text\nsql_batch_completed,${day},Shop,select a from t`,
      ),
    ).toEqual(['shop.-: select a from t']);
    expect(
      placed(
        'query-store',
        `database_name,query_sql_text,count_executions,last_execution_time\nShop,select a from t,2,${day}`,
      ),
    ).toEqual(['shop.-: select a from t']);
  });

  test('Snowflake and Databricks have both', () => {
    expect(
      placed(
        'snowflake',
        `QUERY_ID,QUERY_TEXT,DATABASE_NAME,SCHEMA_NAME,USER_NAME,WAREHOUSE_NAME,EXECUTION_STATUS,START_TIME
q1,select a from t,WH,SHOP,ANNA,W,SUCCESS,${day}
q2,select b from t,WH,,ANNA,W,SUCCESS,${day}`,
      ),
    ).toEqual(['wh.shop: select a from t', 'wh.-: select b from t']);
    const query = (more: object) =>
      object({
        statement_id: 's',
        executed_by: 'anna',
        start_time: day,
        statement_text: 'select 1',
        ...more,
      });
    expect(
      placed(
        'databricks',
        [
          query({ current_catalog: 'main', current_schema: 'Shop' }),
          query({ current_catalog: null, current_schema: 'main.arch' }),
          query({}),
        ].join('\n'),
      ),
    ).toEqual(['main.shop: select 1', 'main.arch: select 1', 'nowhere: select 1']);
  });

  test('BigQuery has the job’s project, and its default dataset in many forms', () => {
    const job = (more: object) =>
      object({ creation_time: day, user_email: 'b', job_id: 'j', state: 'DONE', query: 'select 1', ...more });
    expect(
      placed(
        'bigquery',
        [
          job({ project_id: 'wh' }),
          job({ project_id: 'wh', default_dataset: { project_id: 'dwh', dataset_id: 'Shop' } }),
          job({ project_id: 'wh', default_dataset: '{"datasetId":"arch"}' }),
          job({ project_id: 'wh', default_dataset: 'dwh:shop' }),
          job({ project_id: 'wh', default_dataset: 'projects/dwh/datasets/arch' }),
        ].join('\n'),
      ),
    ).toEqual([
      'wh.-: select 1',
      'dwh.shop: select 1',
      'wh.arch: select 1',
      'dwh.shop: select 1',
      'dwh.arch: select 1',
    ]);
    const audit = (payload: object) => object({ timestamp: day, protoPayload: payload });
    expect(
      placed(
        'bigquery-audit',
        [
          audit({
            metadata: {
              jobChange: {
                job: {
                  jobName: 'projects/wh/jobs/j1',
                  jobStatus: { jobState: 'DONE' },
                  jobConfig: {
                    queryConfig: { query: 'select 1', defaultDataset: 'projects/dwh/datasets/shop' },
                  },
                },
              },
            },
          }),
          audit({
            serviceData: {
              jobCompletedEvent: {
                job: {
                  jobName: { projectId: 'wh', jobId: 'j2' },
                  jobStatus: { state: 'DONE' },
                  jobConfiguration: {
                    query: { query: 'select 2', defaultDataset: { projectId: 'wh', datasetId: 'arch' } },
                  },
                },
              },
            },
          }),
        ].join('\n'),
      ),
    ).toEqual(['dwh.shop: select 1', 'wh.arch: select 2']);
  });

  test('a trace of Firebird names the file of the database, or its alias', () => {
    const trace = (database: string) => [
      '2026-01-05T10:00:00.1230 (4242:0x7f00) EXECUTE_STATEMENT_FINISH',
      `\t${database} (ATT_12, ANNA:NONE, UTF8, TCPv4:10.0.0.1/5000)`,
      '\t\t(TRA_3, CONCURRENCY | NOWAIT | READ_WRITE)',
      '',
      'Statement 5:',
      '-------------------------------------------------------------------------------',
      'select a from t',
      '      0 ms',
      '',
    ];
    expect(
      placed(
        'firebird-trace',
        [...trace('/data/Billing.fdb'), ...trace('C:\\db\\care home.gdb'), ...trace('stock')].join('\n'),
      ),
    ).toEqual(['billing.-: select a from t', 'care home.-: select a from t', 'stock.-: select a from t']);
  });

  test('logs of any program have columns for it, of usual names or of others', () => {
    expect(placed('jsonl', object({ time: day, sql: 'select 1', database: 'WH', schema: '"Shop"' }))).toEqual(
      ['wh.shop: select 1'],
    );
    expect(
      placed('csv', `time,sql,mandant,bereich\n${day},select 1,WH,Shop`, {
        database: 'mandant',
        schema: 'bereich',
      }),
    ).toEqual(['wh.shop: select 1']);
  });
});

describe('the relations that a name means there', () => {
  const ids = ['t', 'shop.t', 'arch.t', 'wh.shop.t', 'wh.arch.t', 'old.shop.t'];
  test.each([
    ['snowflake', 't', 'wh', 'shop', ['wh.shop.t']],
    ['snowflake', 'shop.t', 'wh', 'arch', ['wh.shop.t']],
    ['snowflake', 'wh.shop.t', 'old', 'shop', []],
    ['snowflake', 't', 'wh', null, ['wh.shop.t', 'wh.arch.t']],
    ['tsql', 't', 'old', null, ['old.shop.t']],
    ['mysql', 't', null, 'arch', ['arch.t', 'wh.arch.t']],
    ['mysql', 't', 'arch', null, ['arch.t', 'wh.arch.t']],
    ['mysql', 'shop.t', null, 'arch', []],
    ['postgres', 't', 'old', null, ['old.shop.t']],
    ['postgres', 't', 'other', 'arch', ['arch.t']],
  ] as const)('in %s, %s with %s.%s in force', (dialect, name, database, schema, found) => {
    expect(idsInNamespace(ids, name.split('.'), { database, schema }, dialect)).toEqual(found);
  });
});
