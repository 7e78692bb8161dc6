import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lode } from '../support/cli.ts';
import { makeProject, writeFiles } from '../support/project.ts';

let folder: string;

beforeAll(async () => {
  folder = await makeProject({
    'seeds/orders.csv': 'id,amount,city\n1,5,namur\n',
    'models/silver/orders.sql': 'SELECT id, amount, city FROM seeds.orders\n',
    'models/gold/totals.sql': 'SELECT sum(amount) AS total FROM silver.orders\n',
    'models/gold/cities.sql': 'SELECT DISTINCT city FROM silver.orders\n',
  });
  expect((await lode(folder, ['apply', '--yes', '--exclude', 'gold.cities'])).code).toBe(0);
  await writeFiles(folder, {
    'models/silver/orders.sql': 'SELECT id, amount * 2 AS amount, city FROM seeds.orders\n',
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function planned(select: string): Promise<string[]> {
  const { stdout, stderr, code } = await lode(folder, ['plan', '--select', select, '--json']);
  expect(code, stderr + stdout).toBe(0);
  const plan = JSON.parse(stdout) as { models: { name: string; action: string }[] };
  return plan.models
    .filter((model) => model.action !== 'none')
    .map((model) => model.name)
    .sort();
}

it('state:new picks what the environment does not have', async () => {
  expect(await planned('state:new')).toEqual(['gold.cities']);
});

it('state:modified picks what has another definition too, and + follows it', async () => {
  expect(await planned('state:modified')).toEqual(['gold.cities', 'silver.orders']);
  expect(await planned('state:modified+')).toEqual(['gold.cities', 'gold.totals', 'silver.orders']);
});

it('column: picks the models that the column reaches, and no others', async () => {
  expect(await planned('column:silver.orders.amount+')).toEqual(['gold.totals', 'silver.orders']);
  expect(await planned('column:+gold.totals.total,layer:silver')).toEqual(['silver.orders']);
});

it('a column that there is not is an error', async () => {
  const { code, stderr } = await lode(folder, ['plan', '--select', 'column:silver.orders.nothing+']);
  expect(code).toBe(1);
  expect(stderr).toContain('selector-picks-nothing');
});

it('a command without an environment cannot answer state:', async () => {
  const { code, stderr } = await lode(folder, ['test', '--select', 'state:modified']);
  expect(code).toBe(1);
  expect(stderr).toContain('selector-not-here');
});
