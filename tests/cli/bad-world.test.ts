import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { listingOf } from '../support/listing.ts';
import { describeWith } from '../support/needs.ts';
import { removeFolder } from '../support/project.ts';
import { long } from '../support/sample.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

const binary = fileURLToPath(new URL('../../dist/bin/lode.cjs', import.meta.url));
const nobody = 65534;
vi.setConfig({ testTimeout: 300_000 });

let folder: string;
afterEach(() => removeFolder(folder));

function run(options: { uid?: number }, ...argv: string[]): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [binary, ...argv], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
}

function expectUsefulWords(stderr: string, code: string): void {
  expect(stderr).toContain(`[${code}]`);
  expect(stderr).toMatch(/^→ /m);
  expect(stderr).not.toMatch(/^\s+at |internal-error/m);
}

test('a Parquet file that is cut in half stops the apply; nothing of it is loaded', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const file = join(folder, 'till/sales.parquet');
  const bytes = await readFile(file);
  const before = await listingOf(join(folder, 'lake/prod'));
  for (const part of [bytes.subarray(0, bytes.length / 2), bytes.subarray(0, 3), Buffer.alloc(0)]) {
    await writeFile(file, part);
    const { code, stderr } = await applyShop(folder);
    expect(code, stderr).toBe(1);
    expectUsefulWords(stderr, 'source-file-damaged');
    expect(stderr).toContain('till.sales');
    expect(stderr).toContain(file);
  }
  expect(await listingOf(join(folder, 'lake/prod'))).toEqual(before);
  await writeSales(folder, moreSales);
  expect((await applyShop(folder)).code).toBe(0);
});

test('a source whose folder is gone, and one whose frozen column is gone, are told', async () => {
  folder = await makeShop();
  await removeFolder(join(folder, 'till'));
  const gone = await applyShop(folder);
  expect(gone.code).toBe(1);
  expectUsefulWords(gone.stderr, 'source-folder-missing');
  await writeSales(folder, moreSales);
  await writeFile(
    join(folder, 'models/bronze/till.source.yml'),
    shopFiles['models/bronze/till.source.yml'].replace(
      'day: {type: DATE}',
      'days: {type: DATE, policy: freeze}',
    ),
  );
  await writeFile(
    join(folder, 'models/silver/sales.sql'),
    shopFiles['models/silver/sales.sql'].replace('sales.day', 'sales.days AS day'),
  );
  const moved = await applyShop(folder);
  expect(moved.code).toBe(3);
  expectUsefulWords(moved.stderr, 'drift-frozen');
  expect(moved.stderr).toContain('models/bronze/till.source.yml:9:');
});

test('a value that does not fit its type names the model and the value', async () => {
  folder = await makeShop({
    'models/gold/daily.sql': 'SELECT CAST(city AS INTEGER) AS city FROM silver.sales\n',
  });
  const { code, stderr } = await applyShop(folder);
  expect(code).toBe(1);
  expectUsefulWords(stderr, 'conversion-failed');
  expect(stderr).toContain('gold.daily');
  expect(stderr).toMatch(/Ghent|Liège/);
});

test('a file of the lake that was damaged is named', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const record = join(folder, 'lake/_environments/prod/2.json');
  await chmod(record, 0o644);
  await writeFile(record, '{"formatVersion": ');
  for (const argv of [['plan'], ['apply', '--yes'], ['query', 'FROM gold.daily'], ['history']]) {
    const { code, stderr } = await lode(folder, argv);
    expect(code, argv.join(' ')).toBe(1);
    expectUsefulWords(stderr, 'lake-file-damaged');
    expect(stderr).toContain(record);
  }
});

describeWith(
  [{ what: 'root, to run as another user', present: process.getuid?.() === 0 }],
  'as a user without rights',
  () => {
    test('a lake’s folder that may not be written to is named; nothing is left behind', async () => {
      folder = await makeShop();
      await chmod(folder, 0o755);
      const { code, stderr } = await run({ uid: nobody }, 'apply', '--yes');
      expect(code, stderr).toBe(1);
      expectUsefulWords(stderr, 'permission-denied');
      expect(stderr).toContain(join(folder, 'lake'));
      expect(existsSync(join(folder, 'lake'))).toBe(false);
    });

    test('a lake that another user owns can be read, and refuses to be changed', async () => {
      folder = await makeShop();
      await chmod(folder, 0o755);
      await applyShop(folder);
      const read = await run({ uid: nobody }, 'query', 'FROM gold.daily');
      expect(read.code, read.stderr).toBe(0);
      const plan = await run({ uid: nobody }, 'plan');
      expect(plan.code, plan.stderr).toBe(0);
      const idle = await run({ uid: nobody }, 'apply', '--yes');
      expect(idle.code, idle.stderr).toBe(0);
      await writeSales(folder, moreSales);
      const before = await listingOf(join(folder, 'lake'));
      const { code, stderr } = await run({ uid: nobody }, 'apply', '--yes');
      expect(code, stderr).toBe(1);
      expectUsefulWords(stderr, 'permission-denied');
      expect(await listingOf(join(folder, 'lake'))).toEqual(before);
    });

    test('a user without rights who owns the lake’s folder builds it', async () => {
      folder = await makeShop();
      await chmod(folder, 0o755);
      await mkdir(join(folder, 'lake'));
      await chown(join(folder, 'lake'), nobody, nobody);
      const { code, stderr } = await run({ uid: nobody }, 'apply', '--yes');
      expect(code, stderr).toBe(0);
    });
  },
);

const canMount = mountWorks();

describeWith([{ what: 'the right to mount a tmpfs', present: canMount }], 'on a disk that is full', () => {
  /** Sizes at which the disk ends in the build, in staging or in the commit: whichever it is, tables stay whole. */
  test.each(long ? [64, 160, 256, 400] : [160])(
    'of %i kB, the apply says so, or has room enough',
    async (kilobytes) => {
      folder = await makeShop();
      await applyShop(folder);
      const small = join(folder, 'small');
      await mkdir(small);
      mount(small, kilobytes);
      try {
        await writeFile(
          join(folder, 'project.yml'),
          shopFiles['project.yml'].replace('name: shop', 'name: shop\nlake: small/lake'),
        );
        const first = await lode(folder, ['apply', '--yes']);
        if (first.code !== 0) {
          expect(first.code, first.stderr).toBe(1);
          expectUsefulWords(first.stderr, 'disk-full');
          expect(first.stderr).toContain('small');
        }
        // With room again the apply ends as if nothing had been.
        spawnSync('mount', ['-o', 'remount,size=64m', small]);
        const second = await lode(folder, ['apply', '--yes']);
        expect(second.code, second.stderr).toBe(0);
        expect(await queryRows(folder, 'SELECT sum(sales)::INTEGER AS n FROM gold.daily')).toEqual([
          { n: 5 },
        ]);
        expect((await lode(folder, ['apply', '--yes'])).stderr).toContain('Nothing to do');
      } finally {
        spawnSync('umount', [small]);
      }
    },
  );

  test('a lake that stands and whose disk fills up stays readable', async () => {
    folder = await makeShop();
    await applyShop(folder);
    const small = join(folder, 'small');
    await mkdir(small);
    mount(small, 65_536);
    try {
      await cp(join(folder, 'lake'), join(small, 'lake'), { recursive: true });
      await writeFile(
        join(folder, 'project.yml'),
        shopFiles['project.yml'].replace('name: shop', 'name: shop\nlake: small/lake'),
      );
      await writeSales(folder, moreSales);
      spawnSync('dd', ['if=/dev/zero', `of=${join(small, 'filler')}`, 'bs=4k']);
      const { code, stderr } = await lode(folder, ['apply', '--yes']);
      expect(code, stderr).toBe(1);
      expectUsefulWords(stderr, 'disk-full');
      const sum = 'SELECT sum(sales)::INTEGER AS n FROM gold.daily';
      expect(await queryRows(folder, sum)).toEqual([{ n: 5 }]);
      await removeFolder(join(small, 'filler'));
      expect((await lode(folder, ['apply', '--yes'])).code).toBe(0);
      expect(await queryRows(folder, sum)).toEqual([{ n: 7 }]);
    } finally {
      spawnSync('umount', [small]);
    }
  });
});

function mount(path: string, kilobytes: number): void {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', path]);
  if (status !== 0) throw new Error(`mount: ${stderr.toString()}`);
}

function mountWorks(): boolean {
  if (process.getuid?.() !== 0) return false;
  const made = spawnSync('mktemp', ['-d']).stdout.toString().trim();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', made]);
  if (status === 0) spawnSync('umount', [made]);
  spawnSync('rmdir', [made]);
  return status === 0;
}
