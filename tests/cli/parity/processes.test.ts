import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { queryRows } from '../../support/cli.ts';
import { needsDeltaRs, startDeltaRs } from '../../support/delta-rs.ts';
import { describeWith } from '../../support/needs.ts';
import { closeShops, daily, head, openShop, rows, type Shop } from './support.ts';

const binary = fileURLToPath(new URL('../../../dist/bin/lode.cjs', import.meta.url));
const made: string[] = [];
const groups: number[] = [];
let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
  made.push(shop.folder);
  await shop.put('old/daily.csv', [head, ...rows]);
});
afterEach(() => {
  for (const group of groups.splice(0)) kill(-group);
});
afterAll(() => closeShops(made));

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

interface Run {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<number | null>;
}

/** `lode parity …` as a process, with a group of its own. */
function start(...argv: string[]): Run {
  const child = spawn(process.execPath, [binary, 'parity', ...argv], {
    cwd: shop.folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  groups.push(child.pid!);
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { pid: child.pid!, stdout: () => stdout, stderr: () => stderr, ended };
}

/** The process that compares for `run`, once it has come to its slow pair. */
async function workerOf(run: Run): Promise<number> {
  for (;;) {
    const found = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    for (const name of found) {
      const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
      if (line.includes(`--worker\0${run.pid}\0`)) return Number(name);
    }
    await wait(20);
  }
}

/** A pair that is compared for minutes. */
const slow = `slow: {left: "SELECT count(*) AS n FROM range(10000000) AS a(i) JOIN range(10000000) AS b(j) ON (a.i * 7) % 1000003 <> b.j", right: gold.daily}`;

test('a process that is killed while it compares fails its pair; the pairs before and behind are compared', async () => {
  await shop.pairs(`${daily}\n  ${slow}\n  last: {left: gold.daily, right: gold.daily}`);
  const run = start('run', '--night', '2026-03-01');
  const worker = await workerOf(run);
  while (!run.stdout().includes('daily')) await wait(20);
  await wait(300);
  kill(worker);
  expect(await run.ended).toBe(1);
  expect(run.stdout()).toContain('ended: by SIGKILL [parity-killed]');
  expect(await shop.ledger('pair, verdict, code, attempt')).toEqual([
    { pair: 'daily', verdict: 'matched', code: null, attempt: '1' },
    { pair: 'last', verdict: 'matched', code: null, attempt: '1' },
    { pair: 'slow', verdict: 'failed', code: 'parity-killed', attempt: '1' },
  ]);
});

test('a run that is killed as a whole leaves what it had, and the next one goes on', async () => {
  await shop.pairs(`${daily}\n  ${slow}\n  last: {left: gold.daily, right: gold.daily}`);
  const run = start('run', '--night', '2026-03-01', '--run-id', 'nightly');
  const worker = await workerOf(run);
  while (!run.stdout().includes('daily')) await wait(20);
  kill(run.pid);
  kill(worker);
  await run.ended;
  expect(await shop.ledger('pair, verdict')).toEqual([{ pair: 'daily', verdict: 'matched' }]);
  expect((await shop.parity('gate', '--days', '1', '--night', '2026-03-01')).code).toBe(3);
  await shop.pairs(`${daily}\n  last: {left: gold.daily, right: gold.daily}`);
  expect(await start('run', '--night', '2026-03-01', '--run-id', 'nightly').ended).toBe(0);
  expect(await shop.ledger('pair, attempt')).toEqual([
    { pair: 'daily', attempt: '1' },
    { pair: 'last', attempt: '1' },
  ]);
});

test('a run that is interrupted ends at once, and no pair has failed by that', async () => {
  await shop.pairs(`${daily}\n  ${slow}\n  last: {left: gold.daily, right: gold.daily}`);
  const run = start('run', '--night', '2026-03-01');
  await workerOf(run);
  while (!run.stdout().includes('daily')) await wait(20);
  await wait(300);
  // As a terminal does it: to the whole group.
  process.kill(-run.pid, 'SIGINT');
  expect(await run.ended).toBe(130);
  expect(run.stderr().match(/error: interrupted/g)).toHaveLength(1);
  expect(await shop.ledger('pair, verdict')).toEqual([{ pair: 'daily', verdict: 'matched' }]);
});

test('a worker whose starter was killed compares no further pair', async () => {
  await shop.pairs(
    `${slow.replaceAll('10000000', '20000')}\n  ${daily}\n  last: {left: gold.daily, right: gold.daily}`,
  );
  const run = start('run', '--night', '2026-03-01');
  const worker = await workerOf(run);
  kill(run.pid);
  await run.ended;
  for (;;) {
    const standing = await readdir(`/proc/${worker}`).catch(() => null);
    if (standing === null) break;
    await wait(50);
  }
  expect(await shop.ledger('pair', "pair IN ('daily', 'last')")).toEqual([]);
});

test('several runs at once are all recorded, and each night has one that counts', async () => {
  await shop.pairs(`${daily}\n  other: {left: gold.daily, right: gold.daily}`);
  const runs = [1, 2, 3].map(() => start('run', '--night', '2026-03-01'));
  expect(await Promise.all(runs.map((run) => run.ended))).toEqual([0, 0, 0]);
  expect(
    await queryRows(
      shop.folder,
      'SELECT pair, count(*) AS runs, count(DISTINCT run_id) AS ids, count(*) FILTER (counts) AS that_count FROM lode.parity GROUP BY pair ORDER BY pair',
    ),
  ).toEqual([
    { pair: 'daily', runs: '3', ids: '3', that_count: '1' },
    { pair: 'other', runs: '3', ids: '3', that_count: '1' },
  ]);
});

test('two processes of one run record each pair once', async () => {
  await shop.pairs(daily);
  const runs = [1, 2].map(() => start('run', '--night', '2026-03-01', '--run-id', 'same'));
  expect(await Promise.all(runs.map((run) => run.ended))).toEqual([0, 0]);
  const status = await shop.parity('status', '--night', '2026-03-01', '--format', 'json');
  expect(JSON.parse(status.stdout).pairs[0].nights.at(-1)).toMatchObject({ mark: 'matched', attempts: 1 });
});

describeWith([needsDeltaRs], 'delta-rs', () => {
  test('reads the ledger and the differing rows', async () => {
    await shop.pairs(daily);
    await shop.night('2026-03-01');
    await shop.put('old/daily.csv', [head, ...rows.slice(1)]);
    await shop.night('2026-03-02');
    const [last] = await shop.ledger('differences', "night = '2026-03-02'");
    const deltaRs = startDeltaRs();
    try {
      const ledger = await deltaRs.rows(join(shop.folder, 'lake/_parity'));
      expect(ledger.rows).toHaveLength(2);
      expect(ledger.columns).toContain('right_table_version');
      expect(ledger.rows.join('\n')).toContain('1 row only right');
      const differing = await deltaRs.rows(join(shop.folder, 'lake', String(last!.differences)));
      expect(differing.rows).toHaveLength(1);
      // And others may write to it: what they added is no record of ours.
      await deltaRs.append(join(shop.folder, 'lake/_parity'));
    } finally {
      deltaRs.close();
    }
    expect((await shop.night('2026-03-03'))[0]).toBe(2);
    expect((await shop.parity('status', '--night', '2026-03-03', '--nights', '3')).stdout).toContain('=xx');
  });
});

test.each([
  ['an entry of its log is gone', 'log'],
  ['an entry of its log is no JSON', 'torn'],
  ['a data file is gone', 'data'],
  ['a data file is none', 'garbage'],
])('a ledger of which %s stops every command: what is not proved opens no gate', async (_, what) => {
  await shop.pairs(daily);
  await shop.night('2026-03-01');
  await shop.night('2026-03-02');
  await shop.night('2026-03-03');
  const ledger = join(shop.folder, 'lake/_parity');
  const data = (await readdir(ledger)).filter((name) => name.endsWith('.parquet'));
  const entry = join(ledger, '_delta_log/00000000000000000001.json');
  if (what === 'log') await rm(entry);
  else if (what === 'torn') await writeFile(entry, '{"add":');
  else if (what === 'data') await rm(join(ledger, data[0]!));
  else await writeFile(join(ledger, data[0]!), 'no Parquet');
  for (const command of [
    ['run', '--night', '2026-03-04'],
    ['status'],
    ['gate', '--days', '1'],
    ['show', 'daily'],
  ]) {
    const result = await shop.parity(...command, '--json');
    expect([command[0], result.code]).toEqual([command[0], 1]);
    expect(JSON.parse(result.stdout).diagnostics).toMatchObject([
      { code: 'parity-ledger-damaged', summary: expect.stringContaining(ledger) },
    ]);
  }
  await rename(ledger, join(shop.folder, 'lake/_parity_damaged'));
  expect((await shop.night('2026-03-04'))[0]).toBe(0);
});
