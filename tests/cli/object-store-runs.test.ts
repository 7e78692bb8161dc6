import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeltaRs, needsDeltaRs, startDeltaRs } from '../support/delta-rs.ts';
import { describeWith } from '../support/needs.ts';
import { lodeOn, makeObjectShop, rowsOn } from '../support/object-lake.ts';
import { needsObjectStore, type ObjectStore, startObjectStore } from '../support/object-store.ts';
import { removeFolder } from '../support/project.ts';
import { moreSales, writeSales } from '../support/shop.ts';

describeWith([needsObjectStore, needsDeltaRs], 'leases and records in an object store', () => {
  let store: ObjectStore;
  let deltaRs: DeltaRs;
  let folder: string;
  beforeAll(async () => {
    store = await startObjectStore();
    deltaRs = startDeltaRs(store.variables);
    folder = await makeObjectShop('runs');
  });
  afterAll(async () => {
    deltaRs.close();
    await store.close();
    await removeFolder(folder);
  });

  test('of applies at once one does the work, the others are told who, or wait and have nothing to do', async () => {
    const first = await Promise.all([
      lodeOn(store, folder, 'apply', '--yes'),
      lodeOn(store, folder, 'apply', '--yes'),
      lodeOn(store, folder, 'apply', '--yes', '--wait'),
    ]);
    const said = first.map(({ code, stderr }) => `${code}: ${stderr}`).join('\n');
    // Where the one that would wait comes first, both others are told.
    expect(first[2]!.code, said).toBe(0);
    for (const { code, stderr } of first)
      if (code !== 0)
        expect([code, stderr], said).toEqual([4, expect.stringContaining('is at work on prod')]);
    expect(await rowsOn(store, folder, 'query', 'SELECT count(*)::INTEGER AS n FROM silver.sales')).toEqual([
      { n: 5 },
    ]);
    const shown = await lodeOn(store, folder, 'env', 'show', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ version: 2, lease: null, external: [] });
  });

  test('runs leave their rows in a table there, for Lode and for other readers', async () => {
    await writeSales(folder, moreSales);
    const { code, stderr } = await lodeOn(store, folder, 'apply', '--yes');
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain('run-not-recorded');
    const runs = await rowsOn(
      store,
      folder,
      'query',
      'SELECT outcome, versions FROM lode.runs ORDER BY started_at',
    );
    expect(runs.at(-1)).toEqual({ outcome: 'succeeded', versions: ['3', '4'] });
    expect((await deltaRs.rows('s3://lake/runs/_runs')).rows).toHaveLength(runs.length);
  });
});
