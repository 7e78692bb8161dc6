import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import { concurrentQueries, querySlots } from '../../../src/engine/duckdb/query-slots.ts';
import { type Database, EngineError, type EngineFailure, type Session } from '../../../src/ports/index.ts';
import { openOptions } from './support.ts';

let folder: string;
let database: Database;
let session: Session;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-engine-'));
  database = await duckdbEngine().open({ ...openOptions, allowedFolders: [join(folder, 'lake')] });
  session = await database.connect();
});
afterEach(async () => {
  session.close();
  await database.close();
  await rm(folder, { recursive: true });
});

async function failureOf(work: Promise<unknown>): Promise<EngineFailure> {
  const error = await work.then(
    () => null,
    (rejection: unknown) => rejection,
  );
  expect(error).toBeInstanceOf(EngineError);
  return (error as EngineError).failure;
}

describe('settings', () => {
  test('are those that the database states, for every connection', async () => {
    const other = await database.connect();
    for (const [name, value] of Object.entries(database.settings)) {
      const { rows } = await other.query(`SELECT current_setting('${name}')::VARCHAR`);
      expect(String(rows[0]![0]).toLowerCase()).toBe(value.toLowerCase());
    }
    other.close();
  });

  test('cannot be changed by a statement, while variables and the schema can', async () => {
    for (const sql of [
      "SET TimeZone = 'Asia/Tokyo'",
      'SET threads = 1',
      'SET enable_external_access = true',
      'RESET default_order',
    ])
      expect((await failureOf(session.execute(sql))).message).toMatch(/locked/);
    await session.execute("SET VARIABLE files = ['a']; CREATE SCHEMA s; USE s");
    expect(await session.rows("SELECT getvariable('files') AS files, current_schema() AS s")).toEqual([
      { files: ['a'], s: 's' },
    ]);
  });

  test('the project decides the time zone, not this machine', async () => {
    const tokyo = await duckdbEngine().open({ ...openOptions, timeZone: 'Asia/Tokyo' });
    const connection = await tokyo.connect();
    expect(
      (await connection.query("SELECT date_trunc('day', TIMESTAMPTZ '2024-01-01 20:00:00+00')")).rows,
    ).toEqual([['2024-01-02 00:00:00+09']]);
    await tokyo.close();
  });
});

describe('files', () => {
  test('outside the allowed folders cannot be read or written, through links and dots neither', async () => {
    const lake = join(folder, 'lake');
    await session.execute(`COPY (SELECT 1 AS a) TO '${folder}/lake.parquet'`).then(
      () => expect.unreachable(),
      () => undefined,
    );
    await mkdir(lake);
    await session.execute(`COPY (SELECT 1 AS a) TO '${lake}/in.parquet'`);
    expect(await readdir(lake)).toEqual(['in.parquet']);
    await writeFile(join(folder, 'secret.csv'), 'a\n1\n');
    await symlink(join(folder, 'secret.csv'), join(lake, 'link.csv'));
    for (const path of [
      join(folder, 'secret.csv'),
      `${lake}/../secret.csv`,
      join(lake, 'link.csv'),
      '/etc/passwd',
    ])
      expect((await failureOf(session.query(`SELECT * FROM read_csv('${path}')`))).kind).toBe('Permission');
  });

  test('of extensions are neither loaded nor installed', async () => {
    await failureOf(session.execute('LOAD httpfs'));
    await failureOf(session.execute('INSTALL httpfs'));
    await failureOf(session.query("SELECT * FROM 'https://example.org/a.parquet'"));
  });
});

describe('errors', () => {
  test('of the parser carry a position in code points', async () => {
    expect(await failureOf(session.query("SELECT 'é𝄞', FROM WHERE"))).toMatchObject({
      kind: 'Parser',
      subtype: 'SYNTAX_ERROR',
      position: [..."SELECT 'é𝄞', FROM "].length,
    });
  });

  test('of the binder carry a position in bytes and the candidates', async () => {
    const failure = await failureOf(session.query('SELECT \'é𝄞\', dat FROM (SELECT 1 AS date, 2 AS "da t")'));
    expect(failure).toMatchObject({
      kind: 'Binder',
      subtype: 'COLUMN_NOT_FOUND',
      position: Buffer.byteLength("SELECT 'é𝄞', "),
    });
    expect(failure.candidates).toContain('date');
    expect(failure.message).not.toMatch(/exception_type/);
  });

  test('of the catalog name the near table', async () => {
    await session.execute('CREATE TABLE billing (a INTEGER)');
    expect(await failureOf(session.query('SELECT * FROM biling'))).toMatchObject({
      kind: 'Catalog',
      subtype: 'MISSING_ENTRY',
      candidates: ['billing'],
      position: 14,
    });
  });

  test('of running keep their message, with parameters too', async () => {
    expect(await failureOf(session.query("SELECT 'x'::INTEGER"))).toMatchObject({ kind: 'Conversion' });
    expect(await failureOf(session.query('SELECT $1::INTEGER', ['x']))).toMatchObject({ kind: 'Conversion' });
    expect((await failureOf(session.query('SELECT error(\'é: { "a" }\')'))).message).toBe('é: { "a" }');
  });

  test('leave the session usable', async () => {
    await failureOf(session.query('SELEC'));
    expect((await session.query('SELECT 1')).rows).toEqual([[1]]);
  });
});

describe('interrupting', () => {
  test('stops what runs and what waits, and the session lives on', async () => {
    const long = failureOf(
      session.query('SELECT sum(a.range * b.range % 7) FROM range(1000000) a, range(1000000) b'),
    );
    const waiting = failureOf(session.query('SELECT 2'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    session.interrupt();
    expect((await long).kind).toMatch(/^interrupt$/i);
    expect((await waiting).kind).toMatch(/^interrupt$/i);
    expect((await session.query('SELECT 3')).rows).toEqual([[3]]);
  });
});

describe('slots', () => {
  test('leave two threads of the pool to files', () => {
    expect(concurrentQueries(undefined)).toBe(2);
    expect(concurrentQueries('16')).toBe(14);
    expect(concurrentQueries('2')).toBe(1);
    expect(concurrentQueries('junk')).toBe(2);
  });

  test('let no more run at once than there are, in the order in which they came', async () => {
    const slots = querySlots(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const work = [0, 1, 2, 3].map((n) =>
      slots.run(() => {
        begun.push(n);
        return new Promise<void>((resolve) => ends.push(resolve));
      }),
    );
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    ends[1]!();
    await work[1];
    expect(begun).toEqual([0, 1, 2]);
    ends[0]!();
    await work[0];
    expect(begun).toEqual([0, 1, 2, 3]);
    ends[2]!();
    ends[3]!();
    await Promise.all(work);
  });

  test('free theirs when work fails', async () => {
    const slots = querySlots(1);
    await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await slots.run(async () => 1)).toBe(1);
  });

  test('a file is read while more queries wait than the pool has threads', async () => {
    await writeFile(join(folder, 'small'), 'x');
    const sessions = await Promise.all(Array.from({ length: 8 }, () => database.connect()));
    let ended = 0;
    const queries = sessions.map(async (each) => {
      await each
        .query('SELECT sum(a.range * b.range % 7) FROM range(100000) a, range(100000) b')
        .catch(() => null);
      ended++;
    });
    expect(await readFile(join(folder, 'small'), 'utf8')).toBe('x');
    expect(ended).toBe(0);
    for (const each of sessions) each.interrupt();
    await Promise.all(queries);
    for (const each of sessions) each.close();
  });
});

describe('functions', () => {
  test('lode_xxh32_hex is deterministic, takes text and bytes, and is seen by every connection', async () => {
    const other = await database.connect();
    expect(
      (
        await other.query(
          "SELECT lode_xxh32_hex('A_1'), lode_xxh32_hex('É_1'), lode_xxh32_hex(''), lode_xxh32_hex('abc'), lode_xxh32_hex(encode('abc')), lode_xxh32_hex(NULL::VARCHAR), lode_xxh32_hex(chr(65279)) = lode_xxh32_hex(encode(chr(65279)))",
        )
      ).rows[0],
    ).toEqual(['20f01ee0', '418680a0', '02cc5d05', '32d153ff', '32d153ff', null, true]);
    expect(
      (
        await other.query(
          "SELECT DISTINCT stability FROM duckdb_functions() WHERE function_name = 'lode_xxh32_hex'",
        )
      ).rows,
    ).toEqual([['CONSISTENT']]);
    await other.execute('CREATE SCHEMA elsewhere; USE elsewhere');
    expect((await other.query("SELECT lode_xxh32_hex('abc')")).rows).toEqual([['32d153ff']]);
    other.close();
  });

  test('lode_xxh32_hex stands in a serialised plan by its name', async () => {
    const { rows } = await session.query(
      "SELECT json_serialize_plan('SELECT lode_xxh32_hex(range::VARCHAR) AS k FROM range(3)')",
    );
    const text = String(rows[0]![0]);
    expect(text).toContain('"error":false');
    expect(text).toContain('"name":"lode_xxh32_hex"');
  });

  test('lode_xxh32_hex works over many rows', async () => {
    const { rows } = await session.query(
      "SELECT count(DISTINCT lode_xxh32_hex(k)), min(length(lode_xxh32_hex(k))) FROM (SELECT 'key ' || range AS k FROM range(10000))",
    );
    expect(rows).toEqual([['10000', '8']]);
  });
});
