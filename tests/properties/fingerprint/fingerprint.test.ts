import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import type { RelationFingerprint } from '../../../src/relation/index.ts';
import { fingerprintOf } from '../../relation/fingerprint/fingerprint.ts';
import { sampleOf } from '../../support/sample.ts';
import { randomQuery } from '../lineage/queries.ts';
import { createRandom } from '../lineage/random.ts';
import { type Data, loadStatements, randomData } from '../lineage/tables.ts';
import { editedRandom } from './edits.ts';
import { rewritten } from './rewrites.ts';

/**
 * Fingerprints held against execution: queries and edits of them, all over the same data. Wherever two have the same rows, the columns with equal values have to be equal as bags,
 * jointly. LODE_FINGERPRINT_TRIALS sets how many queries are edited (default 80, in the long run 200), LODE_FINGERPRINT_SEED the first seed.
 */
const trials = sampleOf(process.env.LODE_FINGERPRINT_TRIALS, 80, 200);
const firstSeed = Number(process.env.LODE_FINGERPRINT_SEED ?? 1);

interface Fingerprinted {
  readonly sql: string;
  readonly fingerprint: RelationFingerprint;
}

test(`queries with equal fingerprints give equal rows, in ${trials} random queries with their edits`, {
  timeout: 120_000 + trials * 2_000,
}, async () => {
  let { connection, close } = await open();
  const failures: string[] = [];
  const counts = { pairs: 0, equalRows: 0, otherText: 0, columns: 0 };
  for (let seed = firstSeed; seed < firstSeed + trials; seed++) {
    try {
      await connection.run(loadStatements(randomData(createRandom(seed))));
      await tryQuery(seed);
    } catch (error) {
      if (!String(error).includes('database has been invalidated')) throw error;
      close();
      ({ connection, close } = await open());
    }
  }
  close();
  console.info(JSON.stringify(counts));
  expect(failures).toEqual([]);
  expect(counts.otherText).toBeGreaterThan(trials / 2);

  async function tryQuery(seed: number): Promise<void> {
    const random = createRandom(seed + 1_000_003);
    const depth = (seed % 3) + 1;
    const original = randomQuery(createRandom(seed), depth);
    const texts = [
      original.sql,
      ...Array.from({ length: 3 }, () => randomQuery(editedRandom(seed, random.below(30)), depth).sql),
      ...Array.from({ length: 8 }, () => rewritten(original.sql, random)),
    ];
    const made: Fingerprinted[] = [];
    for (const sql of new Set(texts)) {
      const plan = await planOf(sql);
      if (plan !== null) made.push({ sql, fingerprint: fingerprintOf(plan, sql) });
    }
    const base = made.find((one) => one.sql === original.sql);
    if (base === undefined) return;
    for (const other of made) {
      if (other === base) continue;
      counts.pairs++;
      await compare(seed, base, other);
    }
  }

  async function compare(seed: number, one: Fingerprinted, other: Fingerprinted): Promise<void> {
    if (one.fingerprint.rows !== other.fingerprint.rows) return;
    counts.equalRows++;
    const left = one.fingerprint.columns;
    const right = other.fingerprint.columns;
    const pairs = left.flatMap((value, index) => {
      const partner = right.indexOf(value);
      return partner < 0 ? [] : [[index, partner] as const];
    });
    counts.columns += pairs.length;
    if (pairs.length > 0) counts.otherText++;
    for (let round = 0; round < 2; round++) {
      if (round > 0) await connection.run(loadStatements(moreData(seed + round)));
      const [a, b] = [await rowsOf(one.sql), await rowsOf(other.sql)];
      // An error, such as an overflow, may come in one order of evaluation and not in another.
      if (a === null || b === null) continue;
      const [x, y] = [
        bag(
          a,
          pairs.map(([index]) => index),
        ),
        bag(
          b,
          pairs.map(([, index]) => index),
        ),
      ];
      if (x !== y) failures.push(`seed ${seed}:\n${one.sql}\n${other.sql}`);
    }
  }

  async function planOf(sql: string): Promise<string | null> {
    const answer = await connection.runAndReadAll(
      'SELECT json_serialize_plan($1::VARCHAR, skip_default := true)::VARCHAR',
      [sql],
    );
    const plan = String(answer.getRows()[0]![0]);
    return plan.startsWith('{"error":true') ? null : plan;
  }

  async function rowsOf(sql: string): Promise<readonly string[][] | null> {
    try {
      return (await connection.runAndReadAll(sql)).getRows().map((row) => row.map((value) => String(value)));
    } catch (error) {
      if (String(error).includes('database has been invalidated')) throw error;
      return null;
    }
  }
});

function moreData(seed: number): Data {
  return randomData(createRandom(seed * 31 + 17));
}

async function open() {
  // With one thread the engine waits for ever on an ASOF RIGHT JOIN whose left side is empty.
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function bag(rows: readonly string[][], columns: readonly number[]): string {
  return rows
    .map((row) => JSON.stringify(columns.map((index) => row[index])))
    .sort()
    .join('\n');
}
