import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lode } from '../support/cli.ts';
import { makeProject } from '../support/project.ts';

let folder: string;

const model = `SELECT id, {{> size amount="amount"}} AS size, coalesce(shop, 'none') AS shop, sign_of(amount) AS sign
FROM seeds.orders
LEFT JOIN seeds.shops USING (shop)
WHERE amount <> 0
`;

beforeAll(async () => {
  folder = await makeProject({
    'seeds/orders.csv': 'id,shop,amount\n1,north,5.50\n',
    'seeds/shops.csv': 'shop,city\nnorth,Liège\n',
    'macros/size.hbs': "CASE WHEN {{amount}} >= 100 THEN 'large' ELSE 'small' END",
    'macros/sign.sql':
      'CREATE MACRO other(x) AS x;\nCREATE OR REPLACE MACRO sign_of(x) AS CASE WHEN x < 0 THEN -1 ELSE 1 END;\n',
    'models/silver/orders.sql': model,
    'models/silver/shops.sql': 'SELECT shop, city FROM seeds.shops\n',
    'tests/unit/orders.yml': `tests:
  small:
    model: silver.orders
    given: {seeds.orders: [{id: 1, amount: 1}, {id: 2, amount: 2}]}
    expect: {rows: [{id: 1, size: small}, {id: 2, size: small}]}
  nothing:
    model: silver.orders
    given: {seeds.orders: [{id: 1, amount: -1}], seeds.shops: [{shop: a}]}
    expect: {rows: [{id: 1}]}
`,
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('says which columns no test compares and which branches none takes, and where they stand', async () => {
  const { stdout, code } = await lode(folder, ['test', '--coverage', '--json']);
  expect(code).toBe(0);
  const { coverage } = JSON.parse(stdout) as {
    coverage: {
      model: string;
      tests: number;
      columns: { name: string; isCompared: boolean; place: { line: number } }[];
      branches: {
        kind: string;
        what: string;
        macro: string | null;
        isTaken: boolean;
        place: { file: string; start: number; end: number };
      }[];
    }[];
  };
  const orders = coverage.find((one) => one.model === 'silver.orders')!;
  expect(orders.tests).toBe(2);
  expect(orders.columns.map(({ name, isCompared }) => [name, isCompared])).toEqual([
    ['id', true],
    ['size', true],
    ['shop', false],
    ['sign', false],
  ]);
  expect(
    orders.branches.map(({ what, macro, isTaken, place }) => [what, macro, isTaken, place.file]),
  ).toEqual([
    ["WHEN amount >= 100 THEN 'large'", null, false, 'macros/size.hbs'],
    ["ELSE 'small'", null, true, 'macros/size.hbs'],
    ["coalesce(shop, 'none')", null, true, 'models/silver/orders.sql'],
    ['LEFT JOIN: a row on the left has no partner', null, true, 'models/silver/orders.sql'],
    ['WHERE amount <> 0 is not true', null, false, 'models/silver/orders.sql'],
    ['WHEN x < 0 THEN -1', 'sign_of', true, 'macros/sign.sql'],
    ['ELSE 1', 'sign_of', true, 'macros/sign.sql'],
  ]);
  const filter = orders.branches[4]!.place;
  expect(model.slice(filter.start, filter.end)).toBe('amount <> 0');
  expect(coverage.find((one) => one.model === 'silver.shops')).toMatchObject({ tests: 0, branches: [] });
});

it('as text it names what is missing and sums up', async () => {
  const { stderr } = await lode(folder, ['test', '--coverage', '--select', 'silver.orders']);
  expect(stderr).toContain('○ silver.orders  columns 2 of 4, branches 5 of 7');
  expect(stderr).toContain('not compared: shop, sign');
  expect(stderr).toMatch(/not taken: WHEN amount >= 100 THEN 'large' {2}macros\/size.hbs:1:6/);
  expect(stderr).toContain(
    '1 of 1 models have a test; 2 of 4 columns are compared (50 %), 5 of 7 branches taken (71 %).',
  );
});
