import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Comparison, EnvironmentComparison } from '../../src/compare/index.ts';
import { describeWith } from '../support/needs.ts';
import { lodeOn, makeObjectShop, rowsOn } from '../support/object-lake.ts';
import { needsObjectStore, type ObjectStore, startObjectStore } from '../support/object-store.ts';
import { removeFolder } from '../support/project.ts';
import { moreSales, shopFiles, writeSales } from '../support/shop.ts';

describeWith([needsObjectStore], 'comparisons over a lake in an object store', () => {
  let store: ObjectStore;
  let folder: string;
  beforeAll(async () => {
    store = await startObjectStore();
    folder = await makeObjectShop('compared', {
      'models/gold/daily.sql': shopFiles['models/gold/daily.sql'].replace(
        'kind: full',
        'kind: full\ngrain: [city, day]',
      ),
      'models/gold/named.sql': '/* ---\nkind: view\n--- */\nSELECT city, turnover FROM gold.daily\n',
    });
    await done('apply', '--yes');
    await writeSales(folder, moreSales);
    await done('apply', '--yes');
    await writeFile(
      join(folder, 'models/silver/sales.sql'),
      shopFiles['models/silver/sales.sql'].replace(
        'sales.amount,',
        '(sales.amount + 1)::DECIMAL(10,2) AS amount,',
      ),
    );
    await done('apply', 'dev', '--yes');
  });
  afterAll(async () => {
    await removeFolder(folder);
    await store.close();
  });

  async function done(...argv: string[]): Promise<void> {
    const { code, stderr } = await lodeOn(store, folder, ...argv);
    expect(code, `${argv.join(' ')}: ${stderr}`).toBe(0);
  }
  async function compared<T>(...argv: string[]): Promise<T> {
    const { code, stdout, stderr } = await lodeOn(store, folder, 'compare', ...argv, '--json');
    expect([0, 2], stdout + stderr).toContain(code);
    return JSON.parse(stdout) as T;
  }

  test('of versions, of a view and a query, and of a file beside a model', async () => {
    const versions = await compared<Comparison>('prod@2:gold.daily', 'prod:gold.daily');
    expect(versions.rows).toEqual({ both: 3, onlyLeft: 0, onlyRight: 2, changed: 0, equal: 3 });
    expect(versions.explanation!.columns[0]!.causes).toMatchObject([
      { kind: 'input', model: 'bronze.sales' },
    ]);
    const view = await compared<Comparison>('gold.named', 'SELECT city, turnover FROM gold.daily', '--bag');
    expect(view.verdict).toBe('equal');
    await writeFile(join(folder, 'old.csv'), 'city,day,turnover\nGhent,2026-01-01,36\n');
    const file = await compared<Comparison>('old.csv', 'prod:gold.daily', '--key', 'city,day');
    expect(file.rows).toMatchObject({ both: 1, changed: 1 });
    expect(file.explanation!.columns[0]!.hints[0]).toMatchObject({
      model: 'gold.daily',
      explains: ['rounding'],
    });
  });

  test('of two models and of two environments, with where the difference begins', async () => {
    const one = await compared<Comparison>('prod:gold.daily', 'dev:gold.daily');
    expect(one.explanation!.columns.find(({ column }) => column === 'turnover')!.causes).toMatchObject([
      { model: 'silver.sales', column: 'amount', data: 'begins' },
    ]);
    const all = await compared<EnvironmentComparison>('prod', 'dev');
    expect(all.summary).toMatchObject({ equal: 2, different: 3, defects: 0 });
  });

  test('writes differing rows into the lake, and leaves nothing in the project', async () => {
    await compared('prod:gold.daily', 'dev:gold.daily', '--materialize', 'daily_differences');
    const rows = await rowsOn(
      store,
      folder,
      'delta',
      'scan',
      's3://lake/compared/_comparisons/daily_differences',
    );
    expect(rows).toHaveLength(5);
    expect(existsSync(join(folder, 'lake'))).toBe(false);
  });

  test('of a Delta table by its address, at a version; other files there are refused', async () => {
    const address = 's3://lake/compared/prod/gold/daily';
    const run = (...argv: string[]) => lodeOn(store, folder, 'compare', ...argv);
    for (const [left, right, code] of [
      [address, 'prod:gold.daily', 0],
      [`delta:${address}`, address, 0],
      [`delta@0:${address}`, address, 2],
    ] as const) {
      const found = await run(left, right);
      expect(found.code, found.stdout + found.stderr).toBe(code);
    }
    const file = await run('s3://lake/compared/old.csv', 'prod:gold.daily');
    expect([file.code, file.stderr]).toEqual([1, expect.stringContaining('only these are compared')]);
  });
});
