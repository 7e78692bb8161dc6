import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lode } from '../support/cli.ts';
import { makeProject } from '../support/project.ts';

let folder: string;

const orders = Array.from(
  { length: 2000 },
  (_, index) =>
    `${index},p${index % 50},${index % 7 === 0 ? '' : (index % 100) + 1}.50,2024-01-${String(1 + (index % 28)).padStart(2, '0')}`,
).map((line) => line.replace(',.50', ','));
const people = Array.from(
  { length: 50 },
  (_, index) => `p${index},Anna Secretname${index},${index % 2 === 0 ? 'LIE' : 'NAM'}`,
);

beforeAll(async () => {
  folder = await makeProject({
    'seeds/orders.csv': ['id,person,amount,day', ...orders, ''].join('\n'),
    'seeds/people.csv': ['person,name,town', ...people, ''].join('\n'),
    'seeds/people.yml': 'columns:\n  name: {type: VARCHAR, pii: name}\n',
    'models/silver/people.sql': 'SELECT person, upper(name) AS called, town FROM seeds.people\n',
    'models/silver/orders.sql':
      "/* ---\nkind: full\ngrain: [id]\n--- */\nSELECT o.id, p.called, o.amount, coalesce(o.amount, 0) > 50 AS is_large\nFROM seeds.orders AS o JOIN silver.people AS p USING (person)\nWHERE p.town = 'LIE'\n",
    'models/gold/towns.sql':
      '/* ---\nkind: full\ngrain: [town]\n--- */\nSELECT p.town, count(*) AS orders, sum(o.amount) AS amount FROM seeds.orders AS o JOIN silver.people AS p USING (person) GROUP BY p.town\n',
    'models/gold/ages.sql': 'SELECT id, current_date - CAST(day AS DATE) AS age FROM seeds.orders\n',
    'models/gold/luck.sql': 'SELECT id, random() AS luck FROM seeds.orders\n',
  });
  const { code, stderr } = await lode(folder, ['apply', '--yes']);
  expect(code, stderr).toBe(0);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const generate = (model: string, ...options: string[]) =>
  lode(folder, ['test', '--generate', model, ...options]);
const fileOf = (name: string) => readFile(join(folder, 'tests/unit', name), 'utf8');

it('writes the rows that a few result rows need, with their join partners, and personal data masked; it passes at once', async () => {
  const { code, stdout, stderr } = await generate(
    'silver.orders',
    '--rows',
    '2',
    '--where',
    'amount IS NULL',
    '--json',
  );
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    file: 'tests/unit/orders.yml',
    name: 'rows_of_prod',
    given: [
      { relation: 'seeds.orders', rows: 2 },
      { relation: 'silver.people', rows: 2 },
    ],
    expected: 2,
    masked: ['silver.people.called'],
  });
  const text = await fileOf('orders.yml');
  expect(text).toContain('model: silver.orders');
  expect(text).not.toMatch(/secretname/i);
  // What makes no difference is not there.
  expect(text).not.toContain('day:');
  const run = await lode(folder, ['test', '--select', 'silver.orders']);
  expect(run.code, run.stderr).toBe(0);
});

it('a second test goes behind the first, under another name', async () => {
  const first = await fileOf('orders.yml');
  const { code, stderr } = await generate('silver.orders', '--rows', '1', '--where', 'is_large');
  expect(code, stderr).toBe(0);
  const text = await fileOf('orders.yml');
  expect(text.startsWith(first.trimEnd())).toBe(true);
  expect(text).toContain('  rows_of_prod_2:\n');
  const again = await generate('silver.orders', '--name', 'rows_of_prod');
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('unit-test-not-generated');
  expect(await fileOf('orders.yml')).toBe(text);
});

it('what needs a thousand rows is shown with few', async () => {
  const { code, stdout } = await generate(
    'gold.towns',
    '--rows',
    '2',
    '--out',
    'tests/unit/few.yml',
    '--json',
  );
  expect(code).toBe(0);
  const { given } = JSON.parse(stdout) as { given: { rows: number }[] };
  for (const { rows } of given) expect(rows).toBeLessThanOrEqual(4);
  expect(await fileOf('few.yml')).toContain('Sums and the like are those of fewer rows.');
});

it('where the model asks for the time, the test stops the clock', async () => {
  const { code, stderr } = await generate('gold.ages', '--rows', '1');
  expect(code, stderr).toBe(0);
  expect(await fileOf('ages.yml')).toMatch(/^ {4}now: "?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00"?$/m);
});

it('all that was written passes together', async () => {
  const { code, stderr } = await lode(folder, ['test']);
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('4 of 4 unit tests passed');
});

it.each([
  ['no row', ['silver.orders', '--where', 'id = -1'], 'No row of it in prod meets the condition.'],
  ['chance', ['gold.luck'], 'Run again on the same rows, it gives other ones.'],
  ['no model', ['silver.order'], 'model-unknown'],
  ['no environment', ['silver.orders', '--env', 'dev'], 'environment-unknown'],
])('%s: says why there is no test', async (_, [model, ...options], message) => {
  const { code, stderr } = await generate(model!, ...options);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});

it.each([
  [['test', '--env', 'prod'], '--env'],
  [['test', '--generate', 'silver.orders', '--coverage'], '--coverage'],
])('%s: an option that would say nothing is refused', async (options, named) => {
  const { code, stderr } = await lode(folder, options);
  expect(code).toBe(1);
  expect(stderr).toContain('argument-invalid');
  expect(stderr).toContain(named);
});
