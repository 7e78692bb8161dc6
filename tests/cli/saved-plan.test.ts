import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/index.ts';
import { lode } from '../support/cli.ts';
import { listingOf } from '../support/listing.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

const run = promisify(execFile);
let folder: string;
afterEach(() => removeFolder(folder));

const silver = shopFiles['models/silver/sales.sql'];

function editSilver(from: string, to: string): Promise<void> {
  return writeFile(join(folder, 'models/silver/sales.sql'), silver.replace(from, to));
}

describe('a saved plan', () => {
  test('is carried out as it was reviewed, without a question', async () => {
    folder = await makeShop();
    expect((await lode(folder, ['plan', '--out', 'plan.json'])).code).toBe(0);
    const applied = await lode(folder, ['apply', 'plan.json']);
    expect(applied.code, applied.stderr).toBe(0);
    expect(applied.stderr).toContain('prod is at version 2');
  });

  test('is refused with exit 4 when a definition has changed, and nothing is written', async () => {
    folder = await makeShop();
    await applyShop(folder);
    await editSilver('sales.amount,', 'sales.amount, 1 AS one,');
    await lode(folder, ['plan', '--out', 'plan.json']);
    await editSilver('sales.amount,', 'sales.amount, 2 AS one,');
    const before = await listingOf(join(folder, 'lake'));
    const refused = await lode(folder, ['apply', 'plan.json']);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('[plan-stale]');
    expect(refused.stderr).toContain('silver.sales: the project defines it otherwise');
    expect(await listingOf(join(folder, 'lake'))).toEqual(before);
  });

  test('is refused with exit 4 when another plan was applied before it', async () => {
    folder = await makeShop();
    await applyShop(folder);
    await editSilver('sales.amount,', 'sales.amount, 1 AS one,');
    await lode(folder, ['plan', '--out', 'plan.json']);
    await applyShop(folder);
    const refused = await lode(folder, ['apply', 'plan.json']);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('another definition stands in prod');
  });

  test('resolves again what a nightly run has moved, and says so', async () => {
    folder = await makeShop();
    await applyShop(folder);
    await editSilver('sales.amount,', 'sales.amount, sales.amount * 2 AS twice,');
    await lode(folder, ['plan', '--out', 'plan.json']);
    await writeSales(folder, moreSales);
    const applied = await lode(folder, ['apply', 'plan.json']);
    expect(applied.code, applied.stderr).toBe(0);
    expect(applied.stderr).toContain('resolved again');
    expect(applied.stderr).toContain('gold.daily: none → build');
  });

  test('keeps its selection', async () => {
    folder = await makeShop();
    await lode(folder, ['plan', '--select', '+silver.sales', '--out', 'plan.json']);
    expect((await lode(folder, ['apply', 'plan.json'])).code).toBe(0);
    expect((await lode(folder, ['query', 'FROM silver.sales'])).code).toBe(0);
    expect((await lode(folder, ['query', 'FROM gold.daily'])).code).toBe(1);
  });

  test('that is no plan is refused with its fault', async () => {
    folder = await makeShop();
    await writeFile(join(folder, 'plan.json'), '{"formatVersion": "1.0"');
    expect((await lode(folder, ['apply', 'plan.json'])).stderr).toContain('[plan-file-invalid]');
    await writeFile(join(folder, 'plan.json'), '{"formatVersion": "1.0"}');
    const { code, stderr } = await lode(folder, ['apply', 'plan.json']);
    expect(code).toBe(1);
    expect(stderr).toContain('environment');
    expect((await lode(folder, ['apply', 'none.json'])).stderr).toContain('[file-missing]');
  });
});

describe('a plan against another version of the project', () => {
  const git = (...arguments_: string[]) =>
    run('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...arguments_]);

  async function commit(): Promise<void> {
    await git('init', '-q', '-b', 'main');
    await writeFile(join(folder, '.gitignore'), 'lake\n.lode\n');
    await git('add', '-A');
    await git('commit', '-q', '-m', 'all');
  }

  async function against(...options: string[]): Promise<Plan> {
    const { code, stdout, stderr } = await lode(folder, ['plan', '--json', ...options]);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout) as Plan;
  }

  test('judges two commits without a lake, a source or a secret', async () => {
    folder = await makeShop();
    await commit();
    await editSilver('sales.amount,', 'CAST(sales.amount * 2 AS DECIMAL(10,2)) AS amount,');
    const plan = await against('--against', 'git:main');
    expect(plan.environment).toBe('git:main');
    expect(
      Object.fromEntries(plan.models.map((model) => [model.name, `${model.verdict} ${model.action}`])),
    ).toEqual({
      'seeds.shops': 'unchanged none',
      'bronze.sales': 'unchanged none',
      'silver.sales': 'breaking build',
      'gold.daily': 'breaking build',
    });
    expect(Object.keys(await listingOf(folder)).some((name) => name.startsWith('lake'))).toBe(false);
    const { stdout } = await git('status', '--porcelain');
    expect(stdout.trim()).toBe('M models/silver/sales.sql');
  });

  test('takes a folder, and says with exit 2 that there are changes', async () => {
    folder = await makeShop();
    const other = await makeShop({
      'models/silver/sales.sql': silver.replace('sales.amount,', 'sales.amount, 1 AS one,'),
    });
    try {
      const { code } = await lode(folder, ['plan', '--against', other, '--detailed-exitcode']);
      expect(code).toBe(2);
      expect((await lode(folder, ['plan', '--against', '.', '--detailed-exitcode'])).code).toBe(0);
    } finally {
      await removeFolder(other);
    }
  });

  test('says what is wrong with a revision, and never takes it for an option', async () => {
    folder = await makeShop();
    await commit();
    const unknown = await lode(folder, ['plan', '--against', 'git:nowhere']);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('[revision-unreadable]');
    expect((await lode(folder, ['plan', '--against', 'git:--help'])).code).toBe(1);
    await writeFile(join(folder, 'models/silver/sales.sql'), 'SELECT nothing FROM bronze.sales');
    await git('commit', '-aqm', 'broken');
    await editSilver('sales.amount,', 'sales.amount, 1 AS one,');
    const broken = await lode(folder, ['plan', '--against', 'git:main']);
    expect(broken.stderr).toContain('models/silver/sales.sql:1');
  });

  test('reads a project that lies below the top of its repository', async () => {
    folder = await makeShop();
    const top = folder;
    await commit();
    await git('mv', 'project.yml', 'project.moved');
    await run('mkdir', ['-p', join(top, 'sub')]);
    for (const name of ['models', 'seeds', 'till'])
      await git('mv', name, `sub/${name}`).catch(() => undefined);
    await git('mv', 'project.moved', 'sub/project.yml');
    await git('add', '-A');
    await git('commit', '-q', '-m', 'moved');
    const { code, stdout, stderr } = await lode(join(top, 'sub'), [
      'plan',
      '--against',
      'git:main',
      '--json',
    ]);
    expect(code, stderr).toBe(0);
    expect((JSON.parse(stdout) as Plan).summary).toMatchObject({ build: 0, none: 4 });
  });
});
