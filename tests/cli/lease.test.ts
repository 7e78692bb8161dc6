import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { listingOf } from '../support/listing.ts';
import { removeFolder } from '../support/project.ts';
import { makeShop } from '../support/shop.ts';

const binary = fileURLToPath(new URL('../../dist/bin/lode.cjs', import.meta.url));
let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await makeShop();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await removeFolder(folder);
});

interface Running {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly ended: Promise<number | null>;
}

function start(argv: readonly string[], environment: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [binary, ...argv], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  let stderr = '';
  child.stderr!.on('data', (text: Buffer) => (stderr += text.toString()));
  return {
    child,
    stderr: () => stderr,
    ended: new Promise((resolve) => child.on('close', (code) => resolve(code))),
  };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(10);
}

const leases = (environment = 'prod') => join(folder, 'lake/_environments', environment, 'leases');

/** An apply that has just taken the environment and is frozen there. */
async function frozenApply(environment: Record<string, string> = {}): Promise<Running> {
  const running = start(['apply', '--yes'], environment);
  await until(
    async () => existsSync(leases()) && (await readdir(leases())).some((name) => name === '1.json'),
  );
  running.child.kill('SIGSTOP');
  return running;
}

test('a second apply is told at once who is at work, exits with 4 and does nothing; the first one is not disturbed', async () => {
  const first = await frozenApply();
  const before = await listingOf(join(folder, 'lake'));
  const { code, stderr } = await lode(folder, ['apply', '--yes']);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain(`is at work on prod: lode apply prod, process ${first.child.pid}`);
  expect(stderr).toContain('--wait');
  expect(stderr).toContain('[environment-held]');
  expect(await listingOf(join(folder, 'lake'))).toEqual(before);
  first.child.kill('SIGCONT');
  expect(await first.ended, first.stderr()).toBe(0);
  expect((await lode(folder, ['apply', '--yes'])).stderr).toContain('Nothing to do');
}, 60_000);

test('with --wait the second apply waits for the first one, and plans on what that one made', async () => {
  const first = await frozenApply();
  const second = start(['apply', '--yes', '--wait']);
  await until(() => second.stderr().includes('is at work on prod'));
  first.child.kill('SIGCONT');
  expect(await first.ended, first.stderr()).toBe(0);
  expect(await second.ended, second.stderr()).toBe(0);
  expect(second.stderr()).toContain('Nothing to do: prod is at version 2');
}, 60_000);

test('of several that wait each gets its turn: all end well, and nothing is done twice', async () => {
  const all = Array.from({ length: 4 }, () => start(['apply', '--yes', '--wait']));
  const codes = await Promise.all(all.map(({ ended }) => ended));
  const said = all.map(({ stderr }) => stderr()).join('\n');
  expect(codes, said).toEqual([0, 0, 0, 0]);
  expect(said.match(/✓ prod is at version 2/g), said).toHaveLength(1);
  expect(said.match(/Nothing to do: prod is at version 2/g), said).toHaveLength(3);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM lode.runs')).toEqual([{ n: 1 }]);
}, 120_000);

test('waiting for a while ends with 4 where the other one is still at work', async () => {
  await frozenApply();
  const { code, stderr } = await lode(folder, ['apply', '--yes', '--wait', '1s']);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('still at work after 1 s');
}, 60_000);

test('a holder that was killed blocks nobody', async () => {
  const first = await frozenApply();
  first.child.kill('SIGKILL');
  await first.ended;
  const { code, stderr } = await lode(folder, ['apply', '--yes']);
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain('at work');
}, 60_000);

test('an interrupted apply gives the environment back before it ends', async () => {
  const first = await frozenApply();
  first.child.kill('SIGINT');
  first.child.kill('SIGCONT');
  expect(await first.ended, first.stderr()).toBe(130);
  // Seen from another machine, where the process cannot be looked up.
  const elsewhere = { place: 'elsewhere', identify: () => 'here' };
  const { code, stderr } = await lode(folder, ['apply', '--yes'], { processes: elsewhere });
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain('at work');
}, 60_000);

test('a holder that is frozen for longer than the lease time is passed, and loses when it wakes up', async () => {
  const first = await frozenApply({ LODE_LEASE_SECONDS: '1' });
  await wait(1100);
  const second = await lode(folder, ['apply', '--yes']);
  expect(second.code, second.stderr).toBe(0);
  first.child.kill('SIGCONT');
  expect(await first.ended, first.stderr()).toBe(4);
  expect(first.stderr()).toMatch(/\[(environment-moved|table-in-the-way)\]/);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.sales')).toEqual([{ n: 5 }]);
  expect((await lode(folder, ['apply', '--yes'])).stderr).toContain('Nothing to do');
}, 60_000);

test('an environment that another process holds hinders no other environment', async () => {
  await frozenApply();
  const { code, stderr } = await lode(folder, ['apply', 'dev_anna', '--yes']);
  expect(code, stderr).toBe(0);
}, 60_000);

test('env show names the holder while there is one', async () => {
  await lode(folder, ['apply', '--yes']);
  expect(JSON.parse((await lode(folder, ['env', 'show', '--json'])).stdout).lease).toBeNull();
  const first = start(['rollback', '--to', '1', '--include-history', '--yes']);
  await until(async () => (await readdir(leases())).includes('2.json'));
  first.child.kill('SIGSTOP');
  const { stdout } = await lode(folder, ['env', 'show']);
  expect(stdout).toContain(`is at work on prod: lode rollback prod, process ${first.child.pid}`);
  const { lease } = JSON.parse((await lode(folder, ['env', 'show', '--json'])).stdout);
  expect(lease).toMatchObject({ environment: 'prod', command: 'lode rollback prod' });
  first.child.kill('SIGCONT');
  expect(await first.ended, first.stderr()).toBe(0);
}, 60_000);

test('LODE_LEASE_SECONDS=0 does without leases; what is no number is refused', async () => {
  const without = await lode(folder, ['apply', '--yes'], { environment: { LODE_LEASE_SECONDS: '0' } });
  expect(without.code, without.stderr).toBe(0);
  expect(existsSync(leases())).toBe(false);
  const wrong = await lode(folder, ['apply', '--yes'], { environment: { LODE_LEASE_SECONDS: 'soon' } });
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('LODE_LEASE_SECONDS=soon');
});

test('a length of time that is none is refused with what to write', async () => {
  const { code, stderr } = await lode(folder, ['apply', '--wait', 'prod']);
  expect(code).toBe(1);
  expect(stderr).toContain('10m');
});
