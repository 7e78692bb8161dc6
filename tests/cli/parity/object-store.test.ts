import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeltaRs, needsDeltaRs, startDeltaRs } from '../../support/delta-rs.ts';
import { describeWith } from '../../support/needs.ts';
import { lodeOn, makeObjectShop, rowsOn } from '../../support/object-lake.ts';
import { needsObjectStore, type ObjectStore, startObjectStore } from '../../support/object-store.ts';
import { removeFolder } from '../../support/project.ts';
import { daily, head, rows } from './support.ts';

describeWith([needsObjectStore, needsDeltaRs], 'the parallel run of a lake in an object store', () => {
  let store: ObjectStore;
  let deltaRs: DeltaRs;
  let folder: string;
  beforeAll(async () => {
    store = await startObjectStore();
    deltaRs = startDeltaRs(store.variables);
    folder = await makeObjectShop('parity');
    await mkdir(join(folder, 'old'));
    await writeFile(join(folder, 'parity.yml'), `pairs:\n  ${daily}\n`);
  });
  afterAll(async () => {
    deltaRs.close();
    await store.close();
    await removeFolder(folder);
  });

  test('keeps its ledger and the differing rows there, also of several runs at once', async () => {
    const applied = await lodeOn(store, folder, 'apply', '--yes');
    expect(applied.code, applied.stderr).toBe(0);
    const put = (lines: readonly string[]) =>
      writeFile(join(folder, 'old/daily.csv'), [head, ...lines, ''].join('\n'));
    const run = (night: string) => lodeOn(store, folder, 'parity', 'run', '--night', night);
    await put(rows);
    const first = await Promise.all([run('2026-03-01'), run('2026-03-01'), run('2026-03-01')]);
    expect(
      first.map(({ code }) => code),
      first.map(({ stdout, stderr }) => stdout + stderr).join('\n'),
    ).toEqual([0, 0, 0]);
    await put(rows.slice(1));
    expect((await run('2026-03-02')).code).toBe(2);
    const ledger = await rowsOn(
      store,
      folder,
      'query',
      'SELECT night, verdict, counts, differences FROM lode.parity ORDER BY night, counts',
    );
    expect(ledger.map(({ night, counts }) => [night, counts])).toEqual([
      ['2026-03-01', false],
      ['2026-03-01', false],
      ['2026-03-01', true],
      ['2026-03-02', true],
    ]);
    expect((await deltaRs.rows('s3://lake/parity/_parity')).rows).toHaveLength(4);
    const stored = ledger.at(-1)!.differences;
    expect((await deltaRs.rows(`s3://lake/parity/${stored}`)).rows).toHaveLength(1);
    const show = await lodeOn(store, folder, 'parity', 'show', 'daily');
    expect(show.stdout).toContain(`lode delta scan s3://lake/parity/${stored}`);
    const gate = await lodeOn(store, folder, 'parity', 'gate', '--days', '1', '--night', '2026-03-02');
    expect(gate.code).toBe(3);
  });
});
