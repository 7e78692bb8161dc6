import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { removeFolder } from '../../support/project.ts';
import { fillTill, makeTill, modelFile, mustApply } from '../../support/till.ts';

let folder: string;

const silver = (amount: string) => `/* ---
kind: full
columns: {customer: {pii: name}}
--- */
SELECT id, customer, ${amount} AS amount, day FROM bronze.sales
`;

const sales = (rows: number) =>
  `SELECT n::INTEGER AS id, 'Ada ' || n % 3 AS customer, (n % 5)::INTEGER AS amount, DATE '2026-01-01' + (n::INTEGER - 1) // 10 AS day FROM range(1, ${rows + 1}) AS r(n)`;

const of = (model: string, column: string, environment = 'prod') =>
  queryRows(
    folder,
    `SELECT version, rows, nulls, distinct_values AS d, min, max, covers, part FROM lode.profiles WHERE model = '${model}' AND column_name = '${column}' AND environment = '${environment}' ORDER BY version, part`,
  );

beforeAll(async () => {
  folder = await makeTill(
    { sales: { id: 'INTEGER', customer: 'VARCHAR', amount: 'INTEGER', day: 'DATE' } },
    {
      'bronze.sales':
        '/* ---\nkind: full\ncolumns: {customer: {pii: name}}\n--- */\nSELECT * FROM till.sales\n',
      'silver.sales': silver('amount'),
      'silver.daily': `/* ---
kind: incremental_by_time_range
time_column: day
start: 2026-01-01
batch_size: 1
--- */
SELECT day, amount FROM bronze.sales WHERE day >= {{start}} AND day < {{end}}
`,
      'silver.latest': `/* ---
kind: incremental_by_unique_key
unique_key: id
--- */
SELECT id, amount FROM bronze.sales
`,
      'silver.quiet': '/* ---\nkind: full\nprofile: false\n--- */\nSELECT amount FROM bronze.sales\n',
      'silver.big': `/* ---
kind: full
--- */
SELECT n AS id, n // 3 AS pair, 'F' || n % 7 AS facility, DATE '2026-01-01' + (n % 300)::INTEGER AS day, (n % 1000) / 8.0 AS share,
  CAST(n % 50 AS DECIMAL(8,2)) AS price, TIMESTAMP '2026-01-01' + INTERVAL (n) SECOND AS at_time, CASE WHEN n % 10 > 0 THEN n % 4 = 0 END AS flag, [n % 5] AS parts
FROM range(250000) AS r(n)
`,
      'gold.shown': '/* ---\nkind: view\n--- */\nSELECT amount FROM silver.sales\n',
    },
  );
  await fillTill(folder, 'sales', sales(20));
  await mustApply(folder, '2026-01-03T06:00:00Z');
  await fillTill(folder, 'sales', sales(30));
  await mustApply(folder, '2026-01-04T06:00:00Z');
  await writeFile(join(folder, modelFile('silver.sales')), silver('nullif(amount, 4)'));
  await mustApply(folder, '2026-01-04T07:00:00Z');
}, 60_000);
afterAll(() => removeFolder(folder));

async function rollBack(model: string, to: number): Promise<void> {
  const { code, stderr } = await lode(folder, ['rollback', '--yes', '--to', String(to), '--select', model]);
  if (code !== 0) throw new Error(stderr);
}

describe('the profiles of a lake', () => {
  test('a table that is made whole has one for each version that made it', async () => {
    const all = { covers: 'table', part: '', min: '0' };
    expect(await of('silver.sales', 'amount')).toEqual([
      { version: '2', rows: '20', nulls: '0', d: '5', max: '4', ...all },
      { version: '4', rows: '30', nulls: '0', d: '5', max: '4', ...all },
      { version: '5', rows: '30', nulls: '6', d: '4', max: '3', ...all },
    ]);
  });

  test('a model by interval has one for each interval that was computed, and the others go on holding', async () => {
    const found = await of('silver.daily', 'amount');
    expect(
      found.map(({ version, part, rows, covers }) => [version, String(part).slice(0, 10), rows, covers]),
    ).toEqual([
      ['2', '2026-01-01', '10', 'table'],
      ['2', '2026-01-02', '10', 'table'],
      ['4', '2026-01-03', '10', 'part'],
    ]);
  });

  test('a table whose rows are merged by key is measured as it will be', async () => {
    expect(
      (await of('silver.latest', 'id')).map(({ version, rows, max, covers }) => [version, rows, max, covers]),
    ).toEqual([
      ['2', '20', '20', 'table'],
      ['4', '30', '30', 'table'],
    ]);
  });

  test('of personal data there are counts and no values', async () => {
    const found = await queryRows(
      folder,
      "SELECT DISTINCT pii, nulls, distinct_values AS d, min, max, min_length, top_values FROM lode.profiles WHERE column_name = 'customer'",
    );
    expect(found).toEqual([
      { pii: 'name', nulls: '0', d: '3', min: null, max: null, min_length: null, top_values: [] },
    ]);
  });

  test('`profile: false` in a header leaves a model out; a view has no rows of its own', async () => {
    expect(await of('silver.quiet', 'amount')).toEqual([]);
    expect(await of('gold.shown', 'amount')).toEqual([]);
  });

  test('of many rows a sample is looked at; rows, NULLs and bounds are those of all', async () => {
    const found = await queryRows(
      folder,
      "SELECT column_name AS c, rows, nulls, distinct_values AS d, distinct_exact AS exact, sampled_rows AS seen, min, max, round(mean, 1) AS mean, top_values[1] AS top FROM lode.profiles WHERE model = 'silver.big' ORDER BY position",
    );
    const by = Object.fromEntries(found.map(({ c, ...rest }) => [c, rest])) as Record<
      string,
      Record<string, string>
    >;
    for (const each of Object.values(by))
      expect(each).toMatchObject({ rows: '250000', exact: false, seen: '100000' });
    expect(by.id).toMatchObject({ nulls: '0', d: '250000', min: '0', max: '249999' });
    expect(by.facility).toMatchObject({ d: '7', min: 'F0', max: 'F6' });
    expect(by.day).toMatchObject({ d: '300', min: '2026-01-01', max: '2026-10-27' });
    expect(by.share).toMatchObject({ d: '1000', min: '0.0', max: '124.875' });
    expect(by.price).toMatchObject({ d: '50', min: '0.00', max: '49.00', mean: 24.5 });
    expect(by.at_time).toMatchObject({ min: '2026-01-01 00:00:00', max: '2026-01-03 21:26:39' });
    expect(by.flag).toMatchObject({ nulls: '25000', d: '2', min: 'false', max: 'true' });
    expect(by.parts).toMatchObject({ nulls: '0', d: '5', min: null });
    expect(Math.abs(Number(by.pair!.d) - 83_334)).toBeLessThan(8_000);
  });

  test('a rollback brings the profile of the rows that it brings back', async () => {
    await rollBack('silver.sales', 4);
    const [before, , , after] = await of('silver.sales', 'amount');
    expect(before).toMatchObject({ version: '2', rows: '20' });
    expect(after).toMatchObject({ version: '6', rows: '30', nulls: '0', d: '5', max: '4' });
    const whole =
      "SELECT * EXCLUDE (version, recorded_at, run_id, environment, incarnation, covers) FROM lode.profiles WHERE model = 'silver.sales' AND version";
    expect(await queryRows(folder, `${whole} = 6 ORDER BY ALL`)).toEqual(
      await queryRows(folder, `${whole} = 4 ORDER BY ALL`),
    );
  });

  test('another environment takes the profiles of the builds that it takes', async () => {
    const count = async (environment: string) =>
      Number(
        (
          await queryRows(
            folder,
            `SELECT count(*) AS n FROM lode.profiles WHERE environment = '${environment}'`,
          )
        )[0]!.n,
      );
    expect(await count('ci')).toBe(0);
    await mustApply(folder, '2026-01-04T08:00:00Z', 'ci', '--from', 'none');
    expect((await of('silver.daily', 'amount', 'ci')).map(({ rows }) => rows)).toEqual(['10', '10', '10']);
    const latest =
      "SELECT column_name, nulls, top_values, measured_at FROM lode.profiles WHERE model = 'silver.big' AND environment";
    expect(await queryRows(folder, `${latest} = 'ci' ORDER BY ALL`)).toEqual(
      await queryRows(folder, `${latest} = 'prod' ORDER BY ALL`),
    );
  });

  test('a column that is found to be personal loses its values in older profiles as well', async () => {
    const values = () =>
      queryRows(
        folder,
        "SELECT DISTINCT version, min, top_values FROM lode.profiles WHERE model = 'silver.latest' AND column_name = 'amount' AND environment = 'prod' ORDER BY version",
      );
    expect((await values()).every(({ min }) => min === '0')).toBe(true);
    await writeFile(
      join(folder, modelFile('silver.latest')),
      '/* ---\nkind: incremental_by_unique_key\nunique_key: id\ncolumns: {amount: {pii: income}}\n--- */\nSELECT id, amount FROM bronze.sales\n',
    );
    await mustApply(folder, '2026-01-05T08:00:00Z');
    const found = await values();
    expect(found.length).toBeGreaterThan(2);
    expect(found.map(({ min, top_values: top }) => [min, top])).toEqual(found.map(() => [null, []]));
  });
});
