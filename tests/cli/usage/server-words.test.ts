import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode } from '../../support/cli.ts';
import { removeFolder, temporaryFolder } from '../../support/project.ts';

let folder: string;
const put = async (name: string, content: string) => {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), content);
};
const run = (...argv: string[]) => lode(folder, argv);

beforeAll(async () => {
  folder = await temporaryFolder();
  await put('project.yml', 'name: shop\nlake: lake\n');
  await put('models/gold/kpis.sql', '/* ---\nkind: full\n--- */\nSELECT 1 AS a\n');
  await put(
    'old/ddl.sql',
    `CREATE TABLE shop.orders (id int, customer int, state varchar(10), note varchar(100), at date);
CREATE TABLE shop.rates (id int, rate int);
CREATE TABLE arch.rates (id int, rate int);
CREATE TABLE shop.plain (id int, a int, b int);
`,
  );
  await put(
    'counts.csv',
    `userid,queryid,query,calls,total_exec_time
anna,1,select id from shop.orders where at > date $1 limit $2,3,1
anna,2,"select id + $1, $2 from shop.orders where at > now() - interval $3 and customer in ($4 /*, ... */) and state like $5",4,1
anna,3,select rate from rates where id = $1,5,1
`,
  );
  const table = (table_id: string) => ({ project_id: 'p', dataset_id: 'shop', table_id });
  const job = (job_id: string, query: string, referenced_tables: unknown) =>
    `${JSON.stringify({ creation_time: '2026-01-05T10:00:00Z', user_email: 'bob', job_id, state: 'DONE', query, referenced_tables })}\n`;
  await put(
    'jobs.jsonl',
    job('j1', 'select note from shop.orders', [table('orders')]) +
      job('j2', 'nobody can read what this is', [table('plain')]),
  );
  await put(
    'access.csv',
    `QUERY_ID,QUERY_START_TIME,USER_NAME,DIRECT_OBJECTS_ACCESSED
q1,2026-01-05 10:00:00.000 -0800,carla,"[{""objectDomain"":""Table"",""objectName"":""PROD.SHOP.PLAIN"",""columns"":[{""columnName"":""B""}]}]"
`,
  );
  await put(
    'batches.csv',
    `name,timestamp,batch_text,statement,username,client_app_name
rpc_completed,2026-01-05 10:00:00,,"exec sp_executesql N'select id from shop.plain where b = @p',N'@p int',@p=5",dora,
rpc_completed,2026-01-05 10:00:01,,"exec sp_executesql N'select a from shop.plain where b = @p',N'@p int',@p=5",dora,
`,
  );
  const scan = await run('legacy', 'scan', 'old', '--dialect', 'postgres');
  expect(scan.code, scan.stderr).toBe(0);
});
afterAll(() => removeFolder(folder));

test('what servers tell of a query counts with what is read of its text; parameters do not hide columns, and a name of two tables is a use of both', async () => {
  const { code, stdout, stderr } = await run(
    'usage',
    'import',
    'counts.csv',
    'jobs.jsonl',
    'access.csv',
    'batches.csv',
    '--json',
  );
  expect(code, stderr).toBe(0);
  const logs = (JSON.parse(stdout) as { logs: { format: string; understood: object }[] }).logs;
  expect(logs.map(({ format, understood }) => [format, understood])).toEqual([
    ['pg-stat-statements', { bound: 7, parsed: 0, scanned: 5, opaque: 0 }],
    ['bigquery', { bound: 1, parsed: 1, scanned: 0, opaque: 0 }],
    ['snowflake-access', { bound: 1, parsed: 0, scanned: 0, opaque: 0 }],
    ['extended-events', { bound: 2, parsed: 0, scanned: 0, opaque: 0 }],
  ]);
  const rows = await run(
    'query',
    `SELECT relation || ' ' || coalesce("column", '-') || ' ' || "user" || ' ' || queries AS line FROM lode.usage ORDER BY ALL`,
    '--json',
  );
  expect(rows.code, rows.stderr).toBe(0);
  expect((JSON.parse(rows.stdout) as { line: string }[]).map(({ line }) => line)).toEqual([
    'arch.rates - anna 5',
    'arch.rates id anna 5',
    'arch.rates rate anna 5',
    'shop.orders - anna 7',
    'shop.orders - bob 1',
    'shop.orders at anna 7',
    'shop.orders customer anna 4',
    'shop.orders id anna 7',
    'shop.orders note bob 1',
    'shop.orders state anna 4',
    'shop.plain * bob 1',
    'shop.plain - bob 1',
    'shop.plain - carla 1',
    'shop.plain - dora 2',
    'shop.plain a dora 1',
    'shop.plain b carla 1',
    'shop.plain b dora 2',
    'shop.plain id dora 1',
    'shop.rates - anna 5',
    'shop.rates id anna 5',
    'shop.rates rate anna 5',
  ]);
});

test('a log that is known and cannot be read is refused, with the export to make instead', async () => {
  await put(
    'audit.xml',
    '<?xml version="1.0"?>\n<AUDIT>\n <AUDIT_RECORD>\n  <TIMESTAMP>2026-01-05T10:00:00 UTC</TIMESTAMP>',
  );
  const { code, stderr } = await run('usage', 'import', 'audit.xml');
  expect(code).toBe(1);
  expect(stderr).toContain('audit_log_format=JSON');
});
