import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { closeShops, daily, head, openShop, rows, type Shop } from './support.ts';

const made: string[] = [];
let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
  made.push(shop.folder);
  await shop.put('old/daily.csv', [head, ...rows]);
});
afterAll(() => closeShops(made));

const wrong = [...rows.slice(0, 2), 'Liège;02/01/2026;0,01;1'];

test('a night leaves a row a pair: which versions and which bytes were compared, and that they are the same', async () => {
  await shop.pairs(daily);
  expect(await shop.night('2026-03-01')).toEqual([0, { daily: 'matched' }]);
  const [row, ...others] = await shop.ledger('*');
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    night: '2026-03-01',
    pair: 'daily',
    verdict: 'matched',
    reason: null,
    score: 1,
    attempt: '1',
    project: 'shop',
    rows_both: '3',
    rows_changed: '0',
    columns: [],
    accepted: [],
    left_name: 'old/daily.csv',
    left_kind: 'csv',
    left_environment: null,
    left_rows: '3',
    right_kind: 'model',
    right_environment: 'prod',
    right_environment_version: '2',
    right_table_version: '0',
    right_files: [],
    differences: null,
    started_by: 'tester',
    host: 'bench',
    counts: true,
  });
  const [file] = row!.left_files as Record<string, unknown>[];
  expect(file).toMatchObject({
    path: join(shop.folder, 'old/daily.csv'),
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('what differs is said in a line, and its rows are kept as a table that says which side they are of', async () => {
  await shop.pairs(daily);
  await shop.put('old/daily.csv', [head, ...wrong, 'Namur;02/01/2026;1,00;1']);
  const { code, stdout } = await shop.parity('run', '--night', '2026-03-01');
  expect(code).toBe(2);
  expect(stdout).toContain('x daily  differs   1 row differs in CA, 1 row only left (');
  expect(stdout).toContain('1 pair: 1 differs.');
  const [row] = await shop.ledger(
    'differences, rows_changed, rows_only_left, rows_only_right, columns, score',
  );
  expect(row).toMatchObject({
    rows_changed: '1',
    rows_only_left: '1',
    rows_only_right: '0',
    columns: ['CA'],
    score: 0.6875,
  });
  const stored = `lake/${row!.differences}`;
  const scan = await lode(shop.folder, ['delta', 'scan', stored, '--format', 'csv']);
  expect(scan.stdout.split(/\r?\n/).slice(1).sort()).toEqual([
    '',
    'changed,"[""CA""]",Liège,2026-01-02,0.01,0.00,1,1',
    'left,[],Namur,2026-01-02,1.00,,1,',
  ]);
  const show = await shop.parity('show', 'daily');
  expect(show.stdout).toContain(`lode delta scan ${stored}`);
  expect(show.stdout).toContain('CA / turnover  1 of 3 cells differs');
});

test('one bad pair stops none of the others, whatever is wrong with it', async () => {
  await shop.put('old/ragged.csv', ['a;b', '1;2;3']);
  await shop.put('old/empty.csv', []);
  await shop.put('old/none.csv', [head]);
  await mkdir(join(shop.folder, 'old/folder'));
  await writeFile(join(shop.folder, 'old/two.csv'), Buffer.from('a\n\xe9\n\xc3\xa9\n', 'latin1'));
  await writeFile(join(shop.folder, 'old/torn.parquet'), 'PAR1 no');
  await shop.pairs(
    [
      'missing: {left: old/nowhere.csv, right: gold.daily}',
      'ragged: {left: old/ragged.csv, right: gold.daily}',
      'empty: {left: old/empty.csv, right: gold.daily}',
      'two: {left: old/two.csv, right: gold.daily}',
      'torn: {left: old/torn.parquet, right: gold.daily}',
      'folder: {left: old/folder, right: gold.daily}',
      'model: {left: old/daily.csv, right: gold.nothing}',
      'source: {left: till.nothing, right: gold.daily}',
      'environment: {left: old/daily.csv, right: "staging:gold.daily"}',
      'key: {left: gold.daily, right: gold.daily, key: nothing}',
      'where: {left: {side: gold.daily, where: "cty = 1"}, right: gold.daily}',
      'query: {left: "SELECT 1 AS", right: gold.daily}',
      'tolerance: {left: gold.daily, right: gold.daily, tolerance: many}',
      'word: {left: gold.daily, right: "gold.{{day}}"}',
      'typo: {left: gold.daily, right: gold.daily, tolerence: 1}',
      'list: [1]',
      '"a b": {left: gold.daily, right: gold.daily}',
      'nothing: {left: {side: gold.daily, where: "false"}, right: {side: gold.daily, where: "false"}}',
      'accepted: {left: old/daily.csv, right: gold.daily, key: x, map: {VILLE: x}}',
      daily,
      'quiet: {left: {side: gold.daily, where: "false"}, right: {side: gold.daily, where: "false"}, allow_empty: true}',
      'last: {left: gold.daily, right: gold.daily}',
    ].join('\n  '),
  );
  const [code, verdicts] = await shop.night('2026-03-01');
  expect(code).toBe(1);
  const { daily: good, quiet, last, ...bad } = verdicts;
  expect([good, quiet, last]).toEqual(['matched', 'matched', 'matched']);
  expect(new Set(Object.values(bad))).toEqual(new Set(['failed']));
  const codes = Object.fromEntries(
    (await shop.ledger('pair, code, reason')).map((row) => [row.pair, row.code]),
  );
  expect(codes).toEqual({
    missing: 'compare-file-unknown',
    ragged: 'compare-csv-ragged',
    empty: 'compare-csv-unreadable',
    two: 'compare-csv-two-encodings',
    torn: 'compare-side-unreadable',
    folder: 'compare-file-unknown',
    model: 'model-unknown',
    source: expect.stringMatching(/^source-/),
    environment: 'environment-unknown',
    key: 'compare-key-unknown',
    where: 'query-failed',
    query: 'query-failed',
    tolerance: 'argument-invalid',
    word: 'parity-placeholder',
    typo: 'unknown-key',
    list: 'wrong-value',
    'a b': 'parity-pair-name',
    nothing: 'parity-side-empty',
    accepted: expect.stringMatching(/^compare-/),
    daily: null,
    quiet: null,
    last: null,
  });
});

test('the last run of a night counts, and the others stay', async () => {
  await shop.pairs(daily);
  await shop.put('old/daily.csv', [head, ...wrong]);
  expect((await shop.night('2026-03-01'))[1]).toEqual({ daily: 'differs' });
  await shop.put('old/daily.csv', [head, ...rows]);
  expect((await shop.night('2026-03-01'))[1]).toEqual({ daily: 'matched' });
  expect(await shop.ledger('attempt, verdict, counts')).toEqual([
    { attempt: '1', verdict: 'differs', counts: false },
    { attempt: '2', verdict: 'matched', counts: true },
  ]);
  const { stdout } = await shop.parity('status', '--night', '2026-03-01', '--format', 'json');
  expect(JSON.parse(stdout).pairs[0]).toMatchObject({
    streak: 1,
    nights: expect.arrayContaining([expect.objectContaining({ night: '2026-03-01', attempts: 2 })]),
  });
  // And the other way round: a night that matched does not stay so.
  await shop.put('old/daily.csv', [head, ...wrong]);
  await shop.night('2026-03-01');
  expect((await shop.parity('gate', '--days', '1', '--night', '2026-03-01')).code).toBe(3);
});

test('the night is the day in the time zone of the pairs, and stands in names and conditions', async () => {
  await shop.put('old/d_20260330.csv', [head, rows[0]!]);
  await shop.pairs(
    `daily:
    left: {side: "old/d_{{night '%Y%m%d'}}.csv", separator: ";", decimal: ",", date: "%d/%m/%Y"}
    right: {side: gold.daily, where: "day < DATE '{{night}}' - 87"}
    key: [VILLE, JOUR]
    map: {VILLE: city, JOUR: day, CA: turnover, NB: sales}`,
    'time_zone: Europe/Brussels',
  );
  // Half an hour after the clocks went forward and midnight had come in Brussels; in UTC it is still the 29th.
  const clock = { now: () => Date.parse('2026-03-29T22:30:00Z'), uuid: () => crypto.randomUUID() };
  const { code, stdout, stderr } = await lode(shop.folder, ['parity', 'run'], { clock });
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('Mon 30 March 2026');
  expect(await shop.ledger('night')).toEqual([{ night: '2026-03-30' }]);
});

test('a run of the same id goes on where it was', async () => {
  await shop.pairs(`${daily}\n  other: {left: gold.daily, right: gold.daily}`);
  const ids = ['--run-id', 'airflow-17'];
  expect(await shop.night('2026-03-01', '--pair', 'daily', ...ids)).toEqual([0, { daily: 'matched' }]);
  await rm(join(shop.folder, 'old/daily.csv'));
  expect(await shop.night('2026-03-01', ...ids)).toEqual([0, { daily: 'matched', other: 'matched' }]);
  expect(await shop.ledger('pair, attempt')).toEqual([
    { pair: 'daily', attempt: '1' },
    { pair: 'other', attempt: '1' },
  ]);
});

test('--env says whose models are meant', async () => {
  await shop.pairs('daily: {left: gold.daily, right: gold.daily}', 'environment: staging');
  const failed = await shop.parity('run', '--night', '2026-03-01');
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain('environment staging');
  expect(await shop.night('2026-03-01', '--env', 'prod')).toEqual([0, { daily: 'matched' }]);
});

test('personal values are masked wherever differences are kept', async () => {
  await shop.put('old/sales.csv', ['id,customer', '1,Somebody Else', '2,Ada', '3,Ada', '4,Émile', '5,Émile']);
  await shop.pairs('sales: {left: old/sales.csv, right: bronze.sales, columns: [id, customer], key: id}');
  expect(await shop.night('2026-03-01')).toEqual([2, { sales: 'differs' }]);
  const [row] = await queryRows(shop.folder, 'FROM lode.parity');
  const scan = await lode(shop.folder, ['delta', 'scan', `lake/${row!.differences}`, '--format', 'csv']);
  expect(scan.stdout).toContain('changed');
  for (const text of [JSON.stringify(row), scan.stdout]) {
    expect(text).not.toContain('Somebody Else');
    expect(text).not.toContain('Quux');
  }
});

test('lode gc removes differing rows when they are older than versions are kept; the ledger stays', async () => {
  await shop.pairs(daily);
  await shop.put('old/daily.csv', [head, ...wrong]);
  await shop.night('2026-03-01');
  await shop.night('2026-03-02');
  const stored = (await shop.ledger('differences')).map((row) =>
    join(shop.folder, 'lake', String(row.differences)),
  );
  const longAgo = Date.now() / 1000 - 400 * 86_400;
  for (const file of await readdir(stored[0]!, { recursive: true, withFileTypes: true }))
    if (file.isFile()) await utimes(join(file.parentPath, file.name), longAgo, longAgo);
  // What a process that was killed left: data, and no table.
  const torn = join(shop.folder, 'lake/_parity_differences/shop/daily/2026-02-01-torn');
  await mkdir(torn);
  await writeFile(join(torn, 'part.parquet'), 'x');
  await utimes(join(torn, 'part.parquet'), longAgo, longAgo);
  expect((await lode(shop.folder, ['gc', '--dry-run'])).stderr).toContain('files of differing rows');
  expect(await readdir(stored[0]!)).not.toEqual([]);
  expect((await lode(shop.folder, ['gc'])).code).toBe(0);
  expect(await readdir(join(shop.folder, 'lake/_parity_differences/shop/daily'))).toEqual([
    stored[1]!.split('/').at(-1),
  ]);
  expect(await shop.ledger('night')).toHaveLength(2);
  const show = await shop.parity('show', 'daily', '--night', '2026-03-01');
  expect(show.stdout).toContain('the differing rows are not kept any more');
});

test.each([
  [['run'], 'parity-missing'],
  [['run', '--night', '2026-02-30'], 'parity-night-invalid'],
  [['run', '--pair', 'dayly'], 'parity-pair-unknown'],
  [['show', 'daily'], 'parity-not-recorded'],
  [['accept', 'daily', '--reason', 'x', '--until', '2026-04-01'], 'parity-accept-nothing'],
  [['accept', 'daily', '--reason', 'x', '--until', 'May', '--columns', 'CA'], 'parity-night-invalid'],
])('lode parity %j ends with %s, and records nothing', async (argv, code) => {
  if (code !== 'parity-missing') await shop.pairs(daily);
  const result = await shop.parity(...argv, '--json');
  expect(result.code).toBe(1);
  expect(JSON.parse(result.stdout).diagnostics[0].code).toBe(code);
  expect(await queryRows(shop.folder, 'FROM lode.parity')).toEqual([]);
});
