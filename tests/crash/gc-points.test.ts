import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import { long } from '../support/sample.ts';
import { makeShop, shopFiles } from '../support/shop.ts';

/** Cleaning up, killed or stopped at its operations. `LODE_CRASH_POINTS=all` takes every one of them, a number so many. */
const wanted = process.env.LODE_CRASH_POINTS ?? (long ? '3' : '1');

const worker = fileURLToPath(new URL('worker.mjs', import.meta.url));
const day = 86_400_000;
const silver = shopFiles['models/silver/sales.sql'];
let made: string;
let points: readonly { readonly number: number; readonly what: string }[];

function edit(folder: string, factor: number): Promise<void> {
  return writeFile(
    join(folder, 'models/silver/sales.sql'),
    silver.replace('sales.amount,', `CAST(sales.amount * ${factor} AS DECIMAL(10,2)) AS amount,`),
  );
}

/** Versions that left the retention, one that is kept, one that stands; a model that left; an environment whose time is over. Nobody has touched a file for three days. */
beforeAll(async () => {
  made = await makeShop({
    'project.yml': `${shopFiles['project.yml']}retention: 5 days\nenvironments:\n  ci: {time_to_live: 1 day}\n`,
  });
  const apply = async (days: number, ...options: string[]) => {
    const clock = { now: () => Date.now() - days * day, uuid: () => randomUUID() };
    const { code, stderr } = await lode(made, ['apply', '--yes', ...options], { clock });
    expect(code, stderr).toBe(0);
  };
  await apply(20, 'ci');
  for (const [days, factor] of [
    [20, 1],
    [15, 2],
    [10, 3],
    [2, 4],
  ] as const) {
    await edit(made, factor);
    await apply(days);
  }
  const then = (Date.now() - 3 * day) / 1000;
  for (const name of await readdir(join(made, 'lake'), { recursive: true }))
    await utimes(join(made, 'lake', name), then, then);
  const copy = await copied();
  const { code, stderr } = await start(0, copy).ended;
  expect(code, stderr).toBe(0);
  const all = [...stderr.matchAll(/^operation (\d+) (\S+) (.*)$/gm)].map(([, number, name, path]) => ({
    number: Number(number),
    what: `${name} ${path!.replace(copy, '')}`,
  }));
  await removeFolder(copy);
  // What the engine does and what is made durable changes nothing that others see.
  const seen = all.filter(({ what }) => /^(unlink|rm|rmdir|link|rename|utimes)/.test(what));
  const count = wanted === 'all' ? seen.length : Math.min(Number(wanted), seen.length);
  points = Array.from(
    { length: count },
    (_, index) => seen[Math.floor(((index + (wanted === 'all' ? 0 : 0.5)) * seen.length) / count)]!,
  );
  console.log(`${points.length} of ${seen.length} points at which cleaning up changes the lake`);
}, 300_000);
afterAll(() => removeFolder(made));

async function copied(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(made, folder, { recursive: true, preserveTimestamps: true });
  return folder;
}

function start(at: number, folder: string, stop = false) {
  const child = spawn(process.execPath, [worker, String(at), folder, 'gc', '--grace', '1h', '--quiet'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LODE_WORKER: stop ? 'stop' : '' },
  });
  let stderr = '';
  let tellStopped = () => {};
  const stopped = new Promise<void>((resolve) => {
    tellStopped = resolve;
  });
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
    if (stderr.includes('stopped\n')) tellStopped();
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
  return { child, ended, stopped: Promise.race([stopped, ended.then(() => undefined)]) };
}

async function expectWhole(folder: string, factor: number, where: string): Promise<void> {
  const whole = await lode(folder, ['fsck', '--data']);
  expect(whole.code, `${where}\n${whole.stderr}`).toBe(0);
  const sum = async (...options: string[]) =>
    Number(
      (await queryRows(folder, 'SELECT CAST(sum(amount) AS DOUBLE) AS a FROM silver.sales', ...options))[0]!
        .a,
    );
  expect(await sum(), where).toBe(42.75 * factor);
  // The version that stood when the retention begins.
  expect(await sum('--as-of', '4'), where).toBe(42.75 * 3);
}

test('killed anywhere, it leaves a whole lake, and the next one does the rest', {
  timeout: 600_000,
}, async () => {
  for (const { number, what } of points) {
    const where = `killed at operation ${number} (${what})`;
    const folder = await copied();
    try {
      await start(number, folder).ended;
      await expectWhole(folder, 4, where);
      const again = await lode(folder, ['gc', '--grace', '1h', '--json']);
      expect(again.code, `${where}\n${again.stderr}`).toBe(0);
      await expectWhole(folder, 4, `${where}, cleaned up again`);
    } finally {
      await removeFolder(folder);
    }
  }
});

test('stopped anywhere while an apply brings back what it is removing, it removes nothing that is needed', {
  timeout: 600_000,
}, async () => {
  for (const { number, what } of points) {
    const where = `stopped at operation ${number} (${what})`;
    const folder = await copied();
    try {
      const gc = start(number, folder, true);
      await gc.stopped;
      await edit(folder, 2);
      const first = await lode(folder, ['apply', '--yes']);
      expect([0, 4], `${where}\n${first.stderr}`).toContain(first.code);
      gc.child.kill('SIGCONT');
      const { code, stderr } = await gc.ended;
      expect(code, `${where}\n${stderr}`).toBe(0);
      const second = await lode(folder, ['apply', '--yes']);
      expect(second.code, `${where}\n${second.stderr}`).toBe(0);
      await expectWhole(folder, 2, where);
    } finally {
      await removeFolder(folder);
    }
  }
});
