import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import {
  appendRows,
  createTable,
  deleteRows,
  openSnapshot,
  parseDuckDBType,
  writeCheckpoint,
} from '../../../src/delta/index.ts';
import { listScanFiles } from '../../../src/delta/scan/index.ts';
import { inWorkshop, shop, table } from '../support/in-workshop.ts';
import { engineVersion, readRows } from '../support/tables.ts';

inWorkshop();

const select = `SELECT range AS id, 'p' || range % 3 AS p FROM range(9)`;

it.each<Readonly<Record<string, string>>>([{}, { 'delta.checkpointPolicy': 'v2' }])(
  'a checkpoint stands for the commits before it (%o)',
  async (properties) => {
    await createTable(shop, table, {
      select,
      partitionColumns: ['p'],
      properties: { ...properties, custom: 'x' },
      engineVersion,
    });
    await appendRows(shop, table, { select, transaction: { appId: 'a', version: 3 }, engineVersion });
    await deleteRows(shop, table, { where: `p = 'p1'`, engineVersion });
    const rows = await readRows(shop, table);
    const before = await openSnapshot(shop, table);
    await writeCheckpoint(shop, table, 2);
    await writeCheckpoint(shop, table, 2);
    for (const version of [0, 1, 2]) {
      await shop.files.remove(`${table}/_delta_log/${String(version).padStart(20, '0')}.json`);
    }
    expect(await readRows(shop, table)).toEqual(rows);
    const after = await openSnapshot(shop, table);
    expect(after.segment.checkpoint?.form).toBe(
      'delta.checkpointPolicy' in properties ? 'v2-parquet' : 'classic',
    );
    expect({ ...after.metadata }).toEqual({ ...before.metadata });
    expect(after.protocol).toEqual(before.protocol);
    expect(after.transactions).toEqual(new Map([['a', 3]]));
    const tombstones = (snapshot: typeof after) =>
      shop.session.rows(`SELECT path, "deletionTimestamp" FROM (${snapshot.tombstonesSql}) ORDER BY ALL`);
    expect(await tombstones(after)).toEqual(await tombstones(before));
    await appendRows(shop, table, { select: `SELECT 99 AS id, 'p0' AS p`, engineVersion });
    expect(await readRows(shop, table)).toHaveLength(rows.length + 1);
  },
);

it('leaves no temporary files and keeps the newest hint', async () => {
  await createTable(shop, table, { select, engineVersion });
  await appendRows(shop, table, { select, engineVersion });
  await writeCheckpoint(shop, table, 1);
  await writeCheckpoint(shop, table, 0);
  expect((await readdir(`${table}/_delta_log`)).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(JSON.parse(await shop.files.readText(`${table}/_delta_log/_last_checkpoint`))).toMatchObject({
    version: 1,
    numOfAddFiles: 2,
  });
});

it('drops tombstones that have expired, and statistics of those that have not', async () => {
  await createTable(shop, table, {
    select,
    properties: { 'delta.deletedFileRetentionDuration': 'interval 1 days' },
    engineVersion,
  });
  await deleteRows(shop, table, { engineVersion });
  const later = { ...shop, clock: { ...shop.clock, now: () => Date.now() + 2 * 86_400_000 } };
  await writeCheckpoint(later, table, 1);
  const path = `${table}/_delta_log/00000000000000000001.checkpoint.parquet`;
  expect(
    await shop.session.rows(`SELECT count(*) AS n FROM '${path}' WHERE remove.path IS NOT NULL`),
  ).toEqual([{ n: '0' }]);
  const [described] = await shop.session.rows(`SELECT typeof(remove) AS t FROM '${path}' LIMIT 1`);
  const type = parseDuckDBType(String(described!.t));
  expect(type?.kind === 'struct' && type.fields.map((field) => field.name)).not.toContain('stats');
});

const everyType = (start: number) =>
  `SELECT range AS id, range::INTEGER * 1.5::FLOAT AS f, (range * 1.01)::DECIMAL(9, 2) AS d, (range * 1.01)::DECIMAL(38, 10) AS long_d, 'é' || range AS s, DATE '1969-12-30' + range::INTEGER AS day, TIMESTAMPTZ '2024-01-01 00:00:00.123456+00' + INTERVAL (range) DAY AS ts, TIMESTAMP '2024-01-01 00:00:00.5' + INTERVAL (range) DAY AS tn, {'x': range, 'y': {'z': 's' || range}} AS n, range % 2 = 0 AS b, DATE '2024-02-01' + (range // 10)::INTEGER AS p FROM range(${start}, ${start + 3})`;

it.each<Readonly<Record<string, string>>>([
  {},
  { 'delta.columnMapping.mode': 'name' },
  { 'delta.checkpointPolicy': 'v2' },
])('keeps statistics as structs where the table asks for it, and skips by them alone (%o)', async (more) => {
  await createTable(shop, table, {
    select: everyType(0),
    partitionColumns: ['p'],
    properties: {
      ...more,
      'delta.checkpoint.writeStatsAsStruct': 'true',
      'delta.checkpoint.writeStatsAsJson': 'false',
    },
    engineVersion,
  });
  for (const start of [10, 20, 30])
    await appendRows(shop, table, { select: everyType(start), engineVersion });
  const conditions = [
    'id = 21',
    'f < 15',
    'd = 10.10',
    'long_d = 20.20',
    `s = 'é31'`,
    `day < DATE '1970-01-02'`,
    `ts >= TIMESTAMPTZ '2024-01-31 00:00:00.123456+00'`,
    `tn < TIMESTAMP '2024-01-05'`,
    'n.x = 11',
    `n.y.z = 's22'`,
    `p = DATE '2024-02-02'`,
  ];
  const kept = async () => {
    const snapshot = await openSnapshot(shop, table);
    const counts = [];
    for (const where of conditions) counts.push((await listScanFiles(snapshot, where)).length);
    return counts;
  };
  const byCommits = await kept();
  expect(byCommits).toEqual(conditions.map(() => 1));
  await writeCheckpoint(shop, table, 3);
  const { segment } = await openSnapshot(shop, table);
  const folder = `${table}/_delta_log`;
  const file =
    segment.checkpoint!.form === 'classic' ? segment.checkpoint!.files[0]!.name : '_sidecars/*.parquet';
  const [row] = await shop.session.rows(
    `SELECT count(*) FILTER (WHERE add.stats IS NULL) AS without, count(*) FILTER (WHERE add.stats_parsed.numRecords = 3) AS with_struct, count(DISTINCT add."partitionValues_parsed") AS partitions FROM '${folder}/${file}' WHERE add.path IS NOT NULL`,
  );
  expect(row).toEqual({ without: '4', with_struct: '4', partitions: '4' });
  // A decimal of more than 15 digits has no bounds there: nothing is skipped by it.
  expect(await kept()).toEqual(conditions.map((where) => (where.startsWith('long_d') ? 4 : 1)));
  expect(await readRows(shop, table)).toHaveLength(12);
});

it.each<Readonly<Record<string, string>>>([{}, { 'delta.checkpointPolicy': 'v2' }])(
  'has every column as a struct, also where it has no such action: Spark reads no other (%o)',
  async (properties) => {
    await createTable(shop, table, { select, properties, engineVersion });
    await writeCheckpoint(shop, table, 0);
    const { segment } = await openSnapshot(shop, table);
    const name = segment.checkpoint!.files[0]!.name;
    const columns = await shop.session.rows(`DESCRIBE SELECT * FROM '${table}/_delta_log/${name}'`);
    const names = columns.map((column) => column.column_name);
    expect(names).toEqual(
      'delta.checkpointPolicy' in properties
        ? ['txn', 'metaData', 'protocol', 'domainMetadata', 'checkpointMetadata', 'sidecar']
        : ['txn', 'metaData', 'protocol', 'domainMetadata', 'add', 'remove'],
    );
    for (const column of columns) expect(column.column_type).toMatch(/^STRUCT/);
  },
);
