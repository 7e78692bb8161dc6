import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { type DeltaRs, needsDeltaRs, startDeltaRs } from '../support/delta-rs.ts';
import { listingOf } from '../support/listing.ts';
import { describeWith } from '../support/needs.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

describeWith([needsDeltaRs], 'tables that others write to', () => {
  let deltaRs: DeltaRs;
  let folder: string;
  beforeAll(() => {
    deltaRs = startDeltaRs();
  });
  afterAll(() => deltaRs.close());
  afterEach(() => removeFolder(folder));
  const table = (model: string) => join(folder, 'lake/prod', model.replace('.', '/'));
  const queryHistory = async () =>
    JSON.parse((await lode(folder, ['history', '--json'])).stdout).versions as { version: number }[];
  const edit = () =>
    writeFile(
      join(folder, 'models/silver/sales.sql'),
      shopFiles['models/silver/sales.sql'].replace('sales.amount,', 'sales.amount * 2 AS amount,'),
    );

  test('a foreign commit stops the apply with exit 4, which names its version and changes nothing', async () => {
    folder = await makeShop();
    await applyShop(folder);
    expect(await deltaRs.append(table('silver.sales'))).toEqual({ version: 1 });
    await edit();
    const before = await listingOf(join(folder, 'lake/prod'));
    const { code, stderr } = await applyShop(folder);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('[table-moved]');
    expect(stderr).toContain('silver.sales');
    expect(stderr).toContain('version 1');
    expect(stderr).toContain('--discard-external silver.sales');
    expect(await listingOf(join(folder, 'lake/prod'))).toEqual(before);
    expect((await queryHistory()).map(({ version }) => version)).toEqual([2, 1]);
    // Readers through Lode see what the environment committed, not what somebody added.
    expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.sales')).toEqual([{ n: 5 }]);
  });

  test('--discard-external overwrites it, and the table goes on from there', async () => {
    folder = await makeShop();
    await applyShop(folder);
    await deltaRs.append(table('silver.sales'));
    await edit();
    const { code, stderr } = await applyShop(folder, '--discard-external', 'silver.sales');
    expect(code, stderr).toBe(0);
    const found = await deltaRs.rows(table('silver.sales'));
    expect(found.version).toBe(2);
    expect(found.rows).toHaveLength(5);
    expect((await deltaRs.rows(table('gold.daily'))).rows.join()).toContain('71.5');
    expect((await applyShop(folder)).stderr).toContain('Nothing to do');
  });

  test('--discard-external puts the rows back also where no model has changed', async () => {
    folder = await makeShop();
    await applyShop(folder);
    await deltaRs.append(table('gold.daily'));
    expect((await deltaRs.rows(table('gold.daily'))).rows).toHaveLength(4);
    const { code, stderr } = await applyShop(folder, '--discard-external', 'gold.daily');
    expect(code, stderr).toBe(0);
    const found = await deltaRs.rows(table('gold.daily'));
    expect(found.version).toBe(2);
    expect(found.rows).toHaveLength(3);
    expect((await applyShop(folder)).stderr).toContain('Nothing to do');
  });

  test('a foreign commit to one table does not hinder an apply that leaves that table alone', async () => {
    folder = await makeShop({ 'models/gold/cities.sql': 'SELECT DISTINCT city FROM seeds.shops\n' });
    await applyShop(folder);
    await deltaRs.append(table('gold.cities'));
    await writeSales(folder, moreSales);
    const { code, stderr } = await applyShop(folder);
    expect(code, stderr).toBe(0);
  });

  test('a table that Lode did not make is not overwritten', async () => {
    folder = await makeShop();
    await applyShop(folder);
    await rm(join(folder, 'lake/_environments'), { recursive: true });
    const before = await listingOf(join(folder, 'lake/prod'));
    const { code, stderr } = await applyShop(folder);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('[table-in-the-way]');
    expect(await listingOf(join(folder, 'lake/prod'))).toEqual(before);
  });

  test('a table whose folder is gone stops the apply, and is made again when told', async () => {
    folder = await makeShop();
    await applyShop(folder);
    await rm(table('gold.daily'), { recursive: true });
    await edit();
    const { code, stderr } = await applyShop(folder);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('[table-gone]');
    const discarded = await applyShop(folder, '--discard-external', 'gold.daily');
    expect(discarded.code, discarded.stderr).toBe(0);
    expect((await deltaRs.rows(table('gold.daily'))).rows).toHaveLength(3);
  });

  test('every tenth commit gets a checkpoint, and delta-rs reads the table by it', async () => {
    folder = await makeShop();
    for (let version = 0; version <= 10; version++) {
      await writeFile(
        join(folder, 'models/silver/sales.sql'),
        shopFiles['models/silver/sales.sql'].replace('sales.amount,', `sales.amount + ${version} AS amount,`),
      );
      const { code, stderr } = await applyShop(folder);
      expect(code, stderr).toBe(0);
    }
    const log = Object.keys(await listingOf(join(table('silver.sales'), '_delta_log')));
    expect(log).toContain('_last_checkpoint');
    expect(log).toContain('00000000000000000010.checkpoint.parquet');
    const undisturbed = await deltaRs.rows(table('silver.sales'));
    expect(undisturbed.version).toBe(10);
    expect(undisturbed.rows).toContain('["1","Ghent","20.00","2026-01-01"]');
    // Without the log before it: only the checkpoint can say what the table holds.
    for (let version = 0; version < 10; version++)
      await rm(join(table('silver.sales'), '_delta_log', `${String(version).padStart(20, '0')}.json`));
    expect(await deltaRs.rows(table('silver.sales'))).toEqual(undisturbed);
    const ours = await queryRows(folder, 'SELECT sum(amount)::INTEGER AS n FROM silver.sales');
    expect(ours).toEqual([{ n: 93 }]);
    expect((await applyShop(folder)).stderr).toContain('Nothing to do');
  }, 300_000);
});
