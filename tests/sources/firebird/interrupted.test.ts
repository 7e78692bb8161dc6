import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import {
  type FirebirdDatabase,
  type FirebirdServer,
  needsFirebird,
  openDatabase,
  startServer,
  stopServer,
} from '../../support/firebird.ts';
import { describeWith } from '../../support/needs.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const binary = fileURLToPath(new URL('../../../dist/bin/lode.cjs', import.meta.url));
/** npm run hunt:firebird takes a million. */
const rows = Number(process.env.LODE_FIREBIRD_ROWS ?? 100_000);
const port = 13_180;

describeWith([needsFirebird()], `a load of ${rows} rows that is interrupted`, () => {
  let root: string;
  let folder: string;
  let server: FirebirdServer;
  let database: FirebirdDatabase;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'lode-interrupted-'));
    folder = join(root, 'project');
    server = startServer(join(root, 'server'), port);
    database = openDatabase(server, join(root, 'server/data/utf8.fdb'));
    database.isql(`
      create table BILLING (ID integer not null primary key, NAME varchar(60), AMOUNT numeric(18,4), ENTERED timestamp);
      commit;
      set term ^;
      execute block as declare I integer = 0; begin
        while (I < ${rows}) do begin
          insert into BILLING values (:I, 'résident ' || mod(:I, 5000), cast(:I as numeric(18,4)) / 8, dateadd(:I second to timestamp '2024-01-01 00:00:00.1234'));
          I = I + 1;
        end
      end^
      commit^`);
    await mkdir(join(folder, 'models/bronze'), { recursive: true });
    const settings = Object.entries({ ...database.settings, answer_timeout: 5, connect_timeout: 3 });
    await writeFile(
      join(folder, 'project.yml'),
      `name: interrupted\ntargets:\n  production:\n    sources:\n      erp:\n        type: firebird\n${settings.map(([name, value]) => `        ${name}: ${value}\n`).join('')}`,
    );
    await writeFile(join(folder, 'models/bronze/billing.sql'), 'SELECT * FROM erp.BILLING\n');
    const pulled = await lode(folder, ['source', 'pull', 'erp', 'BILLING']);
    expect(pulled.code, pulled.stderr).toBe(0);
  });
  afterAll(async () => {
    stopServer(server);
    await rm(root, { recursive: true, force: true });
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

  /** Until the server is at work on the query that loads, as a connection of its own sees it. */
  async function untilReading(): Promise<void> {
    for (let turn = 0; turn < 300; turn++) {
      const seen = database.isql(
        'select count(*) from MON$STATEMENTS where MON$SQL_TEXT like \'SELECT "ID"%\' and MON$STATE > 0;',
      );
      if (/\b[1-9]\d*\s*$/.test(seen.trim())) return;
      await sleep(20);
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
        'SELECT count(*)::INTEGER AS n, count(DISTINCT ID)::INTEGER AS ids, sum(AMOUNT)::VARCHAR AS amount, max(ENTERED)::VARCHAR AS last FROM bronze.billing',
      ),
    ).toEqual([
      {
        n: rows,
        ids: rows,
        amount: database.isql('set heading off; select sum(AMOUNT) from BILLING;').trim(),
        last: expect.stringMatching(/\.1234$/),
      },
    ]);
  }

  test('by the end of the server: the command tells it, nothing is visible, and the next one loads all', async () => {
    const { ended } = apply();
    await untilReading();
    process.kill(Number(await readFile(join(root, 'server/pid'), 'utf8')), 'SIGKILL');
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('[source-connection-lost]');
    expect(await visible()).toEqual([]);
    startServer(join(root, 'server'), port);
    const again = await apply().ended;
    expect(again.code, again.stderr).toBe(0);
    await expectWhole();
  });

  test('by its own end: nothing is visible, and the next one loads all', async () => {
    await rm(join(folder, 'lake'), { recursive: true });
    const { child, ended } = apply();
    await untilReading();
    child.kill('SIGKILL');
    expect((await ended).code).toBe(null);
    expect(await visible()).toEqual([]);
    const again = await apply().ended;
    expect(again.code, again.stderr).toBe(0);
    await expectWhole();
    expect(await visible()).toHaveLength(1);
  });

  const canMount = mountWorks();
  describeWith([{ what: 'the right to mount a tmpfs', present: canMount }], 'by a disk that is full', () => {
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
  });
});

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
