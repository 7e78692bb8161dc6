import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { lode } from '../support/cli.ts';
import { makeProject } from '../support/project.ts';

const made: string[] = [];

afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function project(exposures: string): Promise<string> {
  const folder = await makeProject({
    'project.yml': 'name: shop\n',
    'seeds/orders.csv': 'id,amount,city\n1,5,Namur\n2,7,Mons\n',
    'models/silver/orders.sql': 'SELECT id, amount, city FROM seeds.orders\n',
    'models/gold/totals.sql':
      'SELECT city, sum(amount) AS total, count(*) AS orders FROM silver.orders GROUP BY city\n',
    'exposures/consumers.yml': exposures,
  });
  made.push(folder);
  return folder;
}

async function codes(
  folder: string,
): Promise<{ code: string; line: number | undefined; hint: string | undefined }[]> {
  const { stdout } = await lode(folder, ['compile', '--json']);
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { code: string; hint?: string; subject: { line: number } | null }[];
  };
  return diagnostics.map(({ code, subject, hint }) => ({ code, line: subject?.line, hint }));
}

it('a consumer that lists its columns is reached by what they come from', async () => {
  const folder = await project(
    'exposures:\n  board:\n    type: dashboard\n    reads:\n      gold.totals: [city, total]\n',
  );
  const { stdout, code } = await lode(folder, ['lineage', 'column:seeds.orders.amount+']);
  expect(code).toBe(0);
  expect(stdout).toContain('board.total');
  expect(stdout).toMatch(/board {2}consumer\n {4}values: {2}total/);
});

it('a consumer that gives a query is traced through it', async () => {
  const folder = await project(
    'exposures:\n  report:\n    type: report\n    sql: |\n      SELECT city AS town, total * 2 AS doubled FROM gold.totals WHERE orders > 1\n',
  );
  const { stdout } = await lode(folder, ['lineage', '--format', 'json']);
  const { relations } = JSON.parse(stdout) as {
    relations: {
      name: string;
      columns: { name: string; sources: { relation: string; column: string }[] }[];
    }[];
  };
  const report = relations.find((relation) => relation.name === 'report')!;
  const doubled = report.columns.find((column) => column.name === 'doubled')!;
  expect(doubled.sources).toContainEqual(
    expect.objectContaining({ relation: 'gold.totals', column: 'total' }),
  );
});

it('a consumer of every column reads them all', async () => {
  const folder = await project('exposures:\n  dump:\n    type: export\n    reads:\n      gold.totals: all\n');
  const { stdout } = await lode(folder, ['lineage', 'column:silver.orders.city+']);
  expect(stdout).toContain('dump.city');
});

it('what a consumer reads and does not exist is an error at its place, with what may be meant', async () => {
  const folder = await project(
    'exposures:\n  board:\n    type: dashboard\n    reads:\n      gold.total: all\n      gold.totals: [city, totl]\n  bad:\n    type: report\n    sql: SELECT nothing FROM gold.totals\n  none:\n    type: report\n',
  );
  expect(await codes(folder)).toEqual([expect.objectContaining({ code: 'wrong-value' })]);
  const fixed = await project(
    'exposures:\n  board:\n    type: dashboard\n    reads:\n      gold.total: all\n      gold.totals: [city, totl]\n  bad:\n    type: report\n    sql: SELECT nothing FROM gold.totals\n',
  );
  expect(await codes(fixed)).toEqual([
    { code: 'exposure-relation-unknown', line: 5, hint: 'Did you mean `gold.totals`?' },
    { code: 'exposure-column-unknown', line: 6, hint: 'Did you mean `total`?' },
    { code: 'exposure-query-failed', line: 9, hint: undefined },
  ]);
});

it('a compiled project comes back from the cache with its consumers', async () => {
  const folder = await project(
    'exposures:\n  board:\n    type: dashboard\n    reads:\n      gold.totals: [total]\n',
  );
  const first = await lode(folder, ['lineage', '--format', 'json']);
  const second = await lode(folder, ['lineage', '--format', 'json']);
  expect(second.stdout).toBe(first.stdout);
  expect(second.stdout).toContain('"board"');
});

it('consumers of a model that does not compile are not accused of its fault', async () => {
  const folder = await project(
    'exposures:\n  board:\n    type: dashboard\n    reads:\n      gold.totals: [city, total]\n  report:\n    type: report\n    sql: SELECT city FROM gold.totals\n',
  );
  await writeFile(join(folder, 'models/gold/totals.sql'), 'SELECT town FROM silver.orders\n');
  expect((await codes(folder)).map(({ code }) => code)).toEqual(['column-unknown']);
  await writeFile(
    join(folder, 'models/gold/totals.sql'),
    '/* ---\nkind: [\n--- */\nSELECT city FROM silver.orders\n',
  );
  expect((await codes(folder)).map(({ code }) => code)).not.toContain('exposure-relation-unknown');
});
