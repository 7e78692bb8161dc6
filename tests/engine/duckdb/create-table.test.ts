import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BinaryView,
  Bool,
  type Data,
  DateMillisecond,
  Decimal,
  Dictionary,
  DurationMillisecond,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float16,
  Float64,
  Int32,
  IntervalDayTime,
  IntervalMonthDayNano,
  IntervalYearMonth,
  LargeUtf8,
  List,
  makeData,
  Null,
  RecordBatch,
  Schema,
  SparseUnion,
  Struct,
  TimeMillisecond,
  TimeNanosecond,
  TimeSecond,
  Timestamp,
  TimeUnit,
  tableFromIPC,
  Uint64,
  Utf8,
  Utf8View,
  vectorFromArray,
} from 'apache-arrow';
import { readParquet } from 'parquet-wasm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import { type Database, EngineError, type Session } from '../../../src/ports/index.ts';
import { openOptions } from './support.ts';

// Every type goes through batches of many sizes, value by value.
vi.setConfig({ testTimeout: 180_000 });

let folder: string;
let database: Database;
let session: Session;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-arrow-'));
  database = await duckdbEngine().open(openOptions);
  session = await database.connect();
});
afterAll(async () => {
  session.close();
  await database.close();
  await rm(folder, { recursive: true });
});

async function* batchesOf(batches: readonly RecordBatch[]) {
  yield* batches;
}

function batchOf(columns: Record<string, Data>): RecordBatch {
  const children = Object.values(columns);
  const fields = Object.entries(columns).map(([name, data]) => new Field(name, data.type, true));
  const length = children[0]!.length;
  return new RecordBatch(
    new Schema(fields),
    makeData({ type: new Struct(fields), length, nullCount: 0, children }),
  );
}

let tables = 0;
async function loaded(type: string, batches: readonly RecordBatch[]): Promise<unknown[]> {
  const table = `t${tables++}`;
  await session.createTable(table, [{ name: 'x', type }], batchesOf(batches));
  return (await session.query(`SELECT x FROM ${table}`)).rows.map(([x]) => x);
}

const one = (data: Data) => [batchOf({ x: data })];

/** Random rows of every type that Parquet can carry to Arrow and back; more than a row group of the staging table. */
const everyType = `
  SELECT
    CASE WHEN random() > 0.2 THEN (random() * 200 - 100)::TINYINT END AS int8,
    CASE WHEN random() > 0.2 THEN (random() * 60000 - 30000)::SMALLINT END AS int16,
    CASE WHEN random() > 0.2 THEN ((hash(range) % 4294967296)::BIGINT - 2147483648)::INTEGER END AS int32,
    CASE WHEN random() > 0.2 THEN (hash(range)::HUGEINT - 9223372036854775808)::BIGINT END AS int64,
    CASE WHEN random() > 0.2 THEN (hash(range) % 256)::UTINYINT END AS uint8,
    CASE WHEN random() > 0.2 THEN (hash(range) % 65536)::USMALLINT END AS uint16,
    CASE WHEN random() > 0.2 THEN (hash(range) % 4294967296)::UINTEGER END AS uint32,
    CASE WHEN random() > 0.2 THEN hash(range) END AS uint64,
    CASE WHEN random() > 0.2 THEN (random() - 0.5)::FLOAT END AS float32,
    CASE WHEN range % 7 = 0 THEN '-0.0'::DOUBLE WHEN range % 7 = 1 THEN 'nan'::DOUBLE WHEN range % 7 = 2 THEN '-inf'::DOUBLE WHEN random() > 0.2 THEN random() * 1e300 END AS float64,
    CASE WHEN random() > 0.2 THEN (random() * 1998 - 999)::DECIMAL(4, 1) END AS decimal4,
    CASE WHEN random() > 0.2 THEN (random() * 2e8 - 1e8)::DECIMAL(9, 0) END AS decimal9,
    CASE WHEN random() > 0.2 THEN (random() * 2e13 - 1e13)::DECIMAL(18, 4) END AS decimal18,
    CASE WHEN range % 5 = 0 THEN '-9999999999999999999999999999.9999999999'::DECIMAL(38, 10) WHEN random() > 0.2 THEN ((hash(range)::HUGEINT - 9223372036854775808)::DECIMAL(28, 0) / 3)::DECIMAL(38, 10) END AS decimal38,
    CASE WHEN random() > 0.2 THEN random() > 0.5 END AS bool,
    CASE WHEN random() > 0.2 THEN DATE '1970-01-01' + ((random() - 0.5) * 2000000)::INTEGER END AS date,
    CASE WHEN random() > 0.2 THEN TIME '00:00:00' + to_microseconds((random() * 86399999999)::BIGINT) END AS time,
    CASE WHEN random() > 0.2 THEN make_timestamp(((random() - 0.5) * 1e16)::BIGINT) END AS timestamp,
    CASE WHEN random() > 0.2 THEN make_timestamp(((random() - 0.5) * 1e16)::BIGINT)::TIMESTAMPTZ END AS timestamptz,
    CASE WHEN random() > 0.2 THEN make_timestamp_ns(((random() - 0.5) * 9e18)::BIGINT) END AS timestamp_ns,
    CASE range % 4 WHEN 0 THEN 'é𝄞 ' || range WHEN 1 THEN '' WHEN 2 THEN chr(65279) || 'x' WHEN 3 THEN NULL END AS text,
    CASE WHEN random() > 0.2 THEN 'kind ' || range % 3 END AS repeated,
    CASE WHEN random() > 0.2 THEN unhex(printf('%016x', range)) END AS bytes,
    CASE WHEN random() > 0.2 THEN list_transform(range(range % 4), n -> CASE WHEN n <> 1 THEN n::VARCHAR END) END AS list,
    CASE WHEN random() > 0.2 THEN [[range], NULL, []] END AS nested,
    CASE WHEN random() > 0.2 THEN {'a': range, 'b b': CASE WHEN random() > 0.5 THEN [range::DECIMAL(10, 2)] END, 'c': {'d': NULL::DATE}} END AS struct,
    CASE WHEN random() > 0.2 THEN map_from_entries([('k' || range, range::DOUBLE), ('l', NULL)]) END AS map,
    CASE WHEN random() > 0.2 THEN [{'t': make_timestamp(range * 1000003), 'm': MAP {range: [range]}}] END AS deep
  FROM range($1::BIGINT)`;

describe('createTable', () => {
  test('holds every type that Parquet carries, value by value, over batches of odd sizes', async () => {
    const path = join(folder, 'types.parquet');
    await session.execute(`CREATE TABLE expected AS ${everyType}`, [130_000]);
    await session.execute(`COPY expected TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 50000)`);
    const arrow = tableFromIPC(readParquet(await readFile(path)).intoIPCStream());
    const batches = arrow.batches.flatMap((batch) => [
      batch.slice(0, 777),
      batch.slice(777, 1001),
      batch.slice(1001),
    ]);
    const columns = (await session.query('DESCRIBE expected')).rows.map(([name, type]) => ({
      name: String(name),
      type: String(type),
    }));
    expect(await session.createTable('actual', columns, batchesOf(batches))).toBe(130_000);
    expect((await session.query('DESCRIBE actual')).rows).toEqual(
      (await session.query('DESCRIBE expected')).rows,
    );
    // Compared as text, because SQL takes -0.0 and 0.0 for equal.
    const asText = (table: string) =>
      `SELECT ${columns.map(({ name }) => `"${name}"::VARCHAR`).join(', ')} FROM ${table}`;
    const { rows } = await session.query(
      `SELECT count(*) FROM ((${asText('expected')} EXCEPT ALL ${asText('actual')}) UNION ALL (${asText('actual')} EXCEPT ALL ${asText('expected')}))`,
    );
    expect(rows).toEqual([['0']]);
  });

  test('casts where the column has another type than the batch, group by group', async () => {
    const batch = batchOf({
      n: vectorFromArray(
        Array.from({ length: 100_000 }, (_, n) => n),
        new Int32(),
      ).data[0]!,
      s: vectorFromArray(
        Array.from({ length: 100_000 }, (_, n) => `${n}.5`),
        new Utf8(),
      ).data[0]!,
    });
    const columns = [
      { name: 'n', type: 'BIGINT' },
      { name: 's', type: 'DECIMAL(10,2)' },
    ];
    expect(await session.createTable('"cast ""ed"', columns, batchesOf([batch, batch, batch]))).toBe(300_000);
    expect(
      (await session.query('SELECT count(*), sum(n), sum(s), typeof(any_value(s)) FROM "cast ""ed"')).rows,
    ).toEqual([['300000', '14999850000', '15000000000.00', 'DECIMAL(10,2)']]);
  });

  test('makes an empty table where there are no batches, or empty ones', async () => {
    expect(await session.createTable('none', [{ name: 'x', type: 'DATE' }], batchesOf([]))).toBe(0);
    const empty = batchOf({ x: vectorFromArray([], new Int32()).data[0] ?? makeData({ type: new Int32() }) });
    expect(await session.createTable('empty', [{ name: 'x', type: 'INTEGER' }], batchesOf([empty]))).toBe(0);
    expect(
      (await session.query('SELECT (SELECT count(*) FROM none), (SELECT count(*) FROM empty)')).rows,
    ).toEqual([['0', '0']]);
  });

  test('finds the table in another schema', async () => {
    await session.execute('CREATE SCHEMA "o.ther"');
    const batch = one(vectorFromArray([1, null, 3], new Int32()).data[0]!);
    await session.createTable('"o.ther"."T"', [{ name: 'x', type: 'INTEGER' }], batchesOf(batch));
    expect((await session.query('SELECT x FROM "o.ther"."T"')).rows).toEqual([[1], [null], [3]]);
  });

  test('leaves no table behind when a value does not fit or the batches fail', async () => {
    const batch = one(vectorFromArray(['1', 'x'], new Utf8()).data[0]!);
    await expect(
      session.createTable('bad', [{ name: 'x', type: 'INTEGER' }], batchesOf(batch)),
    ).rejects.toBeInstanceOf(EngineError);
    async function* failing() {
      yield batch[0]!;
      throw new RangeError('the source went away');
    }
    await expect(
      session.createTable('bad', [{ name: 'x', type: 'VARCHAR' }], failing()),
    ).rejects.toBeInstanceOf(RangeError);
    expect(
      (await session.query("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'bad'")).rows,
    ).toEqual([['0']]);
    expect(await session.createTable('bad', [{ name: 'x', type: 'VARCHAR' }], batchesOf(batch))).toBe(2);
  });

  test('refuses a type that DuckDB has none for', async () => {
    const type = new SparseUnion([0], [new Field('a', new Int32())]);
    const data = makeData({
      type,
      length: 1,
      nullCount: 0,
      typeIds: new Int8Array([0]),
      children: [vectorFromArray([1], new Int32()).data[0]!],
    });
    await expect(loaded('INTEGER', one(data))).rejects.toThrow(/Union/);
  });
});

describe('Arrow types that Parquet does not carry', () => {
  test('views, large strings and fixed bytes', async () => {
    const views = new Uint8Array(48);
    const view = new DataView(views.buffer);
    const long = new TextEncoder().encode('\ufefflonger than twelve bytes');
    view.setInt32(0, 2, true);
    views.set(new TextEncoder().encode('é'), 4);
    view.setInt32(16, long.length, true);
    views.set(long.subarray(0, 4), 20);
    view.setInt32(24, 0, true);
    view.setInt32(28, 3, true);
    const variadicBuffers = [new Uint8Array([1, 2, 3, ...long])];
    const nullBitmap = new Uint8Array([0b011]);
    const text = makeData({ type: new Utf8View(), views, variadicBuffers, nullBitmap, length: 3 });
    expect(await loaded('VARCHAR', one(text))).toEqual(['é', '\ufefflonger than twelve bytes', null]);
    const sliced = [batchOf({ x: text }).slice(1)];
    expect(await loaded('VARCHAR', sliced)).toEqual(['\ufefflonger than twelve bytes', null]);
    const bytes = makeData({ type: new BinaryView(), views, variadicBuffers, nullBitmap, length: 3 });
    expect((await loaded('BLOB', one(bytes)))[0]).toBe('\\xC3\\xA9');
    expect(
      await loaded('VARCHAR', one(vectorFromArray(['a', null, 'b\u0000c'], new LargeUtf8()).data[0]!)),
    ).toEqual(['a', null, 'b\u0000c']);
    const fixed = makeData({ type: new FixedSizeBinary(2), data: new Uint8Array([0, 1, 65, 66]), length: 2 });
    expect(await loaded('BLOB', one(fixed))).toEqual(['\\x00\\x01', 'AB']);
  });

  test('dictionaries, with null keys and null entries, and after slicing', async () => {
    const dictionary = vectorFromArray(['red', null, 'green'], new Utf8());
    const type = new Dictionary(new Utf8(), new Int32());
    const data = makeData({
      type,
      dictionary,
      data: new Int32Array([2, 0, 1, 0, 2]),
      nullBitmap: new Uint8Array([0b10111]),
      length: 5,
    });
    expect(await loaded('VARCHAR', one(data))).toEqual(['green', 'red', null, null, 'green']);
    expect(await loaded('VARCHAR', [batchOf({ x: data }).slice(1, 4)])).toEqual(['red', null, null]);
  });

  test('dates, times, timestamps and intervals in every unit', async () => {
    const big = (...values: bigint[]) => new BigInt64Array(values);
    const int = (...values: number[]) => new Int32Array(values);
    expect(
      await loaded('DATE', one(makeData({ type: new DateMillisecond(), data: big(-1n, 86_400_000n) }))),
    ).toEqual(['1969-12-31', '1970-01-02']);
    expect(await loaded('TIME', one(makeData({ type: new TimeSecond(), data: int(3661) })))).toEqual([
      '01:01:01',
    ]);
    expect(await loaded('TIME', one(makeData({ type: new TimeMillisecond(), data: int(1) })))).toEqual([
      '00:00:00.001',
    ]);
    expect(await loaded('TIME_NS', one(makeData({ type: new TimeNanosecond(), data: big(1n) })))).toEqual([
      '00:00:00.000000001',
    ]);
    const stamp = (unit: TimeUnit, zone: string | null, ...values: bigint[]) =>
      one(makeData({ type: new Timestamp(unit, zone), data: big(...values) }));
    expect(await loaded('TIMESTAMP', stamp(TimeUnit.SECOND, null, -1n))).toEqual(['1969-12-31 23:59:59']);
    expect(await loaded('TIMESTAMP', stamp(TimeUnit.MILLISECOND, null, -1n))).toEqual([
      '1969-12-31 23:59:59.999',
    ]);
    expect(await loaded('TIMESTAMP_NS', stamp(TimeUnit.NANOSECOND, null, -1n))).toEqual([
      '1969-12-31 23:59:59.999999999',
    ]);
    for (const [unit, value] of [
      [TimeUnit.SECOND, 1n],
      [TimeUnit.MILLISECOND, 1000n],
      [TimeUnit.MICROSECOND, 1_000_000n],
      [TimeUnit.NANOSECOND, 1_000_000_999n],
    ] as const)
      expect(await loaded('TIMESTAMPTZ', stamp(unit, 'Asia/Tokyo', value))).toEqual([
        '1970-01-01 00:00:01+00',
      ]);
    expect(await loaded('TIMESTAMPTZ', stamp(TimeUnit.NANOSECOND, 'UTC', -1n))).toEqual([
      '1969-12-31 23:59:59.999999+00',
    ]);
    expect(
      await loaded('INTERVAL', one(makeData({ type: new DurationMillisecond(), data: big(-1500n) }))),
    ).toEqual(['-00:00:01.5']);
    expect(await loaded('INTERVAL', one(makeData({ type: new IntervalYearMonth(), data: int(14) })))).toEqual(
      ['1 year 2 months'],
    );
    expect(
      await loaded('INTERVAL', one(makeData({ type: new IntervalDayTime(), data: int(3, 1000), length: 1 }))),
    ).toEqual(['3 days 00:00:01']);
    expect(
      await loaded(
        'INTERVAL',
        one(makeData({ type: new IntervalMonthDayNano(), data: int(1, -2, -1000, -1), length: 1 })),
      ),
    ).toEqual(['1 month -2 days -00:00:00.000001']);
  });

  test('decimals of other widths, half floats, nulls and fixed lists', async () => {
    const words = new Uint32Array([
      0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
    ]);
    expect(
      await loaded('DECIMAL(38,2)', one(makeData({ type: new Decimal(2, 38, 256), data: words, length: 1 }))),
    ).toEqual(['-0.01']);
    await expect(
      loaded('DOUBLE', one(makeData({ type: new Decimal(2, 40, 256), data: words, length: 1 }))),
    ).rejects.toBeInstanceOf(EngineError);
    expect(
      await loaded('FLOAT', one(makeData({ type: new Float16(), data: new Uint16Array([0x3c00, 0xc000]) }))),
    ).toEqual([1, -2]);
    expect(await loaded('DATE', one(makeData({ type: new Null(), length: 2 })))).toEqual([null, null]);
    expect(
      await loaded(
        'UBIGINT',
        one(makeData({ type: new Uint64(), data: new BigUint64Array([2n ** 64n - 1n]) })),
      ),
    ).toEqual(['18446744073709551615']);
    const child = vectorFromArray([1, 2, 3, 4], new Float64()).data[0]!;
    const fixed = makeData({
      type: new FixedSizeList(2, new Field('item', new Float64())),
      child,
      nullBitmap: new Uint8Array([0b10]),
      length: 2,
    });
    expect(await loaded('DOUBLE[]', one(fixed))).toEqual([null, [3, 4]]);
    expect(await loaded('DOUBLE[2]', one(fixed))).toEqual([null, [3, 4]]);
    const list = vectorFromArray([[true, null], [], null], new List(new Field('item', new Bool(), true)))
      .data[0]!;
    expect(
      await loaded('BOOLEAN[]', [batchOf({ x: list }).slice(0, 1), batchOf({ x: list }).slice(1)]),
    ).toEqual([[true, null], [], null]);
  });
});
