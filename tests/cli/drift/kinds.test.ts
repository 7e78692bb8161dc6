import { afterEach, describe, expect, it } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { firstOrders, makeDrifting, writeRelation } from '../../support/drifting.ts';
import { removeFolder } from '../../support/project.ts';

let folder: string;
afterEach(() => removeFolder(folder));

async function done(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await lode(folder, argv);
  expect(code, stderr).toBe(0);
  return stdout + stderr;
}

/** The source's schema moves, and so do its rows, from load to load. */
const moves: readonly { readonly what: string; readonly select: string }[] = [
  { what: 'a new column', select: `SELECT id, 'p' || id AS phone, day, amount, note FROM (${firstOrders})` },
  {
    what: 'wider types',
    select: `SELECT id::BIGINT AS id, 'p' || id AS phone, day, amount::DECIMAL(14,4) AS amount, note FROM (${firstOrders}) UNION ALL SELECT 4000000000, 'far', DATE '2026-01-03', 4.1250, 'four'`,
  },
  {
    what: 'a column that is gone',
    select: `SELECT id::BIGINT AS id, 'p' || id AS phone, day, amount::DECIMAL(14,4) AS amount FROM (${firstOrders}) UNION ALL SELECT 4000000000, 'far', DATE '2026-01-03', 4.1250`,
  },
  {
    what: 'values of another type',
    select: `SELECT id::BIGINT AS id, 'p' || id AS phone, day, CASE id WHEN 2 THEN 'twenty' ELSE amount::DECIMAL(14,4)::VARCHAR END AS amount FROM (${firstOrders}) UNION ALL SELECT 4000000000, 'far', DATE '2026-01-03', '4.1250'`,
  },
];

const byTime = `SELECT * FROM erp.orders WHERE day >= {{start}} AND day < {{end}}`;

/** By kind: what stands of the notes in the end, and how often each order does. */
const kinds = [
  { name: 'incremental_by_unique_key', header: 'kind: incremental_by_unique_key\nunique_key: [id]' },
  {
    name: 'incremental_by_time_range',
    header: 'kind: incremental_by_time_range\ntime_column: day\nstart: 2026-01-01\nlookback: 3000',
    select: byTime,
  },
  { name: 'append', header: 'kind: append' },
  {
    name: 'scd_type_2',
    header: 'kind: scd_type_2\nunique_key: [id]\ncompared_columns: all',
  },
  {
    name: 'a load by snapshot',
    header: 'kind: incremental_by_unique_key\nunique_key: [id]\nload: {by: snapshot}',
  },
] as const;

describe('bronze that keeps rows', () => {
  for (const kind of kinds)
    it(`takes every change in and loses no value: ${kind.name}`, async () => {
      folder = await makeDrifting(kind.header, '', {
        'models/bronze/orders.sql': `/* ---\n${kind.header}\n--- */\n${'select' in kind ? kind.select : 'SELECT * FROM erp.orders'}\n`,
        'models/silver/orders.sql': `/* ---\nkind: full\n--- */\nSELECT id % 1000 AS id, day, note FROM bronze.orders WHERE id < 1000\n`,
        'models/silver/seen.sql': `/* ---\nkind: full\n--- */\nSELECT DISTINCT day FROM bronze.orders\n`,
        'models/gold/total.sql': `/* ---\nkind: full\n--- */\nSELECT count(*) AS orders FROM silver.seen\n`,
      });
      await done('apply', '--yes');
      const versions: string[] = [];
      for (const [index, { what, select }] of moves.entries()) {
        const before = await queryRows(folder, 'SELECT * FROM bronze.orders ORDER BY ALL');
        versions.push(JSON.stringify(before));
        await writeRelation(folder, 'orders', select);
        // Readers that do not get on with the far id are another matter.
        const { code, stderr } = await lode(folder, ['run', '--select', 'bronze.orders']);
        expect(code, `${what}: ${stderr}`).toBe(0);
        const now = await queryRows(
          folder,
          `SELECT ${Object.keys(before[0]!)
            .map((name) => `"${name}"::VARCHAR AS "${name}"`)
            .join(', ')} FROM bronze.orders`,
        );
        // Whoever had a note has it still.
        // By time a row that the source has changed is another row: it was replaced, and what it had is in earlier versions.
        const kept = before.filter(
          ({ id }) => kind.name !== 'incremental_by_time_range' || index < 3 || Number(id) !== 2,
        );
        for (const row of kept)
          expect(
            now.filter((each) => Number(each.id) === Number(row.id) && each.note === row.note).length,
            `${what}: the note of ${row.id}`,
          ).toBeGreaterThan(0);
        for (const [version, rows] of versions.entries())
          expect(
            JSON.stringify(
              await queryRows(
                folder,
                'SELECT * FROM bronze.orders ORDER BY ALL',
                '--as-of',
                String(version + 2),
              ),
            ),
            `version ${version + 2} after ${what}`,
          ).toBe(rows);
        const plan = JSON.parse((await lode(folder, ['plan', '--json'])).stdout);
        expect(plan.models[0], `${index} ${what}`).toMatchObject({ name: 'bronze.orders', action: 'none' });
      }
      const texts = await queryRows(
        folder,
        'SELECT DISTINCT amount__v_varchar AS text FROM bronze.orders WHERE id = 2 AND amount__v_varchar IS NOT NULL',
      );
      expect(texts).toEqual([{ text: 'twenty' }]);
      expect(
        await queryRows(folder, `SELECT DISTINCT phone FROM bronze.orders WHERE id = 4000000000`),
      ).toEqual([{ phone: 'far' }]);
      expect(await done('fsck')).toContain('✓');
    });
});
