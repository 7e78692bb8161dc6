import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { makeProject, writeFiles } from '../support/project.ts';

let folder: string;

beforeAll(async () => {
  folder = await makeProject({
    'seeds/orders.csv': 'id,amount,city\n1,5,namur\n2,7,mons\n3,,namur\n',
    'macros/text.sql':
      "CREATE MACRO shout(value) AS upper(value) || mark();\nCREATE OR REPLACE MACRO mark() AS '!';\n",
    'macros/orders.sql':
      'CREATE MACRO orders_above(least) AS TABLE SELECT * FROM silver.orders WHERE amount > least;\n',
    'models/silver/orders.sql': 'SELECT id, amount, shout(city) AS city FROM seeds.orders\n',
    'models/gold/large.sql': 'SELECT id, city FROM orders_above(5)\n',
    'models/gold/loud.sql':
      '/* ---\nkind: view\n--- */\nSELECT shout(city) AS city, count(*) AS orders FROM silver.orders GROUP BY 1\n',
  });
  const { code, stderr } = await lode(folder, ['apply', '--yes']);
  expect(code, stderr).toBe(0);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('scalar macros run, those that they call included', async () => {
  expect(await queryRows(folder, 'SELECT city FROM silver.orders ORDER BY id')).toEqual([
    { city: 'NAMUR!' },
    { city: 'MONS!' },
    { city: 'NAMUR!' },
  ]);
});

it('a table macro reads models, which are built before what calls it', async () => {
  expect(await queryRows(folder, 'SELECT id, city FROM gold.large')).toEqual([
    { id: expect.anything(), city: 'MONS!' },
  ]);
});

it('a view that calls a macro can be queried', async () => {
  expect(await queryRows(folder, "SELECT orders FROM gold.loud WHERE city = 'NAMUR!!'")).toHaveLength(1);
});

it('show runs the macros as they are edited, and a changed macro builds again what calls it', async () => {
  await writeFiles(folder, {
    'macros/text.sql': "CREATE MACRO shout(value) AS upper(value) || mark();\nCREATE MACRO mark() AS '?';\n",
  });
  const shown = await lode(folder, ['show', 'silver.orders', '--format', 'csv']);
  expect(shown.stdout).toContain('NAMUR?');
  const { stdout } = await lode(folder, ['plan', '--json']);
  const plan = JSON.parse(stdout) as { models: { name: string; action: string }[] };
  const actions = Object.fromEntries(plan.models.map((model) => [model.name, model.action]));
  expect(actions).toMatchObject({ 'seeds.orders': 'none', 'silver.orders': 'build', 'gold.loud': 'build' });
});
