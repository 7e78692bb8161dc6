import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lode } from '../support/cli.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import { openBareDuckdb } from '../support/tables.ts';
import { docs } from './support/generated-pages.ts';
import { runPage } from './support/run-page.ts';

// A page is up to thirty commands.
vi.setConfig({ testTimeout: 180_000 });

const repository = fileURLToPath(new URL('../../', import.meta.url));
/** Set, the pages are corrected instead: they get the output that was found. Read the difference before committing it. */
const correct = process.env.UPDATE_DOCS === '1';
let root: string;

beforeAll(async () => {
  root = await temporaryFolder();
  await deliver(join(root, 'delivered'));
  const folder = join(root, 'built');
  for (const part of ['project.yml', 'models', 'macros', 'seeds', 'exposures', 'tests/unit', 'legacy'])
    await cp(join(repository, part), join(folder, part), { recursive: true });
  const { code, stderr } = await lode(folder, ['apply', '--yes', '--quiet'], {
    user: 'anna',
    machine: 'laptop',
  });
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => removeFolder(root));

/** What a source of Parquet files gives on three days. */
async function deliver(folder: string): Promise<void> {
  const monday = `('2024-01-01', 'north', 10), ('2024-01-02', 'north', 20), ('2024-01-02', 'south', 5)`;
  const sales = (rows: string) =>
    `SELECT day::DATE AS day, shop, amount::BIGINT AS amount FROM (VALUES ${rows}) AS t(day, shop, amount)`;
  const shops = (rows: string) =>
    `SELECT shop, manager, changed::DATE AS changed FROM (VALUES ${rows}) AS t(shop, manager, changed)`;
  const early = `('north', 'Ann', '2024-01-01'), ('south', 'Bob', '2024-01-01')`;
  const duckdb = await openBareDuckdb();
  try {
    for (const [day, salesRows, shopRows] of [
      ['monday', monday, early],
      ['tuesday', `${monday}, ('2024-01-02', 'west', 100)`, early],
      ['wednesday', `${monday}, ('2024-01-02', 'west', 100)`, `('north', 'Cleo', '2024-02-01')`],
    ] as const) {
      const to = join(folder, 'deliveries', day);
      await mkdir(to, { recursive: true });
      await duckdb.rows(`COPY (${sales(salesRows)}) TO '${to}/sales.parquet' (FORMAT parquet)`);
      await duckdb.rows(`COPY (${shops(shopRows)}) TO '${to}/shops.parquet' (FORMAT parquet)`);
    }
    // The till was replaced: its files look another way from now on.
    const changed = join(folder, 'deliveries', 'thursday');
    await mkdir(changed, { recursive: true });
    await duckdb.rows(
      `COPY (SELECT day, shop, 't1' AS till, amount::DECIMAL(12,2) AS amount FROM (${sales(monday)})) TO '${changed}/sales.parquet' (FORMAT parquet)`,
    );
    await duckdb.rows(
      `COPY (SELECT shop, manager AS manager_name, changed FROM (${shops(early)})) TO '${changed}/shops.parquet' (FORMAT parquet)`,
    );
  } finally {
    duckdb.close();
  }
}

/** Pages whose commands are run, and what the reader starts with: an empty folder, the deliveries of a source, or the worked example with its lake. */
const pages = [
  ['tutorial.md', 'empty'],
  ['how-to/worked-example.md', 'built'],
  ['how-to/inner-loop.md', 'built'],
  ['how-to/read-through-a-source.md', 'built'],
  ['how-to/keep-personal-data-in-bronze.md', 'built'],
  ['how-to/anonymise.md', 'empty'],
  ['how-to/erase-a-person.md', 'built'],
  ['how-to/audit-your-data.md', 'built'],
  ['how-to/test-a-model.md', 'built'],
  ['how-to/trace-lineage.md', 'built'],
  ['how-to/add-a-source.md', 'built'],
  ['how-to/load-csv-files.md', 'empty'],
  ['how-to/write-a-connector.md', 'empty'],
  ['how-to/write-a-macro.md', 'built'],
  ['how-to/translate-legacy-sql.md', 'empty'],
  ['how-to/review-a-plan-in-ci.md', 'built'],
  ['how-to/take-a-mistake-back.md', 'built'],
  ['how-to/work-in-your-own-environment.md', 'built'],
  ['how-to/compare-two-tables.md', 'built'],
  ['how-to/find-where-a-difference-comes-from.md', 'built'],
  ['how-to/run-old-and-new-side-by-side.md', 'built'],
  ['how-to/triage-a-legacy-estate.md', 'built'],
  ['how-to/import-usage.md', 'built'],
  ['how-to/scan-a-legacy-estate.md', 'empty'],
  ['how-to/fill-a-mapping.md', 'built'],
  ['how-to/carry-a-procedure-over.md', 'empty'],
  ['how-to/export-files.md', 'built'],
  ['how-to/build-incrementally.md', 'delivered'],
  ['how-to/load-incrementally.md', 'delivered'],
  ['how-to/let-the-source-change.md', 'delivered'],
  ['how-to/schedule.md', 'built'],
  ['how-to/see-what-happened.md', 'built'],
  ['how-to/see-what-columns-were-like.md', 'built'],
  ['how-to/repair-a-lake.md', 'built'],
  ['how-to/leave-lode.md', 'built'],
  ['explanation/verdicts.md', 'built'],
] as const;

test.each(pages)('the commands of docs/%s do what the page says', async (page, start) => {
  const folder = join(root, page.replaceAll(/\W/g, '-'));
  if (start === 'empty') await mkdir(folder);
  else await cp(join(root, start), folder, { recursive: true });
  const file = new URL(page, docs);
  const run = await runPage(await readFile(file, 'utf8'), folder);
  if (correct) await writeFile(file, run.corrected);
  else expect(run.problems.join('\n\n')).toBe('');
});
