import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  appendRows,
  createTable,
  deleteRows,
  openSnapshot,
  parseDuckDBType,
  writeCheckpoint,
} from '../../../src/delta/index.ts';
import { engineVersion, openWorkshop, readRows, type Workshop } from '../support/tables.ts';

let shop: Workshop;
let table: string;
beforeEach(async () => {
  shop = await openWorkshop();
  table = `${shop.folder}/t`;
});
afterEach(() => shop.close());

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
