import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import {
  applyAt,
  commitsOf,
  fillTill,
  liveFiles,
  makeTill,
  manifestEntry,
  mustApply,
} from '../support/till.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const bronze = '/* ---\nkind: full\n--- */\nSELECT * FROM till.sales\n';

const daily = (header = 'start: 2026-01-01', where = 'day >= {{start}} AND day < {{end}}') => `/* ---
kind: incremental_by_time_range
time_column: day
${header}
--- */
SELECT day, sum(amount)::BIGINT AS amount, count(*) AS sales
FROM bronze.sales
WHERE ${where}
GROUP BY day
`;

const makeDaily = (header?: string, where?: string) =>
  makeTill(
    { sales: { id: 'INTEGER', amount: 'INTEGER', day: 'DATE' } },
    { 'bronze.sales': bronze, 'silver.daily': daily(header, where) },
  );

/** One sale a day of as much as the day's number, from the first of January 2026. */
const saleADay = (days: number) =>
  `SELECT n::INTEGER AS id, n::INTEGER AS amount, DATE '2026-01-01' + (n::INTEGER - 1) AS day FROM range(1, ${days + 1}) AS r(n)`;

const rows = () =>
  queryRows(folder, 'SELECT day::VARCHAR AS day, amount::INTEGER AS amount FROM silver.daily ORDER BY ALL');

const days = async () => (await rows()).map(({ day }) => String(day).slice(8));

const rangesOf = async (model: string) =>
  (await manifestEntry(folder, model)).ranges.map(({ range }) => [range?.start, range?.end]);

test('days that are over are computed, each once; the next run computes the new ones', async () => {
  folder = await makeDaily();
  await fillTill(folder, 'sales', saleADay(3));
  await mustApply(folder, '2026-01-03T12:00:00Z');
  expect(await rows()).toEqual([
    { day: '2026-01-01', amount: 1 },
    { day: '2026-01-02', amount: 2 },
  ]);
  await fillTill(folder, 'sales', saleADay(4).replace('n::INTEGER AS amount', '10 * n::INTEGER AS amount'));
  await mustApply(folder, '2026-01-05T00:00:01Z');
  // The first two days stand as they were computed: the model looks back on none.
  expect(await rows()).toEqual([
    { day: '2026-01-01', amount: 1 },
    { day: '2026-01-02', amount: 2 },
    { day: '2026-01-03', amount: 30 },
    { day: '2026-01-04', amount: 40 },
  ]);
  expect(await mustApply(folder, '2026-01-05T00:00:02Z')).toContain('Nothing to do');
});

test.each([
  ['hour', '2026-01-01 03:59:00', ['2026-01-01 00:00:00', '2026-01-01 01:00:00', '2026-01-01 02:00:00']],
  ['month', '2026-03-31 23:59:00', ['2026-01-01 00:00:00', '2026-02-01 00:00:00']],
  ['year', '2028-12-31 23:59:00', ['2026-01-01 00:00:00', '2027-01-01 00:00:00']],
] as const)('intervals of an %s are computed once they are over', async (interval, now, expected) => {
  folder = await makeTill(
    { sales: { moment: 'TIMESTAMP' } },
    {
      'bronze.sales': bronze,
      'silver.sales': `/* ---
kind: incremental_by_time_range
time_column: moment
interval: ${interval}
start: 2026-01-01
--- */
SELECT moment FROM bronze.sales WHERE moment >= {{start}} AND moment < {{end}}
`,
    },
  );
  const step = interval === 'hour' ? '5 MINUTE' : '1 DAY';
  await fillTill(
    folder,
    'sales',
    `SELECT unnest(range(TIMESTAMP '2026-01-01', TIMESTAMP '${now}', INTERVAL ${step})) AS moment`,
  );
  await mustApply(folder, `${now.replace(' ', 'T')}Z`);
  const starts = `SELECT DISTINCT date_trunc('${interval}', moment)::TIMESTAMP::VARCHAR AS start FROM silver.sales ORDER BY ALL`;
  expect(await queryRows(folder, starts)).toEqual(expected.map((start) => ({ start })));
  const missing = `SELECT DISTINCT date_trunc('${interval}', moment)::TIMESTAMP > TIMESTAMP '${expected.at(-1)}' AS new FROM (FROM bronze.sales EXCEPT ALL FROM silver.sales)`;
  expect(await queryRows(folder, missing)).toEqual([{ new: true }]);
  // Every interval has files of its own.
  expect(await liveFiles(folder, 'silver.sales')).toHaveLength(expected.length);
});

test('without a start all that is over is one interval, and what is new comes after it', async () => {
  folder = await makeDaily('');
  await fillTill(folder, 'sales', saleADay(3));
  await mustApply(folder, '2026-01-03T12:00:00Z');
  expect(await days()).toEqual(['01', '02']);
  expect(await rangesOf('silver.daily')).toEqual([['0001-01-01', '2026-01-03']]);
  await fillTill(folder, 'sales', saleADay(4));
  await mustApply(folder, '2026-01-04T12:00:00Z');
  expect(await days()).toEqual(['01', '02', '03']);
  expect(await rangesOf('silver.daily')).toEqual([['0001-01-01', '2026-01-04']]);
});

test('an earlier start computes what is missing before; a start in the future computes nothing', async () => {
  folder = await makeDaily('start: 2026-02-01');
  await fillTill(folder, 'sales', saleADay(4));
  await mustApply(folder, '2026-01-05T00:00:00Z');
  expect(await rows()).toEqual([]);
  expect(await mustApply(folder, '2026-01-05T00:00:00Z')).toContain('Nothing to do');
  await replaceModel(daily('start: 2026-01-03'));
  await mustApply(folder, '2026-01-05T00:00:00Z');
  expect(await days()).toEqual(['03', '04']);
  await replaceModel(daily('start: 2026-01-02'));
  await mustApply(folder, '2026-01-05T00:00:00Z');
  expect(await days()).toEqual(['02', '03', '04']);
  expect(await commitsOf(folder, 'silver.daily')).toHaveLength(3);
});

async function replaceModel(text: string): Promise<void> {
  const { writeFile } = await import('node:fs/promises');
  await writeFile(join(folder, 'models/silver/daily.sql'), text);
}

test('days without rows are computed once, and not again', async () => {
  folder = await makeDaily();
  await fillTill(folder, 'sales', `${saleADay(9)} WHERE n IN (2, 9)`);
  await mustApply(folder, '2026-01-05T00:00:00Z');
  expect(await days()).toEqual(['02']);
  expect(await rangesOf('silver.daily')).toEqual([['2026-01-01', '2026-01-05']]);
  const before = await commitsOf(folder, 'silver.daily');
  await mustApply(folder, '2026-01-06T00:00:00Z');
  expect(await rangesOf('silver.daily')).toEqual([['2026-01-01', '2026-01-06']]);
  // An empty day is no change of the table.
  expect(await commitsOf(folder, 'silver.daily')).toHaveLength(before.length);
  expect(await mustApply(folder, '2026-01-06T01:00:00Z')).toContain('Nothing to do');
});

test('late rows are found as far as the model looks back, also on a day on which nothing else is due', async () => {
  folder = await makeDaily('start: 2026-01-01\nlookback: 2');
  await fillTill(folder, 'sales', saleADay(5));
  await mustApply(folder, '2026-01-06T00:00:00Z');
  await fillTill(
    folder,
    'sales',
    `${saleADay(6)} UNION ALL SELECT 100, 100, d FROM (VALUES (DATE '2026-01-02'), (DATE '2026-01-03'), (DATE '2026-01-04'), (DATE '2026-01-05')) AS late(d)`,
  );
  await mustApply(folder, '2026-01-06T12:00:00Z');
  const seen = [
    { day: '2026-01-01', amount: 1 },
    { day: '2026-01-02', amount: 2 },
    { day: '2026-01-03', amount: 3 },
    { day: '2026-01-04', amount: 104 },
    { day: '2026-01-05', amount: 105 },
  ];
  expect(await rows()).toEqual(seen);
  expect(await mustApply(folder, '2026-01-06T13:00:00Z')).toContain('Nothing to do');
  // After a pause of two days it looks back from where it stopped.
  await fillTill(
    folder,
    'sales',
    `${saleADay(8)} UNION ALL SELECT 100, 1000, DATE '2026-01-04' UNION ALL SELECT 101, 1000, DATE '2026-01-03'`,
  );
  await mustApply(folder, '2026-01-09T00:00:00Z');
  expect((await rows()).map(({ amount }) => amount)).toEqual([1, 2, 3, 1004, 5, 6, 7, 8]);
});

test('a commit replaces the interval and nothing else; files never straddle a bound', async () => {
  folder = await makeDaily('start: 2026-01-01\nlookback: 1');
  await fillTill(folder, 'sales', saleADay(6));
  await mustApply(folder, '2026-01-06T00:00:00Z');
  await fillTill(folder, 'sales', `${saleADay(6)} UNION ALL SELECT 7, 100, DATE '2026-01-05'`);
  await mustApply(folder, '2026-01-07T00:00:00Z');
  const [first, second, ...more] = await commitsOf(folder, 'silver.daily');
  expect(more).toEqual([]);
  const dayOf = (file: { stats: { minValues?: object; maxValues?: object } }) => {
    const [min, max] = [file.stats.minValues, file.stats.maxValues] as { day: string }[];
    expect(min!.day).toBe(max!.day);
    return min!.day;
  };
  expect(first!.adds.map(dayOf).sort()).toEqual([1, 2, 3, 4, 5].map((n) => `2026-01-0${n}`));
  expect(second!.operation).toBe('WRITE');
  expect(second!.adds.map(dayOf).sort()).toEqual(['2026-01-05', '2026-01-06']);
  const fifth = first!.adds.find((file) => dayOf(file) === '2026-01-05');
  expect(second!.removes).toEqual([fifth!.path]);
});

test('a batch is a query of its own, and all batches are one commit', async () => {
  folder = await makeDaily('start: 2026-01-01\nbatch_size: 2');
  await fillTill(folder, 'sales', saleADay(5));
  await mustApply(folder, '2026-01-06T00:00:00Z');
  expect(await days()).toEqual(['01', '02', '03', '04', '05']);
  const builds = join(folder, 'lake/_builds/silver/daily');
  const intervals = await Promise.all(
    (await readdir(builds)).map(
      async (id) =>
        (JSON.parse(await readFile(join(builds, id, 'build.json'), 'utf8')) as { interval: object }).interval,
    ),
  );
  expect(intervals).toHaveLength(3);
  expect(intervals).toEqual(
    expect.arrayContaining([
      { start: '2026-01-01', end: '2026-01-03' },
      { start: '2026-01-03', end: '2026-01-05' },
      { start: '2026-01-05', end: '2026-01-06' },
    ]),
  );
  expect(await commitsOf(folder, 'silver.daily')).toHaveLength(1);
});

test('rows outside of the interval stop the model before anybody sees them', async () => {
  folder = await makeDaily(undefined, 'day + 1 >= {{start}} AND day < {{end}}');
  await fillTill(folder, 'sales', `${saleADay(3)} UNION ALL SELECT 9, 9, DATE '2025-12-31'`);
  const { code, stderr } = await applyAt(folder, '2026-01-04T00:00:00Z');
  expect(code).toBe(1);
  expect(stderr).toContain('[rows-outside-interval]');
  expect(stderr).toContain('1 row outside of the interval from 2026-01-01 to 2026-01-04');
  expect(stderr).toContain('2025-12-31');
  expect(await commitsOf(folder, 'silver.daily')).toEqual([]);
});

test('rows without a time are outside of every interval', async () => {
  folder = await makeDaily(undefined, '(day >= {{start}} AND day < {{end}}) OR day IS NULL');
  await fillTill(folder, 'sales', `${saleADay(3)} UNION ALL SELECT 9, 9, NULL`);
  const { code, stderr } = await applyAt(folder, '2026-01-04T00:00:00Z');
  expect(code).toBe(1);
  expect(stderr).toContain('`day` is NULL in one of them');
});

test('the same rows again are no commit', async () => {
  folder = await makeDaily('start: 2026-01-01\nlookback: 3');
  await fillTill(folder, 'sales', saleADay(5));
  await mustApply(folder, '2026-01-06T00:00:00Z');
  await fillTill(folder, 'sales', `${saleADay(5)} ORDER BY n DESC`);
  await mustApply(folder, '2026-01-06T01:00:00Z');
  expect(await commitsOf(folder, 'silver.daily')).toHaveLength(1);
});

test('a time column may part the table, and may be personal data without statistics', async () => {
  for (const [header, partitioned] of [
    ['partitioned_by: day\nlookback: 1\nstart: 2026-01-01', true],
    ['columns: {day: {pii: birthday}}\nlookback: 1\nstart: 2026-01-01', false],
  ] as const) {
    if (folder !== undefined) await removeFolder(folder);
    folder = await makeDaily(header);
    await fillTill(folder, 'sales', saleADay(4));
    await mustApply(folder, '2026-01-04T00:00:00Z');
    await fillTill(folder, 'sales', `${saleADay(4)} UNION ALL SELECT 7, 100, DATE '2026-01-03'`);
    await mustApply(folder, '2026-01-05T00:00:00Z');
    expect((await rows()).map(({ amount }) => amount)).toEqual([1, 2, 103, 4]);
    const [first, second] = await commitsOf(folder, 'silver.daily');
    expect(first!.adds).toHaveLength(3);
    expect(second!.adds).toHaveLength(2);
    expect(second!.removes).toHaveLength(1);
    const [file] = first!.adds;
    expect(file!.stats.minValues).not.toHaveProperty('day');
    expect(Object.keys(file!.partitionValues)).toEqual(partitioned ? ['day'] : []);
  }
});

test('a failed audit looks at the table as it would be, and leaves it as it is', async () => {
  folder = await makeDaily(
    'start: 2026-01-01\naudits: [{row_count: {max: 3}}, {accepted_range: {column: amount, max: 90}}]',
  );
  await fillTill(folder, 'sales', saleADay(5));
  await mustApply(folder, '2026-01-03T00:00:00Z');
  await mustApply(folder, '2026-01-04T00:00:00Z');
  const { code, stderr } = await applyAt(folder, '2026-01-05T00:00:00Z');
  expect(code).toBe(3);
  expect(stderr).toContain('row_count');
  expect(await days()).toEqual(['01', '02', '03']);
  await fillTill(folder, 'sales', saleADay(5).replace('n::INTEGER AS amount', '99 AS amount'));
  const again = await applyAt(folder, '2026-01-05T00:00:00Z');
  expect(again.code).toBe(3);
  expect(again.stderr).toContain('accepted_range');
});

test.each(['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'DATE'])(
  'a long history is read whole and by day, whatever the type of its time: %s',
  async (type) => {
    const byDay = (from: string) =>
      `/* ---\nkind: incremental_by_time_range\ntime_column: moment\nstart: 2025-01-01\nlookback: 1\n--- */\nSELECT moment, n FROM ${from} WHERE moment >= {{start}} AND moment < {{end}}\n`;
    folder = await makeTill(
      { sales: { moment: type, n: 'INTEGER' } },
      {
        'bronze.sales': '/* ---\nkind: full\n--- */\nSELECT * FROM till.sales\n',
        'silver.sales': byDay('bronze.sales'),
        'gold.sales': byDay('silver.sales'),
      },
    );
    // Two rows a day, one of them in the last microsecond of it.
    const give = (days: number) =>
      fillTill(
        folder,
        'sales',
        `SELECT (TIMESTAMP '2025-01-01' + INTERVAL (d) DAY + INTERVAL (m * 86399999999) MICROSECOND)::${type} AS moment, (2 * d + m)::INTEGER AS n FROM range(${days}) AS t(d), range(2) AS r(m)`,
      );
    const counts = (model: string) =>
      queryRows(
        folder,
        `SELECT count(*)::INTEGER AS n, sum(n)::INTEGER AS sum, count(*) FILTER (WHERE moment >= '2025-02-03' AND moment < '2025-02-05')::INTEGER AS some FROM ${model}`,
      );
    await give(150);
    await mustApply(folder, '2025-05-31T00:00:00Z');
    expect(await liveFiles(folder, 'silver.sales')).toHaveLength(150);
    await give(151);
    await mustApply(folder, '2025-06-01T00:00:00Z');
    for (const model of ['silver.sales', 'gold.sales'])
      expect(await counts(model)).toEqual([{ n: 302, sum: (302 * 301) / 2, some: 4 }]);
    expect(
      await queryRows(folder, `SELECT n FROM gold.sales WHERE moment >= '2025-05-31' ORDER BY n`),
    ).toEqual([{ n: 300 }, { n: 301 }]);
  },
);
