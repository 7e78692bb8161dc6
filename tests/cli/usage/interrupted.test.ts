import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lode } from '../../support/cli.ts';
import { describeWith } from '../../support/needs.ts';
import { removeFolder, temporaryFolder } from '../../support/project.ts';
import { long } from '../../support/sample.ts';

const worker = fileURLToPath(new URL('../../crash/worker.mjs', import.meta.url));
vi.setConfig({ testTimeout: long ? 900_000 : 120_000 });

let folder: string;
const ddl = (name: string) => `CREATE TABLE shop.${name} (id int, city varchar(20));\n`;
const put = (name: string, text: string) => writeFile(join(folder, name), text);

beforeAll(async () => {
  folder = await temporaryFolder();
  for (const each of ['models/gold', 'old']) await mkdir(join(folder, each), { recursive: true });
  await put('project.yml', 'name: shop\nlake: lake\n');
  await put('models/gold/kpis.sql', '/* ---\nkind: full\n--- */\nSELECT 1 AS a\n');
  await put('old/orders.sql', ddl('orders'));
  const scan = await lode(folder, ['legacy', 'scan', 'old', '--dialect', 'postgres', '--no-bind']);
  expect(scan.code, scan.stderr).toBe(0);
  const line = (i: number) =>
    `${JSON.stringify({ time: `2026-01-05T10:00:0${i}Z`, user: 'anna', sql: `select city from shop.orders where id = ${i}` })}\n`;
  await put('log.jsonl', [0, 1, 2, 3, 4].map(line).join(''));
});
afterAll(() => removeFolder(folder));

const importing = ['usage', 'import', 'log.jsonl', '--dialect', 'postgres', '--quiet'];
const scanning = ['legacy', 'scan', 'old', '--dialect', 'postgres', '--no-bind', '--quiet'];

async function inCopy<T>(work: (copy: string) => Promise<T>): Promise<T> {
  const copy = await mkdtemp(join(tmpdir(), 'lode-interrupted-'));
  try {
    await cp(folder, copy, { recursive: true });
    return await work(copy);
  } finally {
    await removeFolder(copy);
  }
}

/** Runs a command that dies at its n-th change of a file; 0: never, and gives what it changed. */
function run(
  at: number,
  copy: string,
  argv: readonly string[],
): Promise<{ code: number | null; points: string[] }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [worker, String(at), copy, ...argv], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, points: [...stderr.matchAll(/^operation \d+ (.*)$/gm)].map((found) => found[1]!) }),
    );
  });
}

/** A place at which the process can die; all of them where the tests may take long. */
function chosen(points: readonly string[], which: (point: string) => boolean): readonly number[] {
  const all = points.flatMap((point, index) => (which(point) ? [index + 1] : []));
  return long ? all : [all[Math.floor(all.length / 2)]!];
}

const counted = async (copy: string) => {
  const { stdout, stderr, code } = await lode(copy, ['usage', 'show', 'shop.orders', '--json']);
  return code === 0
    ? JSON.parse(stdout).reads.map(
        (read: { column: string | null; queries: number }) => `${read.column} ${read.queries}`,
      )
    : stderr;
};

test('an import that is killed has counted all of a log, or nothing; the next one ends it, and counts nothing twice', async () => {
  const { points, expected } = await inCopy(async (copy) => {
    const undisturbed = await run(0, copy, importing);
    expect(undisturbed.code).toBe(0);
    return { points: undisturbed.points, expected: await counted(copy) };
  });
  expect(expected).toEqual(['city 5', 'id 5', 'null 5']);
  for (const at of chosen(points, (point) => point.includes('/lake/') || point.includes('statement')))
    await inCopy(async (copy) => {
      const where = `killed at operation ${at} (${points[at - 1]})`;
      expect((await run(at, copy, importing)).code, where).not.toBe(1);
      const left = await counted(copy);
      if (Array.isArray(left) && left.length > 0) expect(left, where).toEqual(expected);
      const again = await lode(copy, importing);
      expect(again.code, `${where}: ${again.stderr}`).toBe(0);
      expect(await counted(copy), where).toEqual(expected);
    });
});

test('a scan that is killed leaves the inventory that was there; the next one ends it', async () => {
  await put('old/rates.sql', ddl('rates'));
  const inventory = (copy: string) => readFile(join(copy, 'triage/inventory.json'), 'utf8');
  const before = await inventory(folder);
  const { points, after } = await inCopy(async (copy) => {
    const undisturbed = await run(0, copy, scanning);
    expect(undisturbed.code).toBe(0);
    return { points: undisturbed.points, after: await inventory(copy) };
  });
  expect(after).toContain('shop.rates');
  for (const at of chosen(points, (point) => long || point.includes('inventory.json')))
    await inCopy(async (copy) => {
      const where = `killed at operation ${at} (${points[at - 1]})`;
      expect((await run(at, copy, scanning)).code, where).not.toBe(1);
      expect([before, after], where).toContain(await inventory(copy));
      const again = await lode(copy, scanning);
      expect(again.code, `${where}: ${again.stderr}`).toBe(0);
      expect(await inventory(copy), where).toBe(after);
    });
});

describeWith(
  [{ what: 'the right to mount a tmpfs', present: mountWorks() }],
  'on a disk that is full',
  () => {
    test('an import says so, and has counted nothing; with room again it counts once', () =>
      inCopy(async (copy) => {
        const small = join(copy, 'small');
        await mkdir(small);
        expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status).toBe(0);
        try {
          await writeFile(join(copy, 'project.yml'), 'name: shop\nlake: small/lake\n');
          spawnSync('dd', ['if=/dev/zero', `of=${join(small, 'filler')}`, 'bs=4k']);
          const { code, stderr } = await lode(copy, importing);
          expect(code, stderr).toBe(1);
          expect(stderr).toContain('[disk-full]');
          spawnSync('mount', ['-o', 'remount,size=64m', small]);
          const again = await lode(copy, importing);
          expect(again.code, again.stderr).toBe(0);
          expect(await counted(copy)).toEqual(['city 5', 'id 5', 'null 5']);
        } finally {
          spawnSync('umount', [small]);
        }
      }));
  },
);

function mountWorks(): boolean {
  if (process.getuid?.() !== 0) return false;
  const made = spawnSync('mktemp', ['-d']).stdout.toString().trim();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', made]);
  if (status === 0) spawnSync('umount', [made]);
  spawnSync('rmdir', [made]);
  return status === 0;
}
