import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  appendRows,
  createTable,
  openSnapshot,
  scanQuery,
  writeCheckpoint,
} from '../../../src/delta/index.ts';
import { listScanFiles } from '../../../src/delta/scan/index.ts';
import { patience, runs } from '../support/runs.ts';
import { engineVersion, openWorkshop, type Workshop } from '../support/tables.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop.close());

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Values of every type whose bounds are compared, as SQL: the extremes among them. */
const values: Readonly<Record<string, fc.Arbitrary<string>>> = {
  BIGINT: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => `CAST('${n}' AS BIGINT)`),
  TINYINT: fc.integer({ min: -128, max: 127 }).map((n) => `CAST('${n}' AS TINYINT)`),
  DOUBLE: fc
    .oneof(fc.double({ noNaN: true }), fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 0, 5e-324))
    .map((n) => `CAST('${Object.is(n, -0) ? '-0.0' : n}' AS DOUBLE)`),
  FLOAT: fc
    .oneof(fc.float({ noNaN: true }), fc.constantFrom(Number.NaN, Infinity, -Infinity, -0))
    .map((n) => `CAST('${Object.is(n, -0) ? '-0.0' : n}' AS FLOAT)`),
  'DECIMAL(38,10)': fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }).map((n) => {
    const digits = (n < 0n ? -n : n).toString().padStart(11, '0');
    return `CAST('${n < 0n ? '-' : ''}${digits.slice(0, -10)}.${digits.slice(-10)}' AS DECIMAL(38,10))`;
  }),
  'DECIMAL(9,2)': fc
    .integer({ min: -999999999, max: 999999999 })
    .map((n) => `CAST(${n} / 100 AS DECIMAL(9,2))`),
  VARCHAR: fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc
        .tuple(
          fc.constantFrom('a', '\u{10FFFF}', 'é', '😀', '~'),
          fc.integer({ min: 28, max: 40 }),
          fc.constantFrom('', 'z', '\u{10FFFF}', '\u007f'),
        )
        .map(([unit, times, tail]) => unit.repeat(times) + tail),
    )
    .map((text) => quoted(text.replaceAll('\0', ''))),
  DATE: fc
    .integer({ min: -800_000, max: 4_000_000 })
    .map((n) => (n === 0 ? `DATE 'infinity'` : `(DATE '1970-01-01' + ${n})`)),
  TIMESTAMP: fc
    .bigInt({ min: -70_000_000_000_000_000n, max: 300_000_000_000_000_000n })
    .map((n) => `make_timestamp(CAST('${n}' AS BIGINT))`),
  TIMESTAMPTZ: fc
    .bigInt({ min: -70_000_000_000_000_000n, max: 300_000_000_000_000_000n })
    .map((n) => `(make_timestamp(CAST('${n}' AS BIGINT)) AT TIME ZONE 'UTC')`),
};

const operators = ['=', '<>', '<', '<=', '>', '>='];

it.each(Object.entries(values))(
  'skipping never loses a row of %s',
  async (type, value) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.option(value, { freq: 4 }), { minLength: 1, maxLength: 4 }), {
          minLength: 2,
          maxLength: 3,
        }),
        value,
        async (batches, other) => {
          const table = `${shop.folder}/${crypto.randomUUID()}`;
          const select = (batch: readonly (string | null)[]) =>
            `SELECT v::${type} AS v, {'in': v::${type}} AS s FROM (VALUES ${batch.map((each) => `(${each ?? 'NULL'})`).join(', ')}) AS t(v)`;
          await createTable(shop, table, { select: select(batches[0]!), engineVersion });
          for (const batch of batches.slice(1))
            await appendRows(shop, table, { select: select(batch), engineVersion });
          const snapshot = await openSnapshot(shop, table);
          const whole = await scanQuery(snapshot);
          const probes = [...batches.flat().filter((each) => each !== null), other];
          for (const probe of probes.slice(0, 2)) {
            // A literal as a person writes it: the value's text.
            const [row] = await shop.session.rows(`SELECT CAST(CAST(${probe} AS ${type}) AS VARCHAR) AS t`);
            const literal = quoted(String(row!.t));
            const conditions = [
              ...operators.flatMap((operator) => [`v ${operator} ${literal}`, `s.in ${operator} ${literal}`]),
              `v IN (${literal})`,
              `NOT (v < ${literal})`,
              `v BETWEEN ${literal} AND ${literal}`,
              'v IS NULL',
              's.in IS NOT NULL',
              ...(type === 'VARCHAR' ? [`starts_with(v, ${literal})`] : []),
            ];
            const counted = await Promise.all(
              conditions.map(
                async (where) =>
                  `SELECT ${quoted(where)} AS condition, (SELECT count(*) FROM (${await scanQuery(snapshot, { where })})) AS skipped, (SELECT count(*) FROM (${whole}) WHERE ${where}) AS wholly`,
              ),
            );
            const lost = await shop.session.rows(
              `SELECT * FROM (${counted.join(' UNION ALL ')}) WHERE skipped <> wholly`,
            );
            expect(lost).toEqual([]);
          }
        },
      ),
      { numRuns: runs(2) },
    );
  },
  patience(120_000),
);

it('skips files, from JSON statistics and from a checkpoint alike', async () => {
  const table = `${shop.folder}/skips`;
  const batch = (n: number) =>
    `SELECT range + ${n * 100} AS id, 'name ' || ${n} AS name, DATE '2024-01-01' + ${n} AS day, ${n}.5::DECIMAL(20,1) AS d, ${n} AS p, TIMESTAMP '2024-01-01' + INTERVAL (${n}) DAY AS t, {'deep': {'er': ${n}}} AS s FROM range(10)`;
  await createTable(shop, table, { select: batch(0), partitionColumns: ['p'], engineVersion });
  for (let n = 1; n < 5; n++) await appendRows(shop, table, { select: batch(n), engineVersion });
  for (let round = 0; round < 2; round++) {
    const snapshot = await openSnapshot(shop, table);
    const kept = async (where: string) => (await listScanFiles(snapshot, where)).length;
    expect(await kept('id = 205')).toBe(1);
    expect(await kept('id < 100 OR id > 400')).toBe(2);
    expect(await kept(`name = 'name 3'`)).toBe(1);
    expect(await kept(`name LIKE 'name 3%'`)).toBe(1);
    expect(await kept(`day >= DATE '2024-01-04'`)).toBe(2);
    expect(await kept('d = 2.5')).toBe(1);
    expect(await kept('p <> 2')).toBe(4);
    expect(await kept('p IN (1, 2) AND id < 200')).toBe(1);
    expect(await kept(`t < TIMESTAMP '2024-01-02'`)).toBeLessThanOrEqual(2);
    expect(await kept('s.deep.er = 4')).toBe(1);
    expect(await kept('id IS NULL')).toBe(0);
    expect(await kept('id + 1 = 5')).toBe(5);
    expect(await kept('NOT (id >= 100)')).toBe(1);
    await writeCheckpoint(shop, table, 4);
  }
});
