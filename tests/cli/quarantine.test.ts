import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import {
  applyShop,
  firstSales,
  makeShop,
  moreSales,
  type Sale,
  shopFiles,
  writeSales,
} from '../support/shop.ts';

let folder: string;
beforeAll(async () => {
  folder = await makeShop();
});
afterAll(() => removeFolder(folder));

const silver = 'models/silver/sales.sql';
const audits = `audits:
  - accepted_range: {column: amount, min: 0.01}
    on_failure: quarantine
  - expression: id <> 4
    name: not four
    on_failure: quarantine
`;

/** The silver model over the till's sales, of a kind, with its audits. */
const model = (kind: string, body = audits) => `/* ---
kind: ${kind}
${body}--- */
SELECT id, shop, amount, day FROM bronze.sales
`;

const ids = async (relation: string, options: readonly string[] = []) =>
  (await queryRows(folder, `SELECT id FROM ${relation} ORDER BY id`, ...options)).map((row) => row.id);

async function apply(kind: string, sales: readonly Sale[], body = audits) {
  await writeFile(join(folder, silver), model(kind, body));
  await writeSales(folder, sales);
  await rm(join(folder, 'models/gold/daily.sql'), { force: true });
  const result = await applyShop(folder, '--allow-destructive', 'silver.sales');
  expect(result.code, result.stderr).toBe(0);
  return result;
}

const mended = (id: number) =>
  moreSales.map((sale) => (sale.id === id ? { ...sale, id: sale.id === 4 ? 40 : sale.id, amount: 9 } : sale));

describe('a table that is made whole', () => {
  test('goes on without the rows that fail; these stand aside with their reasons', async () => {
    const { stderr } = await apply('full', firstSales);
    expect(stderr).toContain(
      'warning: `silver.sales` was expected: every value of `amount` to be at least 0.01',
    );
    expect(stderr).toContain('1 of 5 rows does not. They were put aside.');
    expect(await ids('silver.sales')).toEqual([1, 2, 3]);
    const aside = await queryRows(
      folder,
      'SELECT id, _quarantine_reasons AS why, _quarantine_run_id IS NOT NULL AS run, _quarantined_at IS NOT NULL AS at FROM silver.sales__quarantine ORDER BY id',
    );
    expect(aside).toEqual([
      { id: 4, why: ['not four'], run: true, at: true },
      { id: 5, why: ['accepted_range(amount)'], run: true, at: true },
    ]);
  });

  test('an apply without anything new does nothing; a run with mended rows takes them in', async () => {
    const again = await applyShop(folder);
    expect(again.stderr).toContain('Nothing to do');
    await apply('full', mended(5));
    expect(await ids('silver.sales')).toEqual([1, 2, 3, 5, 6, 7]);
    expect(await ids('silver.sales__quarantine')).toEqual([4]);
  });

  test('what is put aside goes with the model’s version: history shows it as it was', async () => {
    const versions = JSON.parse((await lode(folder, ['history', '--json'])).stdout) as {
      versions: { version: number }[];
    };
    const first = Math.min(...versions.versions.map(({ version }) => version)) + 1;
    expect(await ids('silver.sales__quarantine', ['--as-of', String(first)])).toEqual([4, 5]);
  });

  test('another rule is another table: readers are told, and the rows come back', async () => {
    await writeFile(join(folder, silver), model('full', audits.replace('0.01', '0')));
    const { stdout } = await lode(folder, ['plan', '--format', 'json']);
    const plan = JSON.parse(stdout) as { models: { name: string; verdict: string; action: string }[] };
    expect(plan.models.find(({ name }) => name === 'silver.sales')).toMatchObject({
      verdict: 'breaking',
      action: 'build',
    });
    await apply('full', firstSales, audits.replace('0.01', '0'));
    expect(await ids('silver.sales')).toEqual([1, 2, 3, 5]);
  });

  test('too many of them stop the commit', async () => {
    await writeFile(
      join(folder, silver),
      model('full', audits.replace('min: 0.01}', "min: 9}\n    error_if: '> 20%'")),
    );
    const { code, stderr } = await applyShop(folder);
    expect(code).toBe(3);
    expect(stderr).toContain('3 of 5 rows do not. That is > 20%.');
    expect(await ids('silver.sales')).toEqual([1, 2, 3, 5]);
  });

  test('of rows that share a key all are put aside, of orphans each', async () => {
    const two = `audits:
  - unique: [day]
    where: shop = 'b' OR id = 1
    on_failure: quarantine
  - relationships: {column: shop, to: seeds.shops, field: shop}
    on_failure: quarantine
`;
    await writeFile(
      join(folder, silver),
      `${model('full', two).replace('FROM', 'FROM seeds.shops SEMI JOIN')}`,
    );
    await writeFile(
      join(folder, silver),
      `/* ---\n${two}--- */\nSELECT id, shop, amount, day FROM bronze.sales WHERE id < (SELECT count(*) * 100 FROM seeds.shops)\n`,
    );
    await writeFile(join(folder, 'seeds/shops.csv'), 'shop,city\na,Ghent\nb,Ghent\n');
    const { code, stderr } = await applyShop(folder);
    expect(code, stderr).toBe(0);
    expect(await ids('silver.sales')).toEqual([2, 4]);
    expect(await ids('silver.sales__quarantine')).toEqual([1, 3, 5]);
    // The relation that orphans are looked for in has grown: the row is none any more.
    await writeFile(join(folder, 'seeds/shops.csv'), shopFiles['seeds/shops.csv']);
    expect((await applyShop(folder)).code).toBe(0);
    expect(await ids('silver.sales')).toEqual([2, 4, 5]);
    expect(await ids('silver.sales__quarantine')).toEqual([1, 3]);
  });
});

describe('a table that keeps rows of earlier runs', () => {
  test('by interval: only what is computed again is put aside again', async () => {
    const body = `time_column: day\nstart: 2026-01-01\n${audits}`;
    await writeFile(
      join(folder, silver),
      model('incremental_by_time_range', body).replace(
        'FROM bronze.sales',
        'FROM bronze.sales WHERE day >= {{start}} AND day < {{end}}',
      ),
    );
    await writeSales(folder, firstSales);
    expect((await applyShop(folder)).code).toBe(0);
    expect(await ids('silver.sales')).toEqual([1, 2, 3]);
    expect(await ids('silver.sales__quarantine')).toEqual([4, 5]);
    await writeSales(folder, mended(5));
    const { code, stderr } = await applyShop(folder, '--restate', 'silver.sales', '--start', '2026-01-02');
    expect(code, stderr).toBe(0);
    expect(await ids('silver.sales')).toEqual([1, 2, 3, 5, 6, 7]);
    expect(await ids('silver.sales__quarantine')).toEqual([4]);
  });

  test('by key: a row that is given anew is judged anew, others stay aside', async () => {
    const body = `unique_key: id\n${audits}`;
    await apply('incremental_by_unique_key', firstSales, body);
    expect(await ids('silver.sales')).toEqual([1, 2, 3]);
    await apply('incremental_by_unique_key', [{ ...firstSales[4]!, amount: 3 }, ...moreSales.slice(5)], body);
    expect(await ids('silver.sales')).toEqual([1, 2, 3, 5, 6, 7]);
    expect(await ids('silver.sales__quarantine')).toEqual([4]);
  });

  test('versions of rows: only good ones begin', async () => {
    const body = `unique_key: id\ncompared_columns: all\n${audits}`;
    await apply('scd_type_2', firstSales, body);
    expect(await ids('silver.sales')).toEqual([1, 2, 3]);
    expect(await ids('silver.sales__quarantine')).toEqual([4, 5]);
    await apply('scd_type_2', mended(5), body);
    expect(await ids('silver.sales WHERE valid_to IS NULL')).toEqual([1, 2, 3, 5, 6, 7]);
    expect(await ids('silver.sales__quarantine')).toEqual([4]);
  });

  test('rows that are only added: what was put aside stays', async () => {
    await apply('append', firstSales, audits);
    expect(await ids('silver.sales')).toEqual([1, 2, 3]);
    await apply('append', mended(5), audits);
    expect(await ids('silver.sales__quarantine')).toEqual([4, 4, 5]);
    expect(await ids('silver.sales')).toEqual([1, 1, 2, 2, 3, 3, 5, 6, 7]);
  });
});

test('another environment has its own; a promotion takes it along; gc leaves what stands', async () => {
  await apply('full', firstSales);
  const dev = await lode(folder, ['apply', 'dev', '--yes']);
  expect(dev.code, dev.stderr).toBe(0);
  expect(await ids('silver.sales__quarantine', ['--env', 'dev'])).toEqual([4, 5]);
  expect((await lode(folder, ['gc'])).code).toBe(0);
  expect(await ids('silver.sales__quarantine')).toEqual([4, 5]);
  expect((await lode(folder, ['fsck'])).code).toBe(0);
  expect((await lode(folder, ['run'])).code).toBe(0);
});

test('who is erased is so from what was put aside and from the evidence, too', async () => {
  await writeFile(
    join(folder, silver),
    model('append', `${audits}  - accepted_values: {column: id, values: [1, 2]}\n    severity: warn\n`),
  );
  expect((await applyShop(folder, '--allow-destructive', 'silver.sales')).code).toBe(0);
  expect(await ids('silver.sales__quarantine')).toEqual([4, 5]);
  expect((await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM lode.failures'))[0]!.n).toBeGreaterThan(
    0,
  );
  const { code, stderr } = await lode(folder, ['erase', '--where', 'id = 4', '--yes']);
  expect(code, stderr).toBe(0);
  expect(await ids('silver.sales__quarantine')).toEqual([5]);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM lode.failures')).toEqual([{ n: 0 }]);
});

test('it goes with the model', async () => {
  await rm(join(folder, silver));
  const { code, stderr } = await applyShop(
    folder,
    '--allow-destructive',
    'silver.sales',
    '--allow-destructive',
    'silver.sales__quarantine',
  );
  expect(code, stderr).toBe(0);
  expect((await lode(folder, ['query', 'FROM silver.sales__quarantine'])).code).toBe(1);
  expect((await readdir(join(folder, 'lake/prod/silver'))).sort()).toContain('sales__quarantine');
});
