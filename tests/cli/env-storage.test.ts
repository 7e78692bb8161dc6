import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, makeShop, shopFiles } from '../support/shop.ts';

let folder: string;
afterEach(() => removeFolder(folder));

interface Storage {
  readonly models: readonly { model: string; live: number; history: number; shared: number }[];
  readonly total: { live: number; history: number; shared: number; builds: number };
  readonly freeable: number;
  readonly nextAt: string | null;
}

async function storage(environment = 'prod'): Promise<Storage> {
  const { code, stdout, stderr } = await lode(folder, ['env', 'show', environment, '--storage', '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Storage;
}

async function sizeBelow(path: string, end = ''): Promise<number> {
  let bytes = 0;
  const seen = new Set<number>();
  for (const name of await readdir(join(folder, 'lake', path), { recursive: true })) {
    const info = await stat(join(folder, 'lake', path, name));
    if (!info.isFile() || seen.has(info.ino) || !name.endsWith(end)) continue;
    seen.add(info.ino);
    bytes += info.size;
  }
  return bytes;
}

test('what stands and what is kept of the past are counted apart, each file once', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const first = await storage();
  const silver = first.models.find(({ model }) => model === 'silver.sales')!;
  expect(silver.live).toBe(await sizeBelow('prod/silver/sales', '.parquet'));
  expect(silver.live + silver.history).toBe(await sizeBelow('prod/silver/sales'));
  expect(first.total.live + first.total.history).toBe(await sizeBelow('prod'));
  expect(first.nextAt).not.toBeNull();
  await writeFile(
    join(folder, 'models/silver/sales.sql'),
    shopFiles['models/silver/sales.sql'].replace(
      'sales.amount,',
      'CAST(sales.amount * 2 AS DECIMAL(10,2)) AS amount,',
    ),
  );
  await applyShop(folder);
  const second = await storage();
  const later = second.models.find(({ model }) => model === 'silver.sales')!;
  expect(later.history).toBeGreaterThan(silver.history + silver.live - 100);
  expect(second.total.live + second.total.history).toBe(await sizeBelow('prod'));
  expect(second.total.builds).toBe((await sizeBelow('_builds')) - (await sizeBelow('_builds', '.parquet')));
});

test('what other environments have under names of their own is told', async () => {
  folder = await makeShop();
  await applyShop(folder);
  expect((await storage()).total.shared).toBe(0);
  await writeFile(
    join(folder, 'models/gold/more.sql'),
    '/* ---\nkind: full\n--- */\nSELECT city, turnover FROM gold.daily\n',
  );
  await lode(folder, ['apply', 'dev', '--yes']);
  await applyShop(folder);
  const prod = await storage();
  const more = prod.models.find(({ model }) => model === 'gold.more')!;
  expect(more.shared).toBe(more.live);
  expect(more.shared).toBeGreaterThan(0);
  expect((await storage('dev')).total.shared).toBe(prod.total.shared);
  const { stdout } = await lode(folder, ['env', 'show', 'prod', '--storage']);
  expect(stdout).toContain('total');
  expect(stdout).toContain('`lode gc` would free');
  expect((await lode(folder, ['env', 'show', 'def', '--storage'])).stderr).toContain('[environment-unknown]');
});
