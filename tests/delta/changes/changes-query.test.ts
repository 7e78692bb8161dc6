import { expect, it } from 'vitest';
import {
  appendRows,
  changesQuery,
  closeSnapshot,
  createTable,
  deleteRows,
  optimizeTable,
  restoreTable,
  updateRows,
} from '../../../src/delta/index.ts';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { inWorkshop, shop, table } from '../support/in-workshop.ts';
import { engineVersion, upsertRows } from '../support/tables.ts';

inWorkshop();

async function changes(from: number, to?: number): Promise<string[]> {
  const feed = await changesQuery(shop, table, to === undefined ? { from } : { from, to });
  const rows = await shop.session.rows(
    `SELECT concat_ws(' ', _commit_version, _change_type, id, v) AS line FROM (${feed.sql}) ORDER BY _commit_version, id, _change_type DESC`,
  );
  await closeSnapshot(feed.snapshot);
  return rows.map((row) => String(row.line));
}

it.each<Readonly<Record<string, string>>>([
  {},
  { 'delta.enableDeletionVectors': 'true' },
  { 'delta.columnMapping.mode': 'id' },
])('tells inserted, updated and deleted rows of each version (%o)', async (properties) => {
  await createTable(shop, table, {
    select: 'SELECT range AS id, 0 AS v FROM range(4)',
    properties: { ...properties, 'delta.enableChangeDataFeed': 'true' },
    engineVersion,
  });
  await appendRows(shop, table, { select: 'SELECT 10 AS id, 1 AS v', engineVersion });
  await updateRows(shop, table, { where: 'id = 2', set: { v: '5' }, engineVersion });
  await deleteRows(shop, table, { where: 'id = 3', engineVersion });
  await upsertRows(shop, table, [0, 20], 9);
  await optimizeTable(shop, table, { engineVersion });
  expect(await changes(0)).toEqual([
    '0 insert 0 0',
    '0 insert 1 0',
    '0 insert 2 0',
    '0 insert 3 0',
    '1 insert 10 1',
    '2 update_preimage 2 0',
    '2 update_postimage 2 5',
    '3 delete 3 0',
    '4 update_preimage 0 0',
    '4 update_postimage 0 9',
    '4 insert 20 9',
  ]);
  expect(await changes(3, 3)).toEqual(['3 delete 3 0']);
});

it('finds what a restore brought back in the difference of deletion vectors', async () => {
  await createTable(shop, table, {
    select: 'SELECT range AS id, 0 AS v FROM range(5)',
    properties: { 'delta.enableChangeDataFeed': 'true', 'delta.enableDeletionVectors': 'true' },
    engineVersion,
  });
  await deleteRows(shop, table, { where: 'id IN (1, 2)', engineVersion });
  await deleteRows(shop, table, { where: 'id = 3', engineVersion });
  await restoreTable(shop, table, { version: 1 }, engineVersion);
  await restoreTable(shop, table, { version: 0 }, engineVersion);
  expect(await changes(3)).toEqual(['3 insert 3 0', '4 insert 1 0', '4 insert 2 0']);
});

it('refuses versions that did not record their changes', async () => {
  await createTable(shop, table, { select: 'SELECT 1 AS id, 1 AS v', engineVersion });
  const failure = await changesQuery(shop, table, { from: 0 }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DiagnosticError);
  expect((failure as DiagnosticError).diagnostics[0]!.code).toBe('delta-changes-not-recorded');
});
