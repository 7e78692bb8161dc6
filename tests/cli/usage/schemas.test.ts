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
const run = async (...argv: string[]) => {
  const { code, stdout, stderr } = await lode(folder, argv);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
};
const lines = async (sql: string) =>
  ((await run('query', sql, '--json')) as { line: string }[]).map(({ line }) => line);

/** Relations and columns that a user's queries were seen to read. */
const readsOf = (user: string) =>
  lines(
    `SELECT relation || '.' || "column" || ' ' || queries AS line FROM lode.usage WHERE "user" = '${user}' AND "column" IS NOT NULL ORDER BY ALL`,
  );

beforeAll(async () => {
  folder = await temporaryFolder();
  await put('project.yml', 'name: shop\nlake: lake\n');
  await put('models/gold/kpis.sql', '/* ---\nkind: full\n--- */\nSELECT 1 AS a\n');
  const orders = (schema: string) => `CREATE TABLE ${schema}.orders (id int, state varchar(10));\n`;
  await put('old/ddl.sql', `${orders('shop')}${orders('arch')}CREATE TABLE arch.rates (id int, rate int);`);
  await put('cloud/ddl.sql', `${orders('wh.shop')}${orders('wh.arch')}${orders('crm.shop')}`);
  await put(
    'general.log',
    [
      '2026-01-05T10:00:00.1Z\t    8 Connect\tmia@localhost on shop using Socket',
      '2026-01-05T10:00:01.1Z\t    8 Query\tselect id from orders',
      '2026-01-05T10:00:02.1Z\t    8 Init DB\tarch',
      '2026-01-05T10:00:03.1Z\t    8 Query\tselect id from orders',
      '2026-01-05T10:00:04.1Z\t    8 Query\tselect id from orders where state = 5',
      '2026-01-05T10:00:04.2Z\t    8 Query\tselect id from orders where state = 6',
      '2026-01-05T10:00:05.1Z\t    8 Query\tthis cannot be bound from orders',
      '2026-01-05T10:00:06.1Z\t    8 Init DB\tnone',
      '2026-01-05T10:00:07.1Z\t    8 Query\tselect state from orders',
      '2026-01-05T10:00:08.1Z\t    8 Query\tselect rate from rates',
    ].join('\n'),
  );
  await put(
    'history.csv',
    `QUERY_ID,QUERY_TEXT,DATABASE_NAME,SCHEMA_NAME,USER_NAME,WAREHOUSE_NAME,EXECUTION_STATUS,START_TIME
q1,select id from orders,WH,ARCH,NINA,W,SUCCESS,2026-01-05T10:00:00Z
q2,select state from shop.orders,CRM,ARCH,NINA,W,SUCCESS,2026-01-05T10:00:01Z
`,
  );
  await put(
    'named.jsonl',
    `${JSON.stringify({ time: '2026-01-05T10:00:00Z', user: 'otto', sql: 'select id from orders', mandant: 'arch' })}\n`,
  );
});
afterAll(() => removeFolder(folder));

test('a bare name is the relation of the schema in force; where that has none, of each that it may mean, as without a schema', async () => {
  await run('legacy', 'scan', 'old', '--dialect', 'mysql', '--json');
  const { logs } = await run('usage', 'import', 'general.log', '--json');
  // One text in two schemas is two statements; with another value it is the same.
  expect(logs).toMatchObject([{ queries: 7, statements: 6, understood: { bound: 5 } }]);
  expect(await readsOf('mia')).toEqual([
    'arch.orders.* 1',
    'arch.orders.id 3',
    'arch.orders.state 3',
    'arch.rates.rate 1',
    'shop.orders.id 1',
    'shop.orders.state 1',
  ]);
  expect(
    await lines(
      "SELECT statement || ' ' || queries AS line FROM lode.usage_statements WHERE statement LIKE 'select id%' ORDER BY ALL",
    ),
  ).toEqual([
    'select id from orders 1',
    'select id from orders 1',
    'select id from orders where state = 0 2',
  ]);
});

test('a column of another name says it with --column; a database narrows names that have a schema', async () => {
  await run('usage', 'import', 'named.jsonl', '--dialect', 'mysql', '--column', 'schema=mandant', '--json');
  expect(await readsOf('otto')).toEqual(['arch.orders.id 1']);
  await run('legacy', 'scan', 'cloud', '--dialect', 'snowflake', '--json');
  await run('usage', 'import', 'history.csv', '--json');
  expect(await readsOf('NINA')).toEqual(['crm.shop.orders.state 1', 'wh.arch.orders.id 1']);
});
