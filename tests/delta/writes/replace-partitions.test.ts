import { expect, it } from 'vitest';
import {
  appendRows,
  changesQuery,
  createTable,
  history,
  replacePartitions,
} from '../../../src/delta/index.ts';
import type { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { inWorkshop, shop, table } from '../support/in-workshop.ts';
import { engineVersion, readRows } from '../support/tables.ts';

inWorkshop();

it('replaces the partitions that the rows lie in, NULL and every type among them, and no others', async () => {
  const rows = (from: number, to: number, v: number) =>
    `SELECT ${v} AS v, ['a', 'b c/é', NULL][1 + range::INTEGER % 3] AS p, CASE WHEN range < 6 THEN DATE '2024-01-01' + (range // 3)::INTEGER END AS d, TIMESTAMPTZ '2024-01-01 10:00:00.5+02' AS t, (range % 2) * 0.1::DOUBLE AS f, 1.50::DECIMAL(9,2) AS n, range % 2 = 0 AS b FROM range(${from}, ${to})`;
  await createTable(shop, table, {
    select: rows(0, 9, 1),
    partitionColumns: ['p', 'd', 't', 'f', 'n', 'b'],
    properties: { 'delta.enableChangeDataFeed': 'true' },
    engineVersion,
  });
  await appendRows(shop, table, { select: rows(0, 9, 1), engineVersion });
  const result = await replacePartitions(shop, table, { select: rows(4, 9, 2), engineVersion });
  expect(result).toEqual({ version: 2, removed: 10, added: 5 });
  const expected = await shop.session.rows(
    `SELECT * FROM (${rows(0, 4, 1)} UNION ALL ${rows(0, 4, 1)} UNION ALL ${rows(4, 9, 2)}) ORDER BY ALL`,
  );
  expect(await readRows(shop, table)).toEqual(expected);
  const feed = await changesQuery(shop, table, { from: 2 });
  expect(
    await shop.session.rows(
      `SELECT _change_type AS c, count(*) AS n FROM (${feed.sql}) GROUP BY ALL ORDER BY ALL`,
    ),
  ).toEqual([
    { c: 'delete', n: '10' },
    { c: 'insert', n: '5' },
  ]);
  const nothing = await replacePartitions(shop, table, { select: rows(0, 0, 2), engineVersion });
  expect(nothing).toEqual({ version: 2, removed: 0, added: 0 });
});

it('conflicts with what came into its partitions meanwhile, and with nothing else', async () => {
  await createTable(shop, table, {
    select: `SELECT range AS id, 'p' || range % 3 AS p FROM range(6)`,
    partitionColumns: ['p'],
    engineVersion,
  });
  const meanwhile = async (partition: string) => {
    let raced = false;
    const files = {
      ...shop.files,
      putIfAbsent: async (path: string, content: Uint8Array | string) => {
        if (!raced && path.endsWith('.json')) {
          raced = true;
          await appendRows(shop, table, { select: `SELECT 100 AS id, '${partition}' AS p`, engineVersion });
        }
        return shop.files.putIfAbsent(path, content);
      },
    };
    return replacePartitions({ ...shop, files }, table, {
      select: `SELECT 7 AS id, 'p1' AS p`,
      engineVersion,
    });
  };
  expect((await meanwhile('p2')).version).toBe(2);
  const failure = (await meanwhile('p1').catch((error: unknown) => error)) as DiagnosticError;
  expect(failure.diagnostics[0]!.code).toBe('delta-conflict');
  expect(await history(shop, table)).toHaveLength(4);
});

it('has no partitions to replace in a table that has none', async () => {
  await createTable(shop, table, { select: 'SELECT 1 AS id', engineVersion });
  const failure = (await replacePartitions(shop, table, { select: 'SELECT 2 AS id', engineVersion }).catch(
    (error: unknown) => error,
  )) as DiagnosticError;
  expect(failure.diagnostics[0]!.code).toBe('delta-change-refused');
});
