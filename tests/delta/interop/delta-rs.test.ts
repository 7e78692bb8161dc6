import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  appendRows,
  changesQuery,
  createTable,
  deleteRows,
  history,
  latestVersion,
  mergeRows,
  openSnapshot,
  optimizeTable,
  overwriteTable,
  replaceWhere,
  restoreTable,
  scanQuery,
  updateRows,
  vacuumTable,
  writeCheckpoint,
} from '../../../src/delta/index.ts';
import { havePython, runPython } from '../support/python.ts';
import { engineVersion, openWorkshop, readRows, upsertRows, type Workshop } from '../support/tables.ts';

// Every operation starts the other reader anew.
vi.setConfig({ testTimeout: 180_000 });

/** Reads a table (at a version) with delta-rs into a Parquet file. */
const readProgram = `
import sys, pyarrow as pa, pyarrow.parquet as pq
from deltalake import DeltaTable, QueryBuilder
path, out = sys.argv[1], sys.argv[2]
table = DeltaTable(path, version=int(sys.argv[3])) if len(sys.argv) > 3 else DeltaTable(path)
batches = QueryBuilder().register('t', table).execute('SELECT * FROM t')
pq.write_table(pa.table(batches.read_all()), out)
`;

describe.skipIf(!havePython)('delta-rs (scripts/python-venv.sh makes its environment)', () => {
  let shop: Workshop;
  let table: string;
  beforeEach(async () => {
    shop = await openWorkshop();
    table = `${shop.folder}/t`;
  });
  afterEach(() => shop.close());

  /** Both readers see the same rows, whichever wrote them. */
  async function expectSame(version?: number): Promise<void> {
    const out = `${shop.folder}/${crypto.randomUUID()}.parquet`;
    await runPython(readProgram, table, out, ...(version === undefined ? [] : [String(version)]));
    const snapshot = await openSnapshot(shop, table, version === undefined ? {} : { version });
    const ours = await scanQuery(snapshot);
    const columns = snapshot.schema.fields.map((field) => `"${field.name}"`).join(', ');
    const theirs = `SELECT ${columns} FROM '${out}'`;
    const [row] = await shop.session.rows(
      `SELECT (SELECT count(*) FROM (${ours} EXCEPT ALL ${theirs})) AS ours, (SELECT count(*) FROM (${theirs} EXCEPT ALL (${ours}))) AS theirs`,
    );
    expect(row).toEqual({ ours: '0', theirs: '0' });
  }

  const everyType = `SELECT range AS id, range::TINYINT AS b, range::SMALLINT AS sh, range::INTEGER AS i, range * 1.25::FLOAT AS f, CASE range WHEN 3 THEN 'nan'::DOUBLE WHEN 4 THEN 'inf'::DOUBLE ELSE range / 3 END AS d,
    (range * 1.01)::DECIMAL(38, 10) AS de, range % 2 = 0 AS flag, 'é' || repeat('😀', range::INTEGER * 10) AS s, 'x'::BLOB AS bin, DATE '1969-12-30' + range::INTEGER AS day,
    TIMESTAMPTZ '1969-12-31 23:59:59.999999+00' + INTERVAL (range) MICROSECOND AS ts, TIMESTAMP '2024-02-29 12:00:00.000001' AS tn, {'x': range, 'y': {'z': 's' || range}} AS st, [range, NULL] AS l, MAP {'k': range} AS m
    FROM range(8)`;

  it('reads every type that we write, with statistics that lose no row', async () => {
    await createTable(shop, table, { select: everyType, engineVersion });
    await expectSame();
    await writeCheckpoint(shop, table, 0);
    await expectSame();
    const counts = await runPython(
      `
import sys
from deltalake import DeltaTable, QueryBuilder
q = QueryBuilder().register('t', DeltaTable(sys.argv[1]))
for where in ["id = 7", "d > 1.0", "s >= 'é'", "day = '1969-12-30'", "ts > '1969-12-31T23:59:59.999999Z'", "de = 7.07", "st['x'] = 7", "flag"]:
    print(sum(b.num_rows for b in q.execute('SELECT id FROM t WHERE ' + where).read_all().to_batches()) if hasattr(q.execute('SELECT 1').read_all(), 'to_batches') else q.execute('SELECT id FROM t WHERE ' + where).read_all().num_rows)
`,
      table,
    );
    const ours = await Promise.all(
      [
        'id = 7',
        'd > 1.0',
        `s >= 'é'`,
        `day = '1969-12-30'`,
        `ts > '1969-12-31T23:59:59.999999Z'`,
        'de = 7.07',
        'st.x = 7',
        'flag',
      ].map(async (where) => {
        const snapshot = await openSnapshot(shop, table);
        return String((await shop.session.rows(await scanQuery(snapshot, { where }))).length);
      }),
    );
    expect(counts.trim().split('\n')).toEqual(ours);
  });

  it('reads what each of our operations leaves', async () => {
    await createTable(shop, table, {
      select: `SELECT range AS id, ['a b/c', 'é=%', NULL][1 + range::INTEGER % 3] AS p, range * 2 AS v, TIMESTAMPTZ '2024-01-01 10:00:00.5+02' AS t FROM range(30)`,
      partitionColumns: ['p', 't'],
      engineVersion,
    });
    await expectSame();
    await appendRows(shop, table, { select: `SELECT 100 AS id, 'new' AS p, 5 AS v`, engineVersion });
    await expectSame();
    await deleteRows(shop, table, { where: 'id % 7 = 0', engineVersion });
    await expectSame();
    await updateRows(shop, table, { where: 'v > 20', set: { v: 'v + 1' }, engineVersion });
    await mergeRows(shop, table, {
      source: `SELECT range AS id, 'merged' AS p, -1 AS v FROM range(25, 35)`,
      on: 'source.id = target.id',
      clauses: [
        { when: 'matched', update: { v: 'source.v' } },
        { when: 'not matched', insert: '*' },
      ],
      engineVersion,
    });
    await expectSame();
    await replaceWhere(shop, table, {
      where: 'id < 5',
      select: `SELECT 1 AS id, 'r' AS p, 1 AS v`,
      engineVersion,
    });
    await appendRows(shop, table, {
      select: `SELECT 200 AS id, 'x' AS extra`,
      mergeSchema: true,
      engineVersion,
    });
    await expectSame();
    await optimizeTable(shop, table, { engineVersion });
    await optimizeTable(shop, table, { zOrderBy: ['id', 'v'], engineVersion });
    await expectSame();
    await restoreTable(shop, table, { version: 3 }, engineVersion);
    await expectSame();
    await overwriteTable(shop, table, { select: `SELECT 1 AS other`, engineVersion });
    await expectSame();
    const latest = await latestVersion(shop.files, table);
    for (let version = 0; version <= latest; version += 3) await expectSame(version);
    await writeCheckpoint(shop, table, latest);
    await expectSame(latest);
    expect(
      await runPython(
        `from deltalake import DeltaTable; import sys; print(len(DeltaTable(sys.argv[1]).history()))`,
        table,
      ),
    ).toBe(`${latest + 1}\n`);
  });

  it('reads our deletion vectors', async () => {
    await createTable(shop, table, {
      select: `SELECT range AS id FROM range(200000)`,
      properties: { 'delta.enableDeletionVectors': 'true' },
      engineVersion,
    });
    await deleteRows(shop, table, { where: 'id % 3 = 0 OR id BETWEEN 70000 AND 80000', engineVersion });
    await expectSame();
    await deleteRows(shop, table, { where: 'id > 199990', engineVersion });
    await expectSame();
  });

  it('writes tables that we read, by every operation it has', async () => {
    await runPython(
      `
import sys, pyarrow as pa, datetime as dt, decimal
from deltalake import DeltaTable, write_deltalake
path = sys.argv[1]
data = pa.table({
  'id': pa.array(range(20), pa.int64()), 'p': pa.array(['a b', 'c/d', None, 'é'] * 5), 'v': pa.array([i * 1.5 for i in range(20)]),
  't': pa.array([dt.datetime(2024, 1, 1, 10, 0, 0, i, tzinfo=dt.timezone.utc) for i in range(20)], pa.timestamp('us', 'UTC')),
  'n': pa.array([dt.datetime(2024, 1, 1, 10, 0, 0, i) for i in range(20)], pa.timestamp('us')),
  'd': pa.array([decimal.Decimal('1.10')] * 20, pa.decimal128(9, 2)), 's': pa.array([{'x': i, 'y': [str(i)]} for i in range(20)]),
})
write_deltalake(path, data, partition_by=['p', 't'])
write_deltalake(path, data.slice(0, 3), mode='append')
write_deltalake(path, data.slice(0, 1).append_column('extra', pa.array(['new'])), mode='append', schema_mode='merge')
t = DeltaTable(path)
t.delete("id = 5")
t.update(predicate="id = 6", updates={'v': '99.5'})
source = data.slice(10, 2).set_column(2, 'v', pa.array([-1.0, -2.0])).append_column('extra', pa.array([None, 'm'], pa.string()))
t.merge(source, predicate='t.id = s.id', source_alias='s', target_alias='t').when_matched_update_all().when_not_matched_insert_all().execute()
t.optimize.compact()
t.optimize.z_order(['id'])
t.create_checkpoint()
write_deltalake(path, data.slice(0, 2).append_column('extra', pa.array(['a', 'b'])), mode='append')
t = DeltaTable(path)
t.restore(3)
t.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
write_deltalake(path, data.slice(4, 2).append_column('extra', pa.array(['c', None])), mode='overwrite', predicate="p = 'a b'") if False else None
`,
      table,
    );
    await expectSame();
    const entries = await history(shop, table);
    expect(entries.length).toBeGreaterThanOrEqual(10);
    // And we go on where it stopped.
    await appendRows(shop, table, { select: `SELECT 1000 AS id, 'ours' AS p`, engineVersion });
    await deleteRows(shop, table, { where: 'id < 10', engineVersion });
    await expectSame();
    await vacuumTable(shop, table);
    await expectSame();
  });

  it('and we read the same change data feed', async () => {
    await createTable(shop, table, {
      select: 'SELECT range AS id, range * 2 AS v FROM range(10)',
      properties: { 'delta.enableChangeDataFeed': 'true' },
      engineVersion,
    });
    await updateRows(shop, table, { where: 'id = 3', set: { v: '0' }, engineVersion });
    await deleteRows(shop, table, { where: 'id > 7', engineVersion });
    await upsertRows(shop, table, [1, 50], 7);
    await optimizeTable(shop, table, { engineVersion });
    await runPython(
      `
import sys, pyarrow as pa
from deltalake import DeltaTable, write_deltalake
t = DeltaTable(sys.argv[1]); t.delete("id = 2"); t.update(predicate="id = 4", updates={'v': '44'})
write_deltalake(sys.argv[1], pa.table({'id': pa.array([77], pa.int64()), 'v': pa.array([1], pa.int64())}), mode='append')
`,
      table,
    );
    const out = `${shop.folder}/feed.parquet`;
    await runPython(
      `
import sys, pyarrow as pa, pyarrow.parquet as pq
from deltalake import DeltaTable
pq.write_table(pa.table(DeltaTable(sys.argv[1]).load_cdf(starting_version=0).read_all()), sys.argv[2])
`,
      table,
      out,
    );
    const feed = await changesQuery(shop, table, { from: 0 });
    const select = (from: string) => `SELECT id, v, _change_type, _commit_version FROM ${from} ORDER BY ALL`;
    expect(await shop.session.rows(select(`(${feed.sql})`))).toEqual(
      await shop.session.rows(select(`'${out}'`)),
    );
    expect(await readRows(shop, table)).toHaveLength(9);
  });
});
