import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { localFiles } from '../../src/files/index.ts';
import type { Files } from '../../src/ports/index.ts';
import { lode, queryRows } from '../support/cli.ts';
import { type DeltaRs, needsDeltaRs, startDeltaRs } from '../support/delta-rs.ts';
import { describeWith } from '../support/needs.ts';
import { removeFolder } from '../support/project.ts';
import { long } from '../support/sample.ts';
import { applyShop, makeShop, shopFiles } from '../support/shop.ts';

/** Files over which something happens once, right before or right after a file is put whose path ends so. */
function disturbed(ending: RegExp, when: 'before' | 'after', disturb: () => Promise<unknown>): Files {
  const files = localFiles();
  let done = false;
  const once = async (path: string) => {
    if (done || !ending.test(path)) return;
    done = true;
    await disturb();
  };
  return {
    ...files,
    async putIfAbsent(path, content) {
      if (when === 'before') await once(path);
      const put = await files.putIfAbsent(path, content);
      if (when === 'after') await once(path);
      return put;
    },
  };
}

describeWith([needsDeltaRs], 'delta-rs that appends while Lode works', () => {
  let deltaRs: DeltaRs;
  let folder: string;
  beforeAll(() => {
    deltaRs = startDeltaRs();
  });
  afterAll(() => deltaRs.close());
  afterEach(() => removeFolder(folder));
  const table = (model: string) => join(folder, 'lake/prod', model.replace('.', '/'));
  const double = () =>
    writeFile(
      join(folder, 'models/silver/sales.sql'),
      shopFiles['models/silver/sales.sql'].replace('sales.amount,', 'sales.amount * 2 AS amount,'),
    );

  /** Every row that delta-rs added is there, nothing of Lode's version is, and the next apply says what stands in its way. */
  async function expectKept(model: string): Promise<void> {
    const kept = await deltaRs.rows(table(model));
    const rows = { 'silver.sales': 6, 'gold.daily': 4 }[model]!;
    expect(kept.rows).toHaveLength(rows);
    expect(await queryRows(folder, `SELECT count(*)::INTEGER AS n FROM ${model}`)).toEqual([{ n: rows - 1 }]);
    const next = await applyShop(folder);
    expect(next.code, next.stderr).toBe(4);
    expect(next.stderr).toContain(`the table of \`${model}\` has a commit that Lode did not make`);
    expect(next.stderr).toContain(`--discard-external ${model}`);
    expect((await deltaRs.rows(table(model))).rows).toEqual(kept.rows);
    const discarded = await applyShop(folder, '--discard-external', model);
    expect(discarded.code, discarded.stderr).toBe(0);
    expect((await deltaRs.rows(table(model))).rows).toHaveLength(rows - 1);
    expect((await applyShop(folder)).stderr).toContain('Nothing to do');
  }

  for (const [moment, ending, when] of [
    ['while it builds', /_builds\/gold\/daily\/.*build\.json$/, 'before'],
    ['right before the intent', /_environments\/prod\/3\.intent\.json$/, 'before'],
    ['right after the intent', /_environments\/prod\/3\.intent\.json$/, 'after'],
  ] as const) {
    for (const model of long ? ['silver.sales', 'gold.daily'] : ['gold.daily']) {
      test(`to ${model} ${moment}: the version is taken back, no row is lost, and it is said`, async () => {
        folder = await makeShop();
        await applyShop(folder);
        await double();
        const { code, stderr } = await lode(folder, ['apply', '--yes'], {
          files: disturbed(ending, when, () => deltaRs.append(table(model))),
        });
        expect(code, stderr).toBe(4);
        expect(stderr).toContain('version 3 of prod was taken back');
        expect(stderr).toMatch(
          new RegExp(`${model}: version 1 of its table, a WRITE by .*, came in between`),
        );
        const [run] = await queryRows(
          folder,
          `SELECT outcome, exit_code::INTEGER AS code FROM lode.runs WHERE outcome = 'conflict'`,
        );
        expect(run).toEqual({ outcome: 'conflict', code: 4 });
        await expectKept(model);
      });
    }
  }

  test('after its table was committed: the version stands, and the next one does not overwrite it', async () => {
    folder = await makeShop();
    await applyShop(folder);
    await double();
    const { code, stderr } = await lode(folder, ['apply', '--yes'], {
      files: disturbed(/_environments\/prod\/3\.json$/, 'before', () => deltaRs.append(table('gold.daily'))),
    });
    expect(code, stderr).toBe(0);
    expect((await deltaRs.rows(table('gold.daily'))).rows).toHaveLength(4);
    await writeFile(join(folder, 'models/silver/sales.sql'), shopFiles['models/silver/sales.sql']);
    await expectKept('gold.daily');
  });

  test('a rollback does not overwrite it either, unless it is told to', async () => {
    folder = await makeShop();
    await applyShop(folder);
    await double();
    await applyShop(folder);
    await deltaRs.append(table('silver.sales'));
    const refused = await lode(folder, ['rollback', '--to', '2', '--yes']);
    expect(refused.code, refused.stderr).toBe(4);
    expect(refused.stderr).toContain('[table-moved]');
    expect((await deltaRs.rows(table('silver.sales'))).rows).toHaveLength(6);
    const told = await lode(folder, ['rollback', '--to', '2', '--yes', '--discard-external', 'silver.sales']);
    expect(told.code, told.stderr).toBe(0);
    expect((await deltaRs.rows(table('silver.sales'))).rows).toHaveLength(5);
  });

  test('env show names the commits of others, also of tables that nothing is to be done to', async () => {
    folder = await makeShop();
    await applyShop(folder);
    expect(JSON.parse((await lode(folder, ['env', 'show', '--json'])).stdout).external).toEqual([]);
    await deltaRs.append(table('gold.daily'));
    expect((await applyShop(folder)).stderr).toContain('Nothing to do');
    const { stderr } = await lode(folder, ['env', 'show']);
    expect(stderr).toContain(
      'warning: the table of `gold.daily` has a commit that Lode did not make: version 1',
    );
    const { external } = JSON.parse((await lode(folder, ['env', 'show', '--json'])).stdout);
    expect(external).toMatchObject([{ code: 'table-moved', severity: 'warning' }]);
  });
});
