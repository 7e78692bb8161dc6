import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/cli/connect.ts';
import type { Host } from '../../src/cli/host.ts';
import type { SourceRead } from '../../src/ports/index.ts';
import { lode } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, firstSales, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

const asView = shopFiles['models/bronze/sales.sql'].replace('kind: full', 'kind: view');

let folder: string;
/** What the source was asked for, in order. */
let reads: SourceRead[];
beforeEach(async () => {
  folder = await makeShop({ 'models/bronze/sales.sql': asView });
  reads = [];
});
afterEach(() => removeFolder(folder));

/** The real connectors, with what is asked of them written down. */
const listening: Partial<Host> = {
  async connectorFor(type) {
    const connector = await connect(type);
    return {
      ...connector,
      async open(source, settings) {
        const session = await connector.open(source, settings);
        return {
          ...session,
          read(read) {
            reads.push(read);
            return session.read(read);
          },
        };
      },
    };
  },
};

const rowsOf = async (...argv: string[]) => {
  const { code, stdout, stderr } = await lode(folder, [...argv, '--format', 'json'], listening);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
};
const query = (sql: string, ...rest: string[]) => rowsOf('query', sql, ...rest);
const apply = async () => {
  const result = await lode(folder, ['apply', '--yes'], listening);
  expect(result.code, result.stderr).toBe(0);
  return result;
};
const bronze = (text: string) => writeFile(join(folder, 'models/bronze/sales.sql'), text);

describe('a bronze view over a source', () => {
  it('is read through when it is queried, no more columns and rows than the query needs', async () => {
    await apply();
    reads = [];
    expect(
      await query("SELECT id FROM bronze.sales WHERE shop = 'a' AND day >= '2026-01-01' AND id > 1"),
    ).toEqual([{ id: 2 }]);
    expect(reads).toEqual([
      {
        relation: 'sales',
        columns: ['id', 'shop', 'day'],
        filters: [
          { column: 'id', operator: '>', value: 1 },
          { column: 'shop', operator: '=', value: 'a' },
          { column: 'day', operator: '>=', value: '2026-01-01' },
        ],
        limit: null,
      },
    ]);
    reads = [];
    expect(await query('SELECT count(*) AS n FROM bronze.sales')).toEqual([{ n: '5' }]);
    expect(reads[0]!.columns).toHaveLength(1);
    reads = [];
    expect(await query('FROM bronze.sales LIMIT 2')).toHaveLength(2);
    expect(reads).toMatchObject([{ limit: 2 }]);
  });

  it('shows what the source has now, and a table over it what it had when it was built', async () => {
    await apply();
    await writeSales(folder, moreSales);
    expect(await query('SELECT count(*) AS n FROM bronze.sales')).toEqual([{ n: '7' }]);
    expect(await query('SELECT sum(sales)::INTEGER AS n FROM gold.daily')).toEqual([
      { n: firstSales.length },
    ]);
    const plan = await lode(folder, ['plan']);
    expect(plan.stdout + plan.stderr).toContain('holds other rows than when this was built');
    await apply();
    expect(await query('SELECT sum(sales)::INTEGER AS n FROM gold.daily')).toEqual([{ n: moreSales.length }]);
  });

  it('is read once for the models that are built on it, and only what these need', async () => {
    await apply();
    expect(reads).toEqual([
      { relation: 'sales', columns: ['id', 'shop', 'amount', 'day'], filters: [], limit: null },
    ]);
  });

  it('gives its rows to a model that is built anew while the view itself stands', async () => {
    await apply();
    const silver = shopFiles['models/silver/sales.sql'].replace(
      'USING (shop)',
      "USING (shop)\nWHERE sales.day = DATE '2026-01-01'",
    );
    await writeFile(join(folder, 'models/silver/sales.sql'), silver);
    reads = [];
    await apply();
    expect(await query('SELECT sum(sales)::INTEGER AS n FROM gold.daily')).toEqual([{ n: 3 }]);
    expect(reads[0]).toMatchObject({ filters: [{ column: 'day', operator: '=', value: '2026-01-01' }] });
  });

  it('is read whole for its audits', async () => {
    await bronze(asView.replace('columns:', 'audits: [{unique: [id]}]\ncolumns:'));
    const { stderr } = await apply();
    expect(stderr).toContain('1/1 audits');
    expect(reads[0]!.columns).toHaveLength(5);
  });

  it('can be shown before anything is applied, and its first rows are all that is read', async () => {
    expect(await rowsOf('show', 'bronze.sales', '--limit', '3')).toHaveLength(3);
    expect(reads).toMatchObject([{ limit: 3 }]);
    reads = [];
    expect(await rowsOf('show', '--inline', "SELECT customer FROM bronze.sales WHERE shop = 'c'")).toEqual([
      { customer: 'Émile' },
    ]);
    expect(reads).toMatchObject([{ columns: ['shop', 'customer'], filters: [{ column: 'shop' }] }]);
  });

  it('can be compared', async () => {
    await apply();
    const same = await lode(folder, ['compare', 'bronze.sales', 'till/sales.parquet', '--key', 'id']);
    expect(same.code, same.stderr).toBe(0);
  });

  it('leaves nothing behind of what was read', async () => {
    await apply();
    await query('SELECT count(*) FROM bronze.sales');
    const { readdirSync } = await import('node:fs');
    expect(readdirSync(join(folder, 'lake/_temporary'))).toEqual([]);
  });

  it('says which source cannot be read, and what a query over the rest gives stays untouched', async () => {
    await apply();
    await writeFile(
      join(folder, 'project.yml'),
      readFileSync(join(folder, 'project.yml'), 'utf8').replaceAll('path: till', 'path: nowhere'),
    );
    const failed = await lode(folder, ['query', 'FROM bronze.sales']);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('nowhere');
    expect(await query('SELECT count(*) AS n FROM gold.daily')).toEqual([{ n: '3' }]);
  });
});

describe('giving a view a table of its own', () => {
  const tables = [
    ['full', 'kind: full'],
    ['append', 'kind: append'],
    ['incremental_by_unique_key', 'kind: incremental_by_unique_key\nunique_key: [id]'],
  ] as const;
  it.each(tables)('%s: no model that reads it changes, and the plan says so', async (kind, header) => {
    await apply();
    await bronze(asView.replace('kind: view', header));
    const plan = await lode(folder, ['plan', '--format', 'json']);
    const { models, summary } = JSON.parse(plan.stdout);
    const named = (name: string) => models.find((model: { name: string }) => model.name === name);
    expect(named('bronze.sales')).toMatchObject({ verdict: 'metadata', action: 'build', destructive: false });
    for (const reader of ['silver.sales', 'gold.daily'])
      expect(named(reader)).toMatchObject({ verdict: 'unchanged', action: 'none' });
    expect(summary).toMatchObject({ build: 1 });
    const text = await lode(folder, ['plan']);
    expect(text.stdout + text.stderr).toContain(`The kind changed from view to ${kind}`);
    await apply();
    expect(await query('SELECT count(*) AS n FROM bronze.sales')).toEqual([{ n: '5' }]);
    const again = await lode(folder, ['plan', '--detailed-exitcode']);
    expect(again.code, again.stdout).toBe(0);
  });

  it('builds what reads it where the source has moved since', async () => {
    await apply();
    await bronze(asView.replace('kind: view', 'kind: append'));
    await writeSales(folder, moreSales);
    await apply();
    expect(await query('SELECT sum(sales)::INTEGER AS n FROM gold.daily')).toEqual([{ n: 7 }]);
  });

  it('breaks what reads it where the table begins otherwise', async () => {
    await apply();
    await bronze(
      asView
        .replace('kind: view', 'kind: incremental_by_unique_key\nunique_key: [id]')
        .replace('SELECT *', 'SELECT DISTINCT ON (shop) *'),
    );
    const { models } = JSON.parse((await lode(folder, ['plan', '--format', 'json'])).stdout);
    expect(models.find((model: { name: string }) => model.name === 'silver.sales').action).toBe('build');
  });
});

it('an environment of one’s own can read through as well', async () => {
  await applyShop(folder);
  const made = await lode(folder, ['apply', 'dev', '--from', 'prod', '--yes']);
  expect(made.code, made.stderr).toBe(0);
  expect(await query('SELECT count(*) AS n FROM bronze.sales', '--env', 'dev')).toEqual([{ n: '5' }]);
});
