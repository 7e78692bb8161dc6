import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, firstSales, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

let folder: string;
beforeAll(async () => {
  folder = await makeShop();
});
afterAll(() => removeFolder(folder));

const silver = 'models/silver/sales.sql';
const withAudits = (audits: string) =>
  shopFiles[silver].replace('description:', `audits:\n${audits.replace(/^/gm, '  ')}\ndescription:`);
const audited = (audits: string) => writeFile(join(folder, silver), withAudits(audits));

const own = {
  'tests/audits/at_least.sql': `/* ---
description: Nothing is sold for less.
severity: warn
parameters:
  column: column
  least: {type: number, default: 1}
--- */
SELECT * FROM {{model}} WHERE {{column}} < {{least}}
`,
  'tests/audits/all_cities.sql': `/* ---
models: [gold.daily]
--- */
-- Cities that have no turnover; the model itself by its name.
SELECT city FROM seeds.shops WHERE city NOT IN (SELECT city FROM gold.daily)
`,
} as const;

describe('what is wrong with an audit is said by compile', () => {
  const wrong: readonly [string, string, string][] = [
    ['a misspelt column in a condition', '- expression: amont > 0', 'Did you mean `amount`?'],
    ['a condition that is none', '- expression: amount', 'is no condition but of type DECIMAL(10,2)'],
    ['an aggregate in a condition', '- expression: sum(amount) > 0', 'cannot contain aggregates'],
    [
      'a condition that reads a table',
      '- expression: city IN (SELECT city FROM seeds.shops)',
      'reads `seeds.shops`',
    ],
    ['a condition that breaks off', '- expression: amount >', 'syntax error at its end'],
    [
      'a broken `where`',
      '- not_null: city\n  where: amount >',
      '`where` of the audit `not_null` cannot be computed',
    ],
    [
      'a value of another type',
      '- accepted_range: {column: amount, min: much}',
      "'much' of the audit `accepted_range` is no value of `amount`",
    ],
    ['a pattern over numbers', '- match_regex: {column: amount, pattern: a}', 'needs a column of text'],
    ['a pattern that is none', "- match_regex: {column: city, pattern: '['}", 'missing ]'],
    [
      'an unknown relation',
      '- relationships: {column: city, to: seeds.shop, field: city}',
      'Did you mean `seeds.shops`?',
    ],
    [
      'an unknown column of another relation',
      '- relationships: {column: city, to: seeds.shops, field: town}',
      'town',
    ],
    ['an unknown column', '- sequential_values: {column: id, group_by: shp}', 'shp'],
    ['a name of another tool', '- unique_combination_of_columns: {columns: [id]}', 'Here it is `unique`.'],
    ['a threshold that is none', '- not_null: id\n  error_if: many', 'a comparison such as `> 10`'],
    [
      'a threshold without quotes',
      '- not_null: id\n  error_if: > 0.1%',
      "needs quotes, as in `error_if: '> 0.1%'`",
    ],
    ['a threshold of no rows', "- row_count: {min: 1}\n  error_if: '> 1'", 'counts no failing rows'],
    [
      'two words that contradict',
      '- not_null: id\n  severity: warn\n  on_failure: block',
      'contradict each other',
    ],
    [
      'an audit of what is built from it',
      '- reconcile: {column: amount, with: gold.daily, with_column: turnover}',
      'which is built from `silver.sales`',
    ],
    ['a parameter that there is not', '- at_least: {colum: amount}', 'has no parameter `colum`'],
    ['a parameter that is missing', '- at_least', 'needs `column`'],
    ['an option that is misspelt', '- not_null: id\n  sevrity: warn', 'Did you mean `severity`?'],
  ];
  test.each(wrong)('%s', async (_, audits, message) => {
    for (const [path, text] of Object.entries(own))
      if (path.includes('at_least')) await writeFiles(path, text);
    await audited(audits);
    const { code, stderr } = await lode(folder, ['compile']);
    expect(stderr).toContain(message);
    expect(stderr).toContain('models/silver/sales.sql:');
    expect(code).toBe(1);
  });
});

async function writeFiles(path: string, text: string): Promise<void> {
  const { mkdir } = await import('node:fs/promises');
  await mkdir(join(folder, 'tests/audits'), { recursive: true });
  await writeFile(join(folder, path), text);
}

test('audits of all sorts pass on what holds, in one run; those of the project too', async () => {
  for (const [path, text] of Object.entries(own)) await writeFiles(path, text);
  await audited(`- not_null: [id, city]
- unique: [id]
- unique: [city, id]
- accepted_values: {column: city, values: [Ghent, 'Liège']}
- not_accepted_values: {column: city, values: [Paris]}
- accepted_range: {column: amount, min: 0, max: 1000}
- expression: day >= DATE '2026-01-01'
- match_regex: {column: city, pattern: '^[A-Z]'}
- not_match_regex: {column: city, pattern: '[0-9]'}
- relationships: {column: city, to: Seeds.Shops, field: city}
- null_share: {column: city, max: 0%}
- row_count: {min: 5, max_change: 50%}
- freshness: {column: day, max_age: 36500 days}
- sequential_values: {column: id}
- sequential_values: {column: day, interval: 1 day}
  where: id IN (1, 4)
- reconcile: {column: amount, with: bronze.sales}
- reconcile: {with: bronze.sales}
- distribution: {column: amount, max: 5}
- at_least: {column: id}`);
  const { code, stderr } = await applyShop(folder);
  expect(stderr).not.toMatch(/error|warning/);
  expect(code).toBe(0);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.sales')).toEqual([{ n: 5 }]);
});

test('audits compare with the version that stands, and see the table as it would be', async () => {
  await audited(`- row_count: {max_change: 1}
- at_least: {column: amount, least: 4}`);
  await writeSales(folder, moreSales);
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(3);
  expect(stderr).toContain('to change by at most +1 against the version before');
  expect(stderr).toContain('It has 7 rows. The version before has 5 rows.');
  expect(stderr).toContain('warning');
  expect(stderr).toContain('Nothing is sold for less.');
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.sales')).toEqual([{ n: 5 }]);
});

test('an audit that reads another model runs after it, and stops what does not fit', async () => {
  await audited('- at_least: {column: amount, least: 0}');
  await writeSales(
    folder,
    firstSales.filter(({ shop }) => shop !== 'c'),
  );
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(3);
  expect(stderr).toContain('`gold.daily` was expected: no row to be found by the audit `all_cities`');
});

test('a new column is not compared with a version that has not got it, and all else is', async () => {
  await rm(join(folder, 'tests/audits/all_cities.sql'));
  await writeSales(folder, moreSales);
  await writeFile(
    join(folder, silver),
    withAudits('- distribution: {column: doubled, max: 0.1}\n- row_count: {max_change: 1}').replace(
      'sales.amount,',
      'sales.amount, sales.amount * 2 AS doubled,',
    ),
  );
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(3);
  expect(stderr).toContain('warning: `distribution(doubled)` of `silver.sales` was not compared');
  expect(stderr).toContain('It has 7 rows. The version before has 5 rows.');
});

test('thresholds decide between an error, a warning and nothing', async () => {
  await writeSales(folder, firstSales);
  const run = async (threshold: string) => {
    await audited(`- accepted_range: {column: amount, min: 1}\n  ${threshold}\n- at_least: {column: id}`);
    const { code, stderr } = await applyShop(folder);
    return [code, stderr.includes('warning: `silver.sales` was expected')];
  };
  expect(await run("error_if: '> 1'")).toEqual([0, true]);
  expect(await run("error_if: '>= 20%'")).toEqual([3, false]);
  expect(await run("error_if: '> 50%'\n  warn_if: '> 1'")).toEqual([0, false]);
});
