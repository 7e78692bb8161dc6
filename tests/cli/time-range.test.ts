import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { makeProject, removeFolder } from '../support/project.ts';
import { openBareDuckdb } from '../support/tables.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const files = {
  'project.yml': `name: shop
default_target: files
targets: {files: {sources: {till: {type: parquet, path: till}}}}
`,
  'models/bronze/till.source.yml': `source: till
relations:
  sales:
    columns:
      id: {type: INTEGER}
      amount: {type: INTEGER}
      day: {type: DATE}
`,
  'models/bronze/sales.sql': '/* ---\nkind: full\n--- */\nSELECT * FROM till.sales\n',
  'models/silver/daily.sql': `/* ---
kind: incremental_by_time_range
time_column: day
start: 2026-01-01
--- */
SELECT day, sum(amount)::BIGINT AS amount, count(*) AS sales
FROM bronze.sales
WHERE day >= {{start}} AND day < {{end}}
GROUP BY day
`,
};

type Sale = readonly [id: number, amount: number, day: string];

async function writeSales(sales: readonly Sale[]): Promise<void> {
  const duckdb = await openBareDuckdb();
  try {
    await rm(join(folder, 'till'), { recursive: true, force: true });
    await import('node:fs/promises').then(({ mkdir }) => mkdir(join(folder, 'till')));
    const rows = sales.map(([id, amount, day]) => `(${id}, ${amount}, DATE '${day}')`);
    await duckdb.rows(
      `COPY (SELECT * FROM (VALUES ${rows.join(', ')}) AS t(id, amount, day)) TO '${folder}/till/sales.parquet' (FORMAT parquet)`,
    );
  } finally {
    duckdb.close();
  }
}

const at = (time: string) => ({ clock: { now: () => Date.parse(time), uuid: () => randomUUID() } });

async function apply(time: string, ...options: string[]) {
  const done = await lode(folder, ['apply', '--yes', ...options], at(time));
  return done;
}

const daily = () =>
  queryRows(folder, 'SELECT day::VARCHAR AS day, amount::INTEGER AS amount FROM silver.daily ORDER BY day');

test('days that are over are computed, each once; the next run computes the new ones', async () => {
  folder = await makeProject(files);
  await writeSales([
    [1, 10, '2026-01-01'],
    [2, 20, '2026-01-02'],
    [3, 30, '2026-01-03'],
  ]);
  const first = await apply('2026-01-03T12:00:00Z');
  expect(first.code, first.stderr).toBe(0);
  expect(await daily()).toEqual([
    { day: '2026-01-01', amount: 10 },
    { day: '2026-01-02', amount: 20 },
  ]);
  await writeSales([
    [1, 11, '2026-01-01'],
    [2, 20, '2026-01-02'],
    [3, 30, '2026-01-03'],
    [4, 40, '2026-01-04'],
  ]);
  const second = await apply('2026-01-05T00:00:01Z');
  expect(second.code, second.stderr).toBe(0);
  // The first day stands as it was computed: the model looks back on none.
  expect(await daily()).toEqual([
    { day: '2026-01-01', amount: 10 },
    { day: '2026-01-02', amount: 20 },
    { day: '2026-01-03', amount: 30 },
    { day: '2026-01-04', amount: 40 },
  ]);
  const third = await apply('2026-01-05T00:00:02Z');
  expect(third.stderr).toContain('Nothing to do');
});
