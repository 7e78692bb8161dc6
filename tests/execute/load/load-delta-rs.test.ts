import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode } from '../../support/cli.ts';
import { needsDeltaRs, startDeltaRs } from '../../support/delta-rs.ts';
import { describeWith } from '../../support/needs.ts';
import { removeFolder } from '../../support/project.ts';
import { fillTill, makeTill, mustApply } from '../../support/till.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const give = (...rows: readonly string[]) =>
  fillTill(
    folder,
    'items',
    `SELECT id::INTEGER AS id, shop, text FROM (VALUES ${rows.join(', ')}) AS t(id, shop, text)`,
  );

describeWith([needsDeltaRs], 'delta-rs', () => {
  for (const partitioned of ['', 'partitioned_by: shop\n'])
    test(`reads the change data feed of a ${partitioned === '' ? '' : 'partitioned '}table that a snapshot is compared with`, async () => {
      folder = await makeTill(
        { items: { id: 'INTEGER', shop: 'VARCHAR', text: 'VARCHAR' } },
        {
          'bronze.items': `/* ---\nkind: incremental_by_unique_key\nunique_key: [id]\n${partitioned}load: {by: snapshot}\n--- */\nSELECT * FROM till.items\n`,
        },
      );
      await give(`(1, 'x', 'a')`, `(2, 'x', 'b')`, `(3, 'y', 'c')`);
      await mustApply(folder, '2026-01-01T00:00:00Z');
      await give(`(1, 'x', 'a')`, `(2, 'y', 'B')`, `(4, 'é', 'd')`);
      await mustApply(folder, '2026-01-02T00:00:00Z');
      await give(`(1, 'x', 'a')`, `(2, 'y', 'B')`, `(4, 'é', 'd')`, `(5, 'x', 'e')`);
      await mustApply(folder, '2026-01-03T00:00:00Z');
      const deltaRs = startDeltaRs();
      try {
        const table = join(folder, 'lake/prod/bronze/items');
        const columns = ['id', 'shop', 'text', '_change'];
        const feed = await deltaRs.changes(table, 1, columns);
        expect(feed).toEqual([
          ['2', 'x', 'b', 'insert', 'update_preimage', '1'],
          ['2', 'y', 'B', 'update', 'update_postimage', '1'],
          ['3', 'y', 'c', 'insert', 'delete', '1'],
          ['4', 'é', 'd', 'insert', 'insert', '1'],
          ['5', 'x', 'e', 'insert', 'insert', '2'],
        ]);
        expect((await deltaRs.rows(table)).rows).toHaveLength(4);
        const own = await lode(folder, ['delta', 'changes', table, '--from', '1', '--format', 'json']);
        const rows = JSON.parse(own.stdout) as Record<string, unknown>[];
        expect(
          rows
            .map((row) => [...columns, '_change_type', '_commit_version'].map((name) => String(row[name])))
            .sort(),
        ).toEqual(feed);
      } finally {
        deltaRs.close();
      }
    });
});
