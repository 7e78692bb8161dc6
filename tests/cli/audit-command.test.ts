import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditDocumentForm } from '../../src/reports/audits/index.ts';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, firstSales, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

let folder: string;
beforeAll(async () => {
  folder = await makeShop();
});
afterAll(() => removeFolder(folder));

const silver = 'models/silver/sales.sql';
const audited = (audits: string) =>
  writeFile(
    join(folder, silver),
    shopFiles[silver].replace('description:', `audits:\n${audits.replace(/^/gm, '  ')}\ndescription:`),
  );
const bronze = (audits: string) =>
  writeFile(
    join(folder, 'models/bronze/sales.sql'),
    shopFiles['models/bronze/sales.sql'].replace(
      'description:',
      `audits:\n${audits.replace(/^/gm, '  ')}\ndescription:`,
    ),
  );

test('audits run on what stands: an audit that was just written is tried before anything is built with it', async () => {
  expect((await applyShop(folder)).code).toBe(0);
  await audited(`- accepted_range: {column: amount, min: 0.01}
  tags: [nightly]
- unique: id
- relationships: {column: city, to: seeds.shops, field: city}
- not_null: city
  severity: warn`);
  const { code, stdout, stderr } = await lode(folder, ['audit', '--json']);
  expect(code, stderr).toBe(3);
  expect(auditDocumentForm.strict().safeParse(JSON.parse(stdout)).error).toBeUndefined();
  const document = JSON.parse(stdout) as {
    summary: object;
    models: { name: string; audits: { name: string; status: string; failures: number }[] }[];
  };
  expect(document.summary).toEqual({ passed: 3, warned: 0, failed: 1 });
  expect(document.models.map(({ name }) => name)).toEqual(['silver.sales']);
  expect(document.models[0]!.audits[0]).toMatchObject({
    name: 'accepted_range(amount)',
    status: 'failed',
    failures: 1,
    tags: ['nightly'],
  });
  const told = await lode(folder, ['audit', 'silver.sales']);
  expect(told.stderr).toContain('✗ silver.sales  5 rows · 3/4 audits');
  expect(told.stderr).toContain('4 audits of 1 model in prod, version 2: 3 passed, 0 warned, 1 failed.');
});

test('a selector, a tag and --exclude choose among them', async () => {
  const summary = async (...argv: string[]) =>
    (JSON.parse((await lode(folder, ['audit', '--json', ...argv])).stdout) as { summary: object }).summary;
  expect(await summary('--tag', 'nightly')).toEqual({ passed: 0, warned: 0, failed: 1 });
  expect(await summary('gold.daily')).toEqual({ passed: 0, warned: 0, failed: 0 });
  expect(await summary('--exclude', 'silver.sales')).toEqual({ passed: 0, warned: 0, failed: 0 });
  const { code, stderr } = await lode(folder, ['audit', '--suggest', 'silver.sales', '--failures']);
  expect(code).toBe(1);
  expect(stderr).toContain('--failures');
  expect((await lode(folder, ['audit', '--env', 'nowhere'])).stderr).toContain('nowhere');
});

test('the rows that stopped a commit are kept, and shown: those of the last failure of each audit', async () => {
  await audited('- accepted_range: {column: amount, min: 5.5}');
  await writeSales(folder, moreSales);
  expect((await applyShop(folder)).code).toBe(3);
  await writeSales(folder, firstSales);
  expect((await applyShop(folder)).code).toBe(3);
  const shown = await lode(folder, ['audit', '--failures', 'silver.sales']);
  expect(shown.code).toBe(0);
  expect(shown.stdout).toMatch(/silver\.sales {2}accepted_range\(amount\) {2}\S+ {2}2 failing/);
  const { failures } = JSON.parse((await lode(folder, ['audit', '--failures', '--json'])).stdout) as {
    failures: { audit: string; failures: number; rows: { id: number }[] }[];
  };
  expect(failures).toHaveLength(1);
  expect(failures[0]!.rows.map(({ id }) => id)).toEqual([3, 5]);
  // All that is kept, of both runs.
  expect(
    await queryRows(
      folder,
      "SELECT count(*)::INTEGER AS n, count(DISTINCT run_id)::INTEGER AS runs FROM lode.failures WHERE model = 'silver.sales'",
    ),
  ).toEqual([{ n: 5, runs: 2 }]);
  expect((await lode(folder, ['audit', '--failures', 'gold.daily'])).stderr).toContain('No audit of prod');
});

test('what was personal is so in the evidence: it lies in its layer, and is masked where it is shown', async () => {
  await bronze('- accepted_values: {column: customer, values: [Ada]}\n  severity: warn');
  await audited('- unique: id');
  expect((await applyShop(folder)).code).toBe(0);
  const { stdout } = await lode(folder, ['audit', '--failures', 'bronze.sales']);
  expect(stdout).toContain('•••');
  expect(stdout).not.toMatch(/Zébulon|Émile/);
  const kept = await readdir(join(folder, 'lake/_failures'));
  expect(kept.sort()).toEqual(['bronze', 'silver']);
  expect(
    await queryRows(
      folder,
      `SELECT count(*)::INTEGER AS n FROM lode.failures WHERE "row" LIKE '%Zébulon%' AND model = 'bronze.sales'`,
    ),
  ).toEqual([{ n: 1 }]);
});

test('the version before is that of the environment: a change is seen after it was made', async () => {
  await writeSales(folder, moreSales);
  await audited('- row_count: {max_change: 100%}');
  expect((await applyShop(folder)).code).toBe(0);
  await audited('- row_count: {max_change: 20%}');
  const { code, stderr } = await lode(folder, ['audit']);
  expect(code).toBe(3);
  expect(stderr).toContain('It has 7 rows. The version before has 5 rows.');
});
