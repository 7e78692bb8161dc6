import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemTimer } from '../../../src/cli/system-timer.ts';
import {
  holderOf,
  type Lake,
  type LeasePorts,
  type LeaseRequest,
  takeLease,
  waitForRelease,
} from '../../../src/execute/index.ts';
import { localFiles } from '../../../src/files/index.ts';
import { simulatedTime } from './simulated-time.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Machine {
  readonly lake: Lake;
  readonly ports: LeasePorts;
  readonly kill: (pid: number) => void;
}

/** A machine with processes 1 to 9; its wall clock may be wrong by `skew`. */
function machine(
  name: string,
  time: ReturnType<typeof simulatedTime>,
  skew = 0,
  files = localFiles(),
): Machine {
  const dead = new Set<number>();
  return {
    lake: {
      folder,
      files: time.tracked(files),
      clock: { now: () => 1_800_000_000_000 + time.now() + skew, uuid: () => randomUUID() },
      actor: { user: 'anna', host: name, pid: 1 },
      project: { name: 'shop', git: null },
    },
    ports: {
      timer: time.timer,
      processes: { place: name, identify: (pid) => (dead.has(pid) ? null : `started ${pid}`) },
    },
    kill: (pid) => dead.add(pid),
  };
}

function as(given: Machine, pid: number): Lake {
  return { ...given.lake, actor: { ...given.lake.actor, pid } };
}

function request(changes: Partial<LeaseRequest> = {}): LeaseRequest {
  return {
    environment: 'prod',
    command: 'lode apply prod',
    seconds: 30,
    wait: null,
    onWaiting: () => {},
    signal: new AbortController().signal,
    ...changes,
  };
}

const held = { exitCode: 4, diagnostics: [{ code: 'environment-held' }] };

test('the second process of a machine is told at once who holds the environment', async () => {
  const time = simulatedTime();
  const one = machine('a', time);
  await takeLease(one.lake, one.ports, request());
  await expect(takeLease(as(one, 2), one.ports, request())).rejects.toMatchObject({
    exitCode: 4,
    diagnostics: [
      {
        summary: expect.stringMatching(/^anna on a is at work on prod: lode apply prod, process 1, since 20/),
      },
    ],
  });
  expect(time.now()).toBe(0);
});

test('a lease that was given back is free at once, and the next one takes its place', async () => {
  const time = simulatedTime();
  const [one, other] = [machine('a', time), machine('b', time)];
  const first = await takeLease(one.lake, one.ports, request());
  await first.release();
  await first.release();
  expect(await holderOf(one.lake, one.ports, 'prod')).toBeNull();
  const second = await takeLease(other.lake, other.ports, request());
  expect(second.waited).toBe(false);
  expect(time.now()).toBe(0);
  expect(await readdir(join(folder, '_environments/prod/leases'))).toEqual(['2.json']);
  expect(await holderOf(one.lake, one.ports, 'prod')).toMatchObject({ holder: { host: 'b' } });
});

test('a holder whose process is gone blocks nobody on its machine, also where its number went to another process', async () => {
  const time = simulatedTime();
  const one = machine('a', time);
  await takeLease(one.lake, one.ports, request());
  one.kill(1);
  expect(await holderOf(one.lake, one.ports, 'prod')).toBeNull();
  await takeLease(as(one, 2), one.ports, request());
  const reborn: LeasePorts = {
    ...one.ports,
    processes: { place: 'a', identify: (pid) => `started ${pid} later` },
  };
  await takeLease(as(one, 3), reborn, request());
  expect(time.now()).toBe(0);
});

test('a holder on another machine is watched: renewals show it at work, whatever its clock says', async () => {
  const time = simulatedTime();
  const [one, other] = [machine('a', time, -7_200_000), machine('b', time)];
  await takeLease(one.lake, one.ports, request());
  await expect(time.run(takeLease(other.lake, other.ports, request()))).rejects.toMatchObject(held);
  expect(time.now()).toBeGreaterThan(0);
  expect(time.now()).toBeLessThanOrEqual(7000);
});

test('a holder on another machine that shows no life for the lease time is dead, also where its clock is ahead', async () => {
  const time = simulatedTime();
  const [one, other] = [machine('a', time, 7_200_000), machine('b', time)];
  await takeLease(one.lake, one.ports, request());
  time.stopRepeating();
  const lease = await time.run(takeLease(other.lake, other.ports, request()));
  expect(lease.waited).toBe(true);
  expect(time.now()).toBeGreaterThanOrEqual(30_000);
  expect(time.now()).toBeLessThanOrEqual(31_000);
});

test('a frozen holder on the same machine blocks no longer than twice the lease time', async () => {
  const time = simulatedTime();
  const one = machine('a', time);
  await takeLease(one.lake, one.ports, request());
  time.stopRepeating();
  await expect(takeLease(as(one, 2), one.ports, request())).rejects.toMatchObject(held);
  await time.run(takeLease(as(one, 2), one.ports, request({ wait: 60_000 })));
  expect(time.now()).toBeLessThanOrEqual(61_000);
});

test('who waits is told whom for, gets the lease when it is given back, and knows that it waited', async () => {
  const time = simulatedTime();
  const one = machine('a', time);
  const first = await takeLease(one.lake, one.ports, request());
  const told: unknown[] = [];
  const second = takeLease(
    as(one, 2),
    one.ports,
    request({
      wait: Number.POSITIVE_INFINITY,
      onWaiting: (lease, atWork) => told.push([lease?.holder.pid, atWork]),
    }),
  );
  time.after(90_000, () => void first.release());
  expect((await time.run(second)).waited).toBe(true);
  expect(told).toEqual([[1, true]]);
  expect(time.now()).toBeGreaterThanOrEqual(90_000);
});

test('waiting ends when its time is over, and says how long it was', async () => {
  const time = simulatedTime();
  const one = machine('a', time);
  await takeLease(one.lake, one.ports, request());
  const waiting = time.run(waitForRelease(as(one, 2), one.ports, request({ wait: 10_000 })));
  await expect(waiting).rejects.toMatchObject({
    diagnostics: [{ code: 'environment-held', detail: expect.stringContaining('after 10 s of waiting') }],
  });
});

test('environments do not hinder each other', async () => {
  const time = simulatedTime();
  const one = machine('a', time);
  await takeLease(one.lake, one.ports, request());
  await takeLease(as(one, 2), one.ports, request({ environment: 'dev_anna' }));
  expect(time.now()).toBe(0);
});

test('of many who want a free environment at once exactly one gets it', async () => {
  const time = simulatedTime();
  const one = machine('a', time);
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => takeLease(as(one, index + 1), one.ports, request())),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject(held);
});

test('a renewal that fails ends nothing; a file that is no lease is waited out', async () => {
  const time = simulatedTime();
  const files = localFiles();
  const one = machine('a', time, 0, { ...files, hint: () => Promise.reject(new Error('disk full')) });
  const lease = await takeLease(one.lake, one.ports, request());
  await time.run(time.timer.pause(20_000));
  await lease.release();
  expect(await holderOf(one.lake, one.ports, 'prod')).toBeNull();
  await files.putIfAbsent(join(folder, '_environments/prod/leases/7.json'), 'not a lease');
  await time.run(takeLease(as(one, 2), one.ports, request()));
  expect(time.now()).toBeLessThanOrEqual(51_000);
});

test('a lease of half a second outlives its time by renewing itself, and ends with its release', async () => {
  const time = simulatedTime();
  const [one, other] = [machine('a', time), machine('b', time)];
  const timer = systemTimer();
  const real = (given: Machine): LeasePorts => ({ ...given.ports, timer });
  const lease = await takeLease(one.lake, real(one), request({ seconds: 0.5 }));
  await timer.pause(1200);
  await expect(takeLease(other.lake, real(other), request({ seconds: 0.5 }))).rejects.toMatchObject(held);
  await lease.release();
  await (await takeLease(other.lake, real(other), request({ seconds: 0.5 }))).release();
});
