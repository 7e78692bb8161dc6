import { afterEach, expect, test } from 'vitest';
import { queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { fillTill, makeTill, mustApply } from '../support/till.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const bronze = '/* ---\nkind: full\n--- */\nSELECT * FROM till.sales\n';

const everyQuarter = (from: string, to: string) =>
  `SELECT unnest(range(TIMESTAMPTZ '${from}', TIMESTAMPTZ '${to}', INTERVAL 15 MINUTE)) AS moment`;

test('days begin at midnight of the model’s time zone, on the days of 23 and of 25 hours too', async () => {
  folder = await makeTill(
    { sales: { moment: 'TIMESTAMP WITH TIME ZONE' } },
    {
      'bronze.sales': bronze,
      'silver.sales': `/* ---
kind: incremental_by_time_range
time_column: moment
time_zone: Europe/Paris
start: 2026-03-28
--- */
SELECT moment FROM bronze.sales
WHERE moment >= {{start}} AT TIME ZONE 'Europe/Paris' AND moment < {{end}} AT TIME ZONE 'Europe/Paris'
`,
    },
  );
  await fillTill(folder, 'sales', everyQuarter('2026-03-27 20:00:00+00', '2026-03-31 20:00:00+00'));
  const quarters = () =>
    queryRows(
      folder,
      `SELECT (moment AT TIME ZONE 'Europe/Paris')::DATE::VARCHAR AS day, count(*)::INTEGER AS n FROM silver.sales GROUP BY ALL ORDER BY ALL`,
    );
  // A minute before midnight in Paris: the 29th is not over.
  await mustApply(folder, '2026-03-29T21:59:00Z');
  expect(await quarters()).toEqual([{ day: '2026-03-28', n: 96 }]);
  await mustApply(folder, '2026-03-29T22:00:00Z');
  expect(await quarters()).toEqual([
    { day: '2026-03-28', n: 96 },
    { day: '2026-03-29', n: 92 },
  ]);
});

test('hour by hour no row is lost or doubled while the clock is set back or forward', async () => {
  folder = await makeTill(
    { sales: { moment: 'TIMESTAMP WITH TIME ZONE' } },
    {
      'bronze.sales': bronze,
      'silver.sales': `/* ---
kind: incremental_by_time_range
time_column: moment
interval: hour
start: 2026-10-24 23:00
--- */
SELECT moment FROM bronze.sales WHERE moment >= {{start}} AND moment < {{end}}
`,
    },
    'time_zone: Europe/Paris\n',
  );
  const whole = everyQuarter('2026-10-24 21:00:00+00', '2026-10-25 03:00:00+00');
  // The clock goes back from three to two at one o’clock UTC. Rows arrive as time goes on.
  for (const now of ['2026-10-25T00:10', '2026-10-25T00:50', '2026-10-25T01:10', '2026-10-25T03:10']) {
    await fillTill(folder, 'sales', `SELECT * FROM (${whole}) WHERE moment < TIMESTAMPTZ '${now}:00+00'`);
    await mustApply(folder, `${now}:00Z`);
  }
  expect(
    await queryRows(
      folder,
      'SELECT count(*)::INTEGER AS n, count(DISTINCT moment)::INTEGER AS moments FROM silver.sales',
    ),
  ).toEqual([{ n: 24, moments: 24 }]);
});

test('a range that is computed again in one zone is computed again in another, though their days differ', async () => {
  const model = (from: string, zone: string, more: string) => `/* ---
kind: incremental_by_time_range
time_column: moment
time_zone: ${zone}
start: 2026-01-01
${more}
--- */
SELECT moment, amount FROM ${from}
WHERE moment >= {{start}} AT TIME ZONE '${zone}' AND moment < {{end}} AT TIME ZONE '${zone}'
`;
  folder = await makeTill(
    { sales: { moment: 'TIMESTAMP WITH TIME ZONE', amount: 'INTEGER' } },
    {
      'bronze.sales': bronze,
      'silver.sales': model('bronze.sales', 'UTC', 'lookback: 1'),
      'gold.sales': model('silver.sales', 'Asia/Tokyo', ''),
    },
  );
  const sales = (amount: number) =>
    `SELECT moment, CASE WHEN moment >= '2026-01-04 00:00:00+00' AND moment < '2026-01-05 00:00:00+00' THEN ${amount} ELSE 1 END::INTEGER AS amount FROM (${everyQuarter('2025-12-31 15:00:00+00', '2026-01-06 00:00:00+00')})`;
  await fillTill(folder, 'sales', sales(1));
  await mustApply(folder, '2026-01-05T16:00:00Z');
  await fillTill(folder, 'sales', sales(7));
  await mustApply(folder, '2026-01-05T17:00:00Z');
  // The fourth of January in UTC is part of the fourth and of the fifth in Tokyo.
  expect(await queryRows(folder, `SELECT count(*)::INTEGER AS n FROM gold.sales WHERE amount = 7`)).toEqual([
    { n: 96 },
  ]);
});
