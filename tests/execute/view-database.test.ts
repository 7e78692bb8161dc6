import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTable, deleteRows } from '../../src/delta/index.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import type { Manifest, ManifestModel } from '../../src/environment/index.ts';
import { defineViewDatabase, type Lake, readCommitted } from '../../src/execute/index.ts';
import { localFiles } from '../../src/files/index.ts';
import { lode } from '../support/cli.ts';
import { makeProject, removeFolder } from '../support/project.ts';

let folder: string;
let lake: Lake;
let standing: Manifest;
const engine = duckdbEngine();

beforeAll(async () => {
  folder = await makeProject({
    'project.yml': 'name: shop\ntime_zone: Europe/Brussels\n',
    'seeds/orders.csv': 'id,amount,city,name\n1,5.5,Namur,Ann\n2,7.25,Mons,Bob\n3,,Mons,\n4,1,,Dan\n',
    'models/silver/people.sql':
      '/* ---\ncolumns: {name: {pii: name}}\n--- */\nSELECT id, name FROM seeds.orders\n',
    'models/silver/orders.sql':
      '/* ---\ndescription: Orders as they came\npartitioned_by: city\ncolumns: {amount: {description: In euro}}\n--- */\nSELECT id, amount, city FROM seeds.orders\n',
    'models/gold/sums.sql':
      '/* ---\nkind: view\ndescription: Sums of cities\n--- */\nSELECT city, doubled(sum(amount)) AS total FROM silver.orders GROUP BY city\n',
    'models/gold/keys.sql':
      '/* ---\nkind: view\n--- */\nSELECT id, lode_xxh32_hex(city) AS key FROM silver.orders\n',
    'models/gold/known.sql': '/* ---\nkind: view\n--- */\nSELECT count(name) AS named FROM silver.people\n',
    'macros/doubled.sql': 'CREATE MACRO doubled(x) AS x * 2;\n',
  });
  const { code, stderr } = await lode(folder, ['apply', '--yes']);
  if (code !== 0) throw new Error(stderr);
  lake = {
    folder: join(folder, 'lake'),
    files: localFiles(),
    clock: { now: () => Date.now(), uuid: () => crypto.randomUUID() },
    actor: { user: 'anna', host: 'laptop', pid: 1 },
    project: { name: 'shop', git: null },
  };
  standing = (await readCommitted(lake, 'prod'))!;
});
afterAll(() => removeFolder(folder));

async function inEngine<T>(
  work: (session: Awaited<ReturnType<Awaited<ReturnType<typeof engine.open>>['connect']>>) => Promise<T>,
) {
  const database = await engine.open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    timeZone: 'Europe/Brussels',
  });
  const session = await database.connect();
  try {
    return await work(session);
  } finally {
    session.close();
    await database.close();
  }
}

/** Makes the file, and gives what a DuckDB that knows nothing of Lode reads in it, opened by itself and beside others. */
async function made(name: string, manifest: Manifest, includePersonal: boolean) {
  const file = join(folder, name);
  const result = await inEngine(async (session) => {
    await session.execute(`ATTACH '${file}' AS lode_views`);
    await session.execute('USE lode_views');
    const defined = await defineViewDatabase(lake, session, manifest, includePersonal);
    await session.execute('USE memory');
    await session.execute('DETACH lode_views');
    return defined;
  });
  const read = async (sql: (prefix: string) => string): Promise<unknown> => {
    const answers: unknown[] = [];
    for (const [open, prefix] of [
      [file, ''],
      [':memory:', 'lake.'],
    ] as const) {
      const bare = await DuckDBInstance.create(open, open === file ? { access_mode: 'READ_ONLY' } : {});
      const connection = await bare.connect();
      if (prefix !== '') await connection.run(`ATTACH '${file}' AS lake (READ_ONLY)`);
      answers.push((await connection.runAndReadAll(sql(prefix))).getRowsJson());
      connection.closeSync();
      bare.closeSync();
    }
    expect(answers[1]).toEqual(answers[0]);
    return answers[0];
  };
  return { ...result, read };
}

test('bare DuckDB reads tables, views and macros; what only Lode can compute is copied; personal tables are left out', async () => {
  const { defined, leftOut, read } = await made('plain.duckdb', standing, false);
  expect(defined).toEqual([
    { model: 'gold.keys', kind: 'copy' },
    { model: 'gold.known', kind: 'copy' },
    { model: 'gold.sums', kind: 'view' },
    { model: 'seeds.orders', kind: 'view' },
    { model: 'silver.orders', kind: 'view' },
  ]);
  expect(leftOut).toEqual([{ model: 'silver.people', why: 'personal' }]);
  expect(await read((lake) => `FROM ${lake}gold.sums ORDER BY ALL NULLS LAST`)).toEqual([
    ['Mons', '14.50'],
    ['Namur', '11.00'],
    [null, '2.00'],
  ]);
  expect(await read((lake) => `FROM ${lake}gold.known`)).toEqual([['3']]);
  expect(await read((lake) => `SELECT count(DISTINCT key), min(length(key)) FROM ${lake}gold.keys`)).toEqual([
    ['2', '8'],
  ]);
  expect(
    await read(() => `SELECT view_name, comment FROM duckdb_views() WHERE comment IS NOT NULL ORDER BY ALL`),
  ).toEqual([
    ['orders', 'Orders as they came'],
    ['sums', 'Sums of cities'],
  ]);
  expect(
    await read(
      () =>
        `SELECT comment FROM duckdb_columns() WHERE table_name = 'orders' AND column_name = 'amount' AND comment IS NOT NULL`,
    ),
  ).toEqual([['In euro']]);
});

test('personal tables are there where they are asked for', async () => {
  const { leftOut, defined, read } = await made('personal.duckdb', standing, true);
  expect(leftOut).toEqual([]);
  expect(defined).toContainEqual({ model: 'gold.known', kind: 'view' });
  expect(await read((lake) => `SELECT name FROM ${lake}silver.people WHERE id = 2`)).toEqual([['Bob']]);
});

test.each([
  ['name', ['city']],
  ['id', ['city']],
  ['name', []],
] as const)(
  'deletion vectors, columns mapped by %s and partition columns come out right',
  async (mode, partitionColumns) => {
    const path = `prod/silver/mapped_${mode}_${partitionColumns.length}`;
    const version = await inEngine(async (session) => {
      const ports = { files: lake.files, session, clock: lake.clock };
      const table = join(lake.folder, path);
      await createTable(ports, table, {
        select: `SELECT id::INTEGER AS id, (id * 1.25)::DECIMAL(18,2) AS amount, CASE WHEN id % 3 = 0 THEN NULL ELSE 'c:' || id % 3 END AS city FROM range(1000) AS r(id)`,
        partitionColumns,
        properties: { 'delta.enableDeletionVectors': 'true', 'delta.columnMapping.mode': mode },
        engineVersion: engine.version,
      });
      const { version: made } = await deleteRows(ports, table, {
        where: 'id % 7 = 0',
        engineVersion: engine.version,
      });
      return made;
    });
    expect(version).toBe(1);
    const models = new Map(standing.models);
    const orders = models.get('silver.orders')!;
    const mapped: ManifestModel = { ...orders, table: { ...orders.table!, path, version: version! } };
    models.set('silver.orders', mapped);
    const { read } = await made(
      `mapped_${mode}_${partitionColumns.length}.duckdb`,
      { ...standing, models },
      false,
    );
    const expected = `SELECT city, count(*) AS n, sum(id) AS ids, sum(amount) AS amounts FROM (SELECT id, (id * 1.25)::DECIMAL(18,2) AS amount, CASE WHEN id % 3 = 0 THEN NULL ELSE 'c:' || id % 3 END AS city FROM range(1000) AS r(id) WHERE id % 7 <> 0) GROUP BY city ORDER BY ALL`;
    expect(
      await read(
        (lake) =>
          `SELECT city, count(*) AS n, sum(id) AS ids, sum(amount) AS amounts FROM ${lake}silver.orders GROUP BY city ORDER BY ALL`,
      ),
    ).toEqual(await read(() => expected));
  },
);
