import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { firstOrders, makeDrifting, writeRelation } from '../../support/drifting.ts';
import { removeFolder } from '../../support/project.ts';

let folder: string;
afterEach(() => removeFolder(folder));

async function done(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await lode(folder, argv);
  expect(code, stderr).toBe(0);
  return stdout + stderr;
}

const apply = (...options: string[]) => done('apply', '--yes', ...options);

async function actions(): Promise<Record<string, string>> {
  const plan = JSON.parse((await lode(folder, ['plan', '--json'])).stdout);
  return Object.fromEntries(
    plan.models.map((model: { name: string; action: string }) => [model.name, model.action]),
  );
}

const nothing = {
  'bronze.orders': 'none',
  'silver.orders': 'none',
  'silver.seen': 'none',
  'gold.total': 'none',
};

async function columnsOf(relation: string): Promise<Record<string, unknown>> {
  const rows = await queryRows(folder, `DESCRIBE SELECT * FROM ${relation}`);
  return Object.fromEntries(rows.map((row) => [row.column_name, row.column_type]));
}

describe('a `full` bronze under `evolve`', () => {
  it('takes a new column in, and nothing behind it changes', async () => {
    folder = await makeDrifting('kind: full');
    await apply();
    const before = await queryRows(folder, 'SELECT * FROM silver.orders ORDER BY id');
    await writeRelation(
      folder,
      'orders',
      `SELECT id, id * 100 AS phone, day, amount, note FROM (${firstOrders})`,
    );
    await apply();
    expect(await queryRows(folder, 'SELECT * FROM bronze.orders WHERE id = 2')).toMatchObject([
      { id: 2, phone: 200, note: 'two' },
    ]);
    expect(Object.keys(await columnsOf('bronze.orders'))).toEqual(['id', 'phone', 'day', 'amount', 'note']);
    expect(await queryRows(folder, 'SELECT * FROM silver.orders ORDER BY id')).toEqual(before);
    expect(Object.keys(await columnsOf('silver.seen'))).toEqual(['id', 'day', 'amount', 'note']);
    expect(await actions()).toEqual(nothing);
    expect(await done('fsck')).toContain('✓');
  });

  it('widens a type; readers get the one that they know, or a clear error', async () => {
    folder = await makeDrifting('kind: full');
    await apply();
    const wider = `SELECT id::BIGINT AS id, day, amount::DECIMAL(14,4) AS amount, note FROM (${firstOrders})`;
    await writeRelation(folder, 'orders', wider);
    await apply();
    expect(await columnsOf('bronze.orders')).toMatchObject({ id: 'BIGINT', amount: 'DECIMAL(14,4)' });
    expect(await columnsOf('silver.orders')).toMatchObject({ id: 'INTEGER', amount: 'DECIMAL(10,2)' });
    expect(await actions()).toEqual(nothing);
    const broken = `${wider} UNION ALL SELECT 3000000000, DATE '2026-01-04', 1.2345, 'big'`;
    await writeRelation(folder, 'orders', broken);
    const { code, stderr } = await lode(folder, ['run']);
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('drift-not-handed');
    expect(await queryRows(folder, 'SELECT CAST(count(*) AS INTEGER) AS n FROM bronze.orders')).toEqual([
      { n: 4 },
    ]);
    expect(await queryRows(folder, 'SELECT CAST(count(*) AS INTEGER) AS n FROM silver.orders')).toEqual([
      { n: 3 },
    ]);
  });

  it('goes on without a column that is gone, and names the one that it may be now', async () => {
    folder = await makeDrifting('kind: full');
    await apply();
    await writeRelation(folder, 'orders', `SELECT id, day, amount, note AS remark FROM (${firstOrders})`);
    const said = await apply();
    expect(said).toMatch(/note.*remark/s);
    expect(await queryRows(folder, 'SELECT note, remark FROM bronze.orders WHERE id = 2')).toEqual([
      { note: null, remark: 'two' },
    ]);
    expect(await queryRows(folder, 'SELECT note FROM bronze.orders WHERE id = 2', '--as-of', '1')).toEqual([
      { note: 'two' },
    ]);
    expect(await actions()).toEqual(nothing);
  });

  it('gives values of another type a column of their own', async () => {
    folder = await makeDrifting('kind: full');
    await apply();
    await writeRelation(
      folder,
      'orders',
      `SELECT id, day, CASE id WHEN 1 THEN '10.50' WHEN 2 THEN 'twenty' ELSE '030.25' END AS amount, note FROM (${firstOrders})`,
    );
    await apply();
    expect(
      await queryRows(folder, 'SELECT id, amount, amount__v_varchar AS text FROM bronze.orders ORDER BY id'),
    ).toEqual([
      { id: 1, amount: '10.50', text: null },
      { id: 2, amount: null, text: 'twenty' },
      { id: 3, amount: null, text: '030.25' },
    ]);
    expect(await columnsOf('silver.orders')).toMatchObject({ amount: 'DECIMAL(10,2)' });
    expect(await actions()).toEqual(nothing);
  });

  it('takes nothing in twice: the run on a server and the project agree', async () => {
    folder = await makeDrifting('kind: full');
    await apply();
    await writeRelation(folder, 'orders', `SELECT *, id AS one FROM (${firstOrders})`);
    await done('run');
    await writeRelation(
      folder,
      'orders',
      `SELECT id::BIGINT AS id, day, amount, note, id AS one, 'x' AS two FROM (${firstOrders})`,
    );
    await done('run');
    expect(Object.keys(await columnsOf('bronze.orders'))).toEqual([
      'id',
      'day',
      'amount',
      'note',
      'one',
      'two',
    ]);
    expect(await actions()).toEqual(nothing);
    expect(await done('run')).toContain('Nothing is due');
    const silver = join(folder, 'models/silver/orders.sql');
    const text = await readFile(silver, 'utf8');
    await writeFile(silver, text.replace('SELECT *,', 'SELECT *, two,'));
    const unknown = await lode(folder, ['plan']);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toMatch(/`bronze.orders` has `two` in prod since version \d+/);
    expect(unknown.stderr).toContain('lode source pull erp --from-environment prod');
    await writeFile(silver, text);
    await done('source', 'pull', 'erp', '--from-environment', 'prod');
    expect(await done('source', 'pull', 'erp')).toContain('up to date');
    const after = await actions();
    expect(after['bronze.orders']).toBe('none');
    expect(after['silver.orders']).toBe('build');
    await apply();
    expect(Object.keys(await columnsOf('silver.orders'))).toEqual([
      'id',
      'day',
      'amount',
      'note',
      'one',
      'two',
      'twice',
    ]);
    expect(await actions()).toEqual(nothing);
  });
});

describe('other policies', () => {
  it('`freeze` stops the load with exit 3, and bronze keeps what it has', async () => {
    folder = await makeDrifting('kind: full', 'policy: freeze\n');
    await apply();
    await writeRelation(folder, 'orders', `SELECT *, id AS phone FROM (${firstOrders}) WHERE id = 1`);
    for (const argv of [['apply', '--yes'], ['run']]) {
      const { code, stderr } = await lode(folder, argv);
      expect(code, stderr).toBe(3);
      expect(stderr).toContain('drift-frozen');
    }
    expect(await queryRows(folder, 'SELECT CAST(count(*) AS INTEGER) AS n FROM bronze.orders')).toEqual([
      { n: 3 },
    ]);
    expect((await lode(folder, ['plan'])).code).toBe(3);
    expect((await lode(folder, ['source', 'check'])).code).toBe(3);
  });

  it('`discard` loads what fits, and counts what does not', async () => {
    folder = await makeDrifting('kind: full', 'policy: discard\n');
    await apply();
    await writeRelation(
      folder,
      'orders',
      `SELECT id, day, CASE id WHEN 2 THEN 'twenty' ELSE amount::VARCHAR END AS amount, note, 1 AS extra FROM (${firstOrders})`,
    );
    const said = await apply();
    expect(said).toMatch(/1 value of/s);
    expect(Object.keys(await columnsOf('bronze.orders'))).toEqual(['id', 'day', 'amount', 'note']);
    expect(await queryRows(folder, 'SELECT amount FROM bronze.orders ORDER BY id')).toEqual([
      { amount: '10.50' },
      { amount: null },
      { amount: '30.25' },
    ]);
  });

  it('a relation that is gone stops its load under any policy; its rows stay', async () => {
    folder = await makeDrifting('kind: full');
    await apply();
    await writeRelation(folder, 'other', 'SELECT 1 AS a');
    await (await import('node:fs/promises')).rm(`${folder}/erp/orders.parquet`);
    const { code, stderr } = await lode(folder, ['run']);
    expect(code).toBe(3);
    expect(stderr).toContain('source-relation-gone');
    expect(await queryRows(folder, 'SELECT CAST(count(*) AS INTEGER) AS n FROM bronze.orders')).toEqual([
      { n: 3 },
    ]);
    expect((await lode(folder, ['apply', '--yes'])).code).toBe(1);
  });
});

describe('a saved plan', () => {
  it('is carried out over what the source has by then, and says so; a policy that freezes stops it', async () => {
    folder = await makeDrifting('kind: full');
    await apply();
    await writeRelation(folder, 'orders', `${firstOrders} WHERE id < 3`);
    await done('plan', '--out', 'plan.json');
    await writeRelation(folder, 'orders', `SELECT *, id AS phone FROM (${firstOrders})`);
    await done('run');
    await writeRelation(folder, 'orders', `SELECT *, id AS phone, id AS fax FROM (${firstOrders})`);
    const said = await apply('plan.json');
    expect(said).toContain('fax INTEGER is new');
    expect(Object.keys(await columnsOf('bronze.orders'))).toEqual([
      'id',
      'day',
      'amount',
      'note',
      'phone',
      'fax',
    ]);
  });
});
