import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode, queryRows } from './cli.ts';
import { describeWith } from './needs.ts';
import { removeFolder } from './project.ts';
import { sourceProject } from './source-project.ts';

const binary = fileURLToPath(new URL('../../dist/bin/lode.cjs', import.meta.url));

/** A server of the test's own with a table `billing` (id, name, amount, entered), so large that a load of it can be interrupted. */
export interface InterruptedServer {
  readonly type: string;
  readonly rows: number;
  /** The settings of a source that reads it. */
  start(): Promise<Readonly<Record<string, unknown>>>;
  /** How many queries that read the table the server is at work on. */
  reading(): number;
  kill(): void;
  startAgain(): void;
  /** What the server says of `sum(amount)`. */
  total(): string;
  stop(): Promise<void>;
}

/** Tests of loads that a killed server, a killed client and a full disk interrupt: nothing of it is visible, and the next one loads all. */
export function interruptedLoadTests(server: InterruptedServer): void {
  let folder: string;
  beforeAll(async () => {
    const settings = await server.start();
    folder = await sourceProject(server.type, { ...settings, answer_timeout: 5, connect_timeout: 3 });
    await writeFile(join(folder, 'models/bronze/billing.sql'), 'SELECT * FROM erp.billing\n');
    const pulled = await lode(folder, ['source', 'pull', 'erp', 'billing']);
    expect(pulled.code, pulled.stderr).toBe(0);
  });
  afterAll(async () => {
    await server.stop();
    await removeFolder(folder);
  });

  /** `lode apply` as a process of its own, and what it ended with. */
  function apply(): { child: ChildProcess; ended: Promise<{ code: number | null; stderr: string }> } {
    const child = spawn(process.execPath, [binary, 'apply', '--yes'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr!.on('data', (text: Buffer) => {
      stderr += text.toString();
    });
    return {
      child,
      ended: new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, stderr }));
      }),
    };
  }

  async function untilReading(): Promise<void> {
    for (let turn = 0; turn < 600; turn++) {
      if (server.reading() > 0) return;
      await sleep(10);
    }
    throw new Error('the load never began');
  }

  const visible = async () =>
    (await readdir(join(folder, 'lake/prod/bronze/billing/_delta_log')).catch(() => [])).filter((name) =>
      name.endsWith('.json'),
    );

  async function expectWhole(): Promise<void> {
    expect(
      await queryRows(
        folder,
        'SELECT count(*)::INTEGER AS n, count(DISTINCT id)::INTEGER AS ids, sum(amount)::VARCHAR AS amount, max(entered)::VARCHAR AS last FROM bronze.billing',
      ),
    ).toEqual([
      { n: server.rows, ids: server.rows, amount: server.total(), last: expect.stringMatching(/\.123456$/) },
    ]);
  }

  test('by the end of the server: the command tells it, nothing is visible, and the next one loads all', async () => {
    const { ended } = apply();
    await untilReading();
    server.kill();
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('[source-connection-lost]');
    expect(await visible()).toEqual([]);
    server.startAgain();
    const again = await apply().ended;
    expect(again.code, again.stderr).toBe(0);
    await expectWhole();
  });

  test('by its own end: nothing is visible, the server is free again, and the next one loads all', async () => {
    await rm(join(folder, 'lake'), { recursive: true });
    const { child, ended } = apply();
    await untilReading();
    child.kill('SIGKILL');
    expect((await ended).code).toBe(null);
    expect(await visible()).toEqual([]);
    for (let turn = 0; turn < 500 && server.reading() > 0; turn++) await sleep(20);
    expect(server.reading()).toBe(0);
    const again = await apply().ended;
    expect(again.code, again.stderr).toBe(0);
    await expectWhole();
    expect(await visible()).toHaveLength(1);
  });

  describeWith(
    [{ what: 'the right to mount a tmpfs', present: mountWorks() }],
    'by a disk that is full',
    () => {
      test('tells it, and the next one loads all when there is room', async () => {
        await rm(join(folder, 'lake'), { recursive: true });
        const small = join(folder, 'lake');
        await mkdir(small);
        mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small);
        try {
          const { code, stderr } = await apply().ended;
          expect(code, stderr).toBe(1);
          expect(stderr).toContain('[disk-full]');
          expect(await visible()).toEqual([]);
          mount('-o', 'remount,size=1g', small);
          const again = await apply().ended;
          expect(again.code, again.stderr).toBe(0);
          await expectWhole();
        } finally {
          spawnSync('umount', [small]);
        }
      });
    },
  );
}

/** A folder for a server, which others than its maker may enter. */
export async function serverFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(prefix);
  spawnSync('chmod', ['755', folder]);
  return folder;
}

function mount(...options: string[]): void {
  const { status, stderr } = spawnSync('mount', options);
  if (status !== 0) throw new Error(`mount: ${stderr.toString()}`);
}

function mountWorks(): boolean {
  const { status, stdout } = spawnSync('mktemp', ['-d'], { encoding: 'utf8' });
  const folder = stdout.trim();
  if (status !== 0) return false;
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
  if (mounted) spawnSync('umount', [folder]);
  return mounted;
}
