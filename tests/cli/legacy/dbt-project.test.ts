import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Inventory, inventoryForm } from '../../../src/triage/index.ts';
import { lode } from '../../support/cli.ts';
import { removeFolder, temporaryFolder, writeFiles } from '../../support/project.ts';

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFiles(folder, {
    'shop/dbt_project.yml': "name: shop\nvars: {least: '10'}\n",
    'shop/macros/cents.sql': '{% macro euros(c) %}({{ c }} / 100.0){% endmacro %}\n',
    'shop/seeds/raw_sales.csv': 'id,city,cents,day\n1,Ghent,1250,2025-01-03\n2,"Mons, B",990,2025-01-04\n',
    'shop/models/stg_sales.sql':
      "SELECT id, city, {{ euros('cents') }} AS amount, day FROM {{ ref('raw_sales') }}\n",
    'shop/models/by_city.sql':
      "{{ config(materialized='table') }}\nSELECT city, sum(amount) AS amount FROM {{ ref('stg_sales') }} WHERE amount > {{ var('least') }} GROUP BY city\n",
    'shop/dbt_packages/other/models/never.sql': 'SELECT 1 AS x\n',
    'shop/dbt_packages/tools/dbt_project.yml': 'name: tools\n',
    'shop/dbt_packages/tools/macros/net.sql':
      "{% macro net(c) %}{{ return(adapter.dispatch('net', 'tools')(c)) }}{% endmacro %}\n{% macro default__net(c) %}{{ c }} / 1.21{% endmacro %}\n",
    'shop/models/net_sales.sql': "SELECT id, {{ tools.net('amount') }} AS net FROM {{ ref('stg_sales') }}\n",
    'other.csv': 'a,b\n1,2\n',
  });
});
afterAll(() => removeFolder(folder));

async function scan(): Promise<{ inventory: Inventory; said: string }> {
  const { code, stdout, stderr } = await lode(folder, [
    'legacy',
    'scan',
    'shop',
    'other.csv',
    '--dialect',
    'postgres',
    '--json',
  ]);
  expect(stderr).not.toContain('error');
  expect(code).toBe(0);
  return { inventory: inventoryForm.parse(JSON.parse(stdout)) as Inventory, said: stderr };
}

test('models are bound over each other down to the seeds, by what macros and variables make of them', async () => {
  const { inventory } = await scan();
  const known = inventory.objects.map(({ id, kind, understanding, columns }) => [
    id,
    kind,
    understanding,
    columns?.map(({ name, type }) => `${name} ${type}`).join(', ') ?? null,
  ]);
  expect(known.filter(([, kind]) => kind !== 'file' && kind !== 'external')).toEqual([
    ['by_city', 'view', 'bound', null],
    ['net_sales', 'view', 'bound', null],
    ['raw_sales', 'table', 'parsed', 'id integer, city varchar(255), cents integer, day date'],
    ['shop/dbt_packages/other/models/never.sql', 'query', 'bound', null],
    ['stg_sales', 'view', 'bound', null],
  ]);
  const formats = new Map(inventory.sources.map(({ file, format }) => [file, format]));
  expect(formats.get('shop/seeds/raw_sales.csv')).toBe('csv');
  expect(formats.get('other.csv')).toBe('unknown');
});

test('an edited macro makes its models be read again, though their files are the same', async () => {
  const textOf = (inventory: Inventory) =>
    inventory.objects.find(({ id }) => id === 'stg_sales')!.statements[0]!.text;
  expect(textOf((await scan()).inventory)).toContain('(cents / 100.0) AS amount');
  await writeFile(
    join(folder, 'shop/macros/cents.sql'),
    '{% macro euros(c) %}({{ c }} * 0.01){% endmacro %}\n',
  );
  expect(textOf((await scan()).inventory)).toContain('(cents * 0.01) AS amount');
});
