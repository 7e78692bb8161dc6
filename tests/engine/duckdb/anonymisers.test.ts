import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import { type Database, EngineError, type Session } from '../../../src/ports/index.ts';
import { describeWith } from '../../support/needs.ts';
import { needsPandas, python } from '../../support/pandas.ts';
import { openOptions } from './support.ts';

const secret = Buffer.from('a secret of some length, é', 'utf8');
const other = Buffer.from('another secret of some length', 'utf8');

let folder: string;
let database: Database;
let session: Session;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-keys-'));
  database = await duckdbEngine().open({
    ...openOptions,
    secretOf: (name, version) =>
      name === 'residents' && version === '2025'
        ? other
        : name === 'residents' && version === '2026'
          ? secret
          : null,
  });
  session = await database.connect();
});
afterAll(async () => {
  session.close();
  await database.close();
  await rm(folder, { recursive: true });
});

function keyOf(text: string, key = secret): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}

const hmac = "lode_hmac_sha256(k, 'residents', '2026')";

/** Texts of all lengths around what the engine holds in place, with and without characters of several bytes, a leading U+FEFF among them. */
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme-ascii', minLength: 10, maxLength: 14 }),
  fc.constantFrom('', '\u{feff}', 'É_1', 'x'.repeat(12), 'x'.repeat(13), 'é'.repeat(6), '𝄞'.repeat(4)),
  fc.string({ unit: 'grapheme-ascii', minLength: 100, maxLength: 300, size: 'max' }),
);

describe('the keyed hash', () => {
  test('is, on every path, what making it text by text gives', async () => {
    const sampled = fc.sample(texts, { numRuns: 400, seed: 11 }).map((text) => text.replaceAll('\0', ''));
    const distinct = [...new Set([...sampled, 'long'.repeat(20_000)])];
    await session.execute('CREATE TABLE keys (n INTEGER, k VARCHAR, expected VARCHAR)');
    for (let from = 0; from < distinct.length; from += 200) {
      const part = distinct.slice(from, from + 200);
      const values = part
        .map((_, index) => `(${from + index}, $${2 * index + 1}, $${2 * index + 2})`)
        .join(', ');
      await session.execute(
        `INSERT INTO keys VALUES ${values}`,
        part.flatMap((text) => [text, keyOf(text)]),
      );
    }
    await session.execute(
      `CREATE TABLE rows AS SELECT keys.* FROM range(6000) r LEFT JOIN keys ON n = hash(range) % ${distinct.length + 20}`,
    );
    await session.execute(`COPY rows TO '${folder}/rows.parquet'`);
    const paths = {
      'a table': 'FROM rows',
      'a Parquet file': `FROM '${folder}/rows.parquet'`,
      'a filter': 'FROM rows WHERE n % 3 = 0',
      'an order': 'FROM (SELECT * FROM rows ORDER BY hash(n))',
      'a join': 'FROM rows a JOIN keys USING (n, k, expected)',
      'an expression':
        "FROM (SELECT replace(k || '!', '!', '') || '' AS k, replace(expected, ' ', '') AS expected FROM rows WHERE k NOT LIKE '%!%')",
      'a group': 'FROM (SELECT k, expected FROM rows GROUP BY ALL)',
      'a few': 'FROM rows LIMIT 7',
    };
    for (const [path, from] of Object.entries(paths)) {
      const { rows } = await session.query(
        `SELECT count(*) > 0, count(*) FILTER (${hmac} IS DISTINCT FROM expected), count(*) FILTER (lode_hmac_sha256(encode(k), 'residents', '2026') IS DISTINCT FROM expected) ${from}`,
      );
      expect([path, ...rows[0]!]).toEqual([path, true, '0', '0']);
    }
  });

  test('follows the secret that each row names', async () => {
    const { rows } = await session.query(
      "SELECT lode_hmac_sha256('a', 'residents', v) FROM (VALUES ('2025', 1), ('2026', 2), ('2025', 3)) t(v, n) ORDER BY n",
    );
    expect(rows).toEqual([[keyOf('a', other)], [keyOf('a')], [keyOf('a', other)]]);
  });

  test('without a secret can be bound, and fails when it is made', async () => {
    const without = await duckdbEngine().open(openOptions);
    const connection = await without.connect();
    await connection.execute(
      `CREATE TABLE stub AS SELECT ${hmac} AS key, lode_hmac_sha256('a', 'b', 'c') AS constant FROM (SELECT 'a' AS k) WITH NO DATA`,
    );
    const error = await connection
      .query(`SELECT ${hmac} FROM (SELECT 'Anna' AS k)`)
      .catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(EngineError);
    expect((error as EngineError).message).toContain('no secret "residents" of version "2026"');
    expect((error as EngineError).message).not.toContain('Anna');
    await without.close();
  });
});

describe('NULL', () => {
  test('gives NULL, also as a seed', async () => {
    const { rows } = await session.query(
      "SELECT xxh32(NULL), xxh64(NULL), lode_hmac_sha256(NULL, 'residents', '2026'), xxh32('a', NULL), xxh64('a', NULL)",
    );
    expect(rows).toEqual([[null, null, null, null, null]]);
  });

  test('among others leaves them as they are', async () => {
    const { rows } = await session.query(
      `SELECT k, xxh32(k), xxh64(k), ${hmac} FROM (VALUES (NULL, 1), ('abc', 2), (NULL, 3)) t(k, n) ORDER BY n`,
    );
    expect(rows).toEqual([
      [null, null, null, null],
      ['abc', '32d153ff', '44bc2cf5ad770999', keyOf('abc')],
      [null, null, null, null],
    ]);
  });
});

describeWith([needsPandas], 'xxh32 and xxh64', () => {
  test("equal Python's xxhash for every text and seed", async () => {
    const seeds = [0n, 1n, 2654435761n, 4294967295n];
    const large = [...seeds, 18446744073709551615n];
    const sampled = fc.sample(texts, { numRuns: 300, seed: 12 });
    const program = `
import json, sys, xxhash
texts, seeds, large = json.load(sys.stdin)
print(json.dumps([[[xxhash.xxh32(t, seed=int(s)).hexdigest() for s in seeds], [xxhash.xxh64(t, seed=int(s)).hexdigest() for s in large]] for t in texts]))`;
    const expected = JSON.parse(
      execFileSync(python, ['-c', program], {
        input: JSON.stringify([sampled, seeds.map(String), large.map(String)]),
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      }),
    ) as unknown[];
    await session.execute('CREATE TABLE sampled (n INTEGER, k VARCHAR)');
    for (const [index, text] of sampled.entries())
      await session.execute('INSERT INTO sampled VALUES ($1, $2)', [index, text]);
    const { rows } = await session.query(
      `SELECT [${seeds.map((seed) => `xxh32(k, ${seed})`).join(', ')}], [${large.map((seed) => `xxh64(k, ${seed})`).join(', ')}], xxh32(k) = xxh32(encode(k)) AND xxh32(k) = xxh32(k, 0) AND lode_xxh32_hex(k) = xxh32(k), xxh64(k) = xxh64(encode(k)) AND xxh64(k) = xxh64(k, 0) FROM sampled ORDER BY n`,
    );
    expect(rows).toEqual(expected.map((pair) => [...(pair as unknown[]), true, true]));
  });
});
