import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  closeSnapshot,
  countRows,
  createTable,
  history,
  latestVersion,
  openSnapshot,
  overwriteTable,
  readCommit,
  scanQuery,
} from '../../../src/delta/index.ts';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { engineVersion, openWorkshop, readRows, type Workshop } from '../support/tables.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

async function codeOf(run: Promise<unknown>): Promise<string> {
  const failure = await run.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DiagnosticError);
  return (failure as DiagnosticError).diagnostics[0]!.code;
}

it('makes a table that reads as the query it was made of', async () => {
  const table = `${shop.folder}/t`;
  const select = `SELECT range AS id, 'name ' || range AS name, range * 1.5 AS amount, DATE '2024-01-01' + range::INTEGER AS day FROM range(100)`;
  await createTable(shop, table, { select, engineVersion });
  expect(await readRows(shop, table)).toEqual(
    await shop.session.rows(`SELECT * FROM (${select}) ORDER BY ALL`),
  );
  const snapshot = await openSnapshot(shop, table);
  expect(snapshot).toMatchObject({
    version: 0,
    numFiles: 1,
    protocol: { minReaderVersion: 1, minWriterVersion: 2 },
  });
  expect(await countRows(snapshot)).toBe(100);
  await closeSnapshot(snapshot);
});

it('keeps every version readable through overwrites and checkpoints', async () => {
  const table = `${shop.folder}/t`;
  await createTable(shop, table, { select: 'SELECT 0 AS n', engineVersion });
  for (let n = 1; n <= 23; n++)
    await overwriteTable(shop, table, { select: `SELECT ${n} AS n`, engineVersion });
  expect(await latestVersion(shop.files, table)).toBe(23);
  const names = (await shop.files.list(`${table}/_delta_log`)).map((file) => file.name);
  expect(names.filter((name) => name.includes('checkpoint'))).toEqual([
    '00000000000000000010.checkpoint.parquet',
    '00000000000000000020.checkpoint.parquet',
    '_last_checkpoint',
  ]);
  for (const version of [0, 9, 10, 11, 20, 23])
    expect(await readRows(shop, table, version)).toEqual([{ n: version }]);
  for (let n = 0; n < 20; n++) {
    await shop.files.remove(`${table}/_delta_log/${String(n).padStart(20, '0')}.json`);
  }
  expect(await readRows(shop, table)).toEqual([{ n: 23 }]);
  expect(await readRows(shop, table, 20)).toEqual([{ n: 20 }]);
  expect(await codeOf(readRows(shop, table, 5))).toBe('delta-version-missing');
});

it('writes partition values that come back as they went in', async () => {
  const table = `${shop.folder}/t`;
  const values = ['plain', 'a b/c', 'x=y%20', 'é:"\\#?*[1]', "it's", '__HIVE_DEFAULT_PARTITION__', ' '];
  const select = `SELECT * FROM (VALUES ${values.map((value, index) => `(${index}, '${value.replaceAll("'", "''")}', ${index % 2 === 0 ? 'NULL' : index}::INTEGER, TIMESTAMPTZ '2024-03-01 10:00:00.123456+02', 0.5::DOUBLE, 1.50::DECIMAL(9,2), DATE '0044-03-15', true)`).join(', ')}, (99, NULL, 1, NULL, 'nan', NULL, NULL, NULL)) AS v(id, p, q, t, f, d, day, flag)`;
  await createTable(shop, table, {
    select,
    partitionColumns: ['p', 'q', 't', 'f', 'd', 'day', 'flag'],
    engineVersion,
  });
  expect(await readRows(shop, table)).toEqual(
    await shop.session.rows(`SELECT * FROM (${select}) ORDER BY ALL`),
  );
});

it('stores types that Delta does not have in the next that holds them', async () => {
  const table = `${shop.folder}/t`;
  const select = `SELECT 200::UTINYINT AS a, 60000::USMALLINT AS b, 4000000000::UINTEGER AS c, 18446744073709551615::UBIGINT AS d, 12345678901234567890123456789012345678::HUGEINT AS e,
    'x'::ENUM('x', 'y') AS f, '00000000-0000-0000-0000-000000000001'::UUID AS g, '{"a":1}'::JSON AS h, [1, 2]::INTEGER[2] AS i, TIME '10:11:12.5' AS j, {'u': 1::UTINYINT, 'v': [2::UBIGINT]} AS k, TIMESTAMP '2024-01-01 00:00:00.000001' AS l`;
  await createTable(shop, table, { select, engineVersion });
  expect(await readRows(shop, table)).toEqual([
    {
      a: 200,
      b: 60000,
      c: '4000000000',
      d: '18446744073709551615',
      e: '12345678901234567890123456789012345678',
      f: 'x',
      g: '00000000-0000-0000-0000-000000000001',
      h: '{"a":1}',
      i: [1, 2],
      j: '10:11:12.5',
      k: { u: 1, v: ['2'] },
      l: '2024-01-01 00:00:00.000001',
    },
  ]);
  const snapshot = await openSnapshot(shop, table);
  expect(snapshot.protocol).toMatchObject({
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: ['timestampNtz'],
  });
});

it('fails rather than loses digits', async () => {
  const write = (expression: string) =>
    createTable(shop, `${shop.folder}/${crypto.randomUUID()}`, {
      select: `SELECT ${expression} AS v`,
      engineVersion,
    });
  await expect(write('170141183460469231731687303715884105727::HUGEINT')).rejects.toThrow(/DECIMAL\(38,0\)/);
  await expect(write(`TIMESTAMP_NS '2024-01-01 00:00:00.000000001'`)).rejects.toThrow(/nanoseconds/);
  expect(await write(`TIMESTAMP_NS '2024-01-01 00:00:00.000001'`)).toBe(0);
});

it.each([
  'INTERVAL 1 DAY',
  `TIMETZ '10:00+01'`,
  `'101'::BIT`,
  `1::UNION(a INTEGER, b VARCHAR)`,
  `1::BIGNUM`,
  `[INTERVAL 1 DAY]`,
])('refuses %s with the cast to write', async (expression) => {
  const failure = await createTable(shop, `${shop.folder}/t`, {
    select: `SELECT ${expression} AS v`,
    engineVersion,
  }).catch((error: unknown) => error);
  expect((failure as DiagnosticError).diagnostics[0]).toMatchObject({ code: 'delta-type-refused' });
  expect((failure as DiagnosticError).diagnostics[0]!.hint).toMatch(/CAST\(v AS /);
  expect(await latestVersion(shop.files, `${shop.folder}/t`)).toBe(-1);
});

it('changes the schema on overwrite, and keeps properties', async () => {
  const table = `${shop.folder}/t`;
  await createTable(shop, table, {
    select: 'SELECT 1 AS a',
    properties: { 'delta.logRetentionDuration': 'interval 90 days' },
    engineVersion,
  });
  await overwriteTable(shop, table, {
    select: `SELECT 'x' AS b, TIMESTAMP '2024-01-01' AS t`,
    engineVersion,
  });
  expect(await readRows(shop, table)).toEqual([{ b: 'x', t: '2024-01-01 00:00:00' }]);
  const snapshot = await openSnapshot(shop, table);
  expect(snapshot.metadata.configuration).toEqual({ 'delta.logRetentionDuration': 'interval 90 days' });
  expect(snapshot.protocol.readerFeatures).toEqual(['timestampNtz']);
  expect(await readRows(shop, table, 0)).toEqual([{ a: 1 }]);
});

it("tells its history newest first, in Spark's words", async () => {
  const table = `${shop.folder}/t`;
  await createTable(shop, table, { select: 'SELECT 1 AS a', engineVersion });
  await overwriteTable(shop, table, { select: 'SELECT 2 AS a', engineVersion });
  const entries = await history(shop, table);
  expect(entries.map((entry) => [entry.version, entry.info?.operation])).toEqual([
    [1, 'WRITE'],
    [0, 'CREATE TABLE AS SELECT'],
  ]);
  expect(entries[0]!.info).toMatchObject({
    operationParameters: { mode: 'Overwrite', partitionBy: '[]' },
    operationMetrics: { numFiles: '1', numOutputRows: '1', numRemovedFiles: '1' },
    readVersion: 0,
    engineInfo: `Lode/${engineVersion}`,
  });
  expect(entries[0]!.timestamp).toBeGreaterThan(entries[1]!.timestamp);
});

it('refuses to create what exists, and gives empty results their schema', async () => {
  const table = `${shop.folder}/t`;
  await createTable(shop, table, { select: 'SELECT 1 AS a WHERE false', engineVersion });
  expect(await codeOf(createTable(shop, table, { select: 'SELECT 1 AS a', engineVersion }))).toBe(
    'delta-table-exists',
  );
  const snapshot = await openSnapshot(shop, table);
  expect(snapshot.numFiles).toBe(0);
  const result = await shop.session.query(await scanQuery(snapshot));
  expect(result).toMatchObject({ columns: [{ name: 'a', type: 'INTEGER' }], rows: [] });
});

it('commits nothing where another writer was first', async () => {
  const table = `${shop.folder}/t`;
  await createTable(shop, table, { select: 'SELECT 0 AS n', engineVersion });
  const outcomes = await Promise.allSettled(
    await Promise.all(
      [1, 2, 3].map(async (n) =>
        overwriteTable({ ...(await openWorkshop()), files: shop.files }, table, {
          select: `SELECT ${n} AS n`,
          engineVersion,
        }),
      ),
    ).catch((error: unknown) => [Promise.reject(error)]),
  );
  expect(outcomes.length).toBeGreaterThan(0);
  const latest = await latestVersion(shop.files, table);
  for (let version = 1; version <= latest; version++) {
    const info = (await readCommit(shop.files, table, version))?.[0];
    expect(info).toMatchObject({ kind: 'commitInfo', readVersion: version - 1 });
  }
  expect(await readRows(shop, table)).toHaveLength(1);
});
