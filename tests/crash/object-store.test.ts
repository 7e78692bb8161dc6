import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openS3Files } from '../../src/files/s3/index.ts';
import { type DeltaRs, needsDeltaRs, startDeltaRs } from '../support/delta-rs.ts';
import { describeWith } from '../support/needs.ts';
import { lodeOn, makeObjectShop } from '../support/object-lake.ts';
import { needsObjectStore, type ObjectStore, settingsOf, startObjectStore } from '../support/object-store.ts';
import { removeFolder } from '../support/project.ts';
import { long } from '../support/sample.ts';
import { moreSales, writeSales } from '../support/shop.ts';
import { type SeenRequest, startProxy, type Trouble, type TroubledProxy } from '../support/troubled-proxy.ts';

const binary = fileURLToPath(new URL('../../dist/bin/lode.cjs', import.meta.url));
const models = ['bronze/sales', 'seeds/shops', 'silver/sales', 'gold/daily'] as const;

type Rows = Readonly<Record<string, readonly string[]>>;

describeWith(
  [needsObjectStore, needsDeltaRs],
  'applies on an object store that are killed, race, or hear no answers',
  () => {
    let store: ObjectStore;
    let deltaRs: DeltaRs;
    let proxy: TroubledProxy;
    let trouble: (request: SeenRequest) => Trouble | Promise<Trouble>;
    const folders: string[] = [];
    const children: ChildProcess[] = [];
    let count = 0;
    beforeAll(async () => {
      store = await startObjectStore();
      deltaRs = startDeltaRs(store.variables);
      proxy = await startProxy(store.endpoint, (request) => trouble(request));
    });
    afterAll(async () => {
      deltaRs.close();
      await proxy.close();
      await store.close();
    });
    beforeEach(() => {
      trouble = () => 'none';
    });
    afterEach(async () => {
      for (const child of children.splice(0)) child.kill('SIGKILL');
      for (const folder of folders.splice(0)) await removeFolder(folder);
    });

    /** A shop with a committed version, and new input that the next apply brings in. */
    async function prepare(): Promise<{ folder: string; lake: string }> {
      const lake = `s3://lake/crash-${count}`;
      const folder = await makeObjectShop(`crash-${count++}`);
      folders.push(folder);
      const { code, stderr } = await lodeOn(store, folder, 'apply', '--yes');
      expect(code, stderr).toBe(0);
      await writeSales(folder, moreSales);
      return { folder, lake };
    }

    interface Ended {
      readonly code: number | null;
      readonly stderr: string;
    }

    /** `lode apply` in a process of its own, by way of the proxy. */
    function start(folder: string, ...more: string[]): { child: ChildProcess; ended: Promise<Ended> } {
      const child = spawn(process.execPath, [binary, 'apply', '--yes', ...more], {
        cwd: folder,
        env: { ...process.env, ...store.variables, AWS_ENDPOINT_URL: proxy.endpoint },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      children.push(child);
      let stderr = '';
      child.stderr!.on('data', (text: Buffer) => {
        stderr += text.toString();
      });
      return {
        child,
        ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr }))),
      };
    }

    async function tables(lake: string): Promise<Rows> {
      const found: Record<string, readonly string[]> = {};
      for (const model of models) found[model] = (await deltaRs.rows(`${lake}/prod/${model}`)).rows;
      return found;
    }

    /** The rows that an undisturbed run leaves: the same for all tests. */
    let ran: Promise<{ before: Rows; after: Rows }> | null = null;
    function undisturbed(): Promise<{ before: Rows; after: Rows }> {
      ran ??= runUndisturbed();
      return ran;
    }

    async function runUndisturbed(): Promise<{ before: Rows; after: Rows }> {
      const { folder, lake } = await prepare();
      const before = await tables(lake);
      const { code, stderr } = await start(folder).ended;
      expect(code, stderr).toBe(0);
      return { before, after: await tables(lake) };
    }

    /** Every version has ended, and each table's history has each version once. */
    async function expectWhole(folder: string, lake: string): Promise<void> {
      const { files, close } = await openS3Files(settingsOf(store, `${folder}/look`));
      const names = (await files.list(`${lake}/_environments/prod`)).map(({ name }) => name);
      const numbers = (suffix: RegExp) => names.flatMap((name) => suffix.exec(name)?.[1] ?? []);
      expect(numbers(/^(\d+)\.intent\.json$/)).toEqual(numbers(/^(\d+)\.json$/));
      for (const model of models) {
        const versions = (await deltaRs.history(`${lake}/prod/${model}`)).map(({ version }) => version);
        expect(versions).toEqual(versions.map((_, index) => versions.length - 1 - index));
      }
      await close();
    }

    const moments = [
      ['while it builds', /^PUT .*_builds\/.*\/part-/, ['lose-answer']],
      ['while it stages', /^PUT .*prod\/gold\/daily\/part-/, ['lose-answer']],
      ['at its intent', /^PUT .*_environments\/prod\/\d+\.intent\.json/, ['lose-request', 'lose-answer']],
      [
        'at the commit of its first table',
        /^PUT .*prod\/[a-z]+\/[a-z]+\/_delta_log\/0+1\.json/,
        ['lose-request', 'lose-answer'],
      ],
      ['at the commit of its last table', /^PUT .*prod\/gold\/daily\/_delta_log\/0+1\.json/, ['lose-answer']],
      ['at its end', /^PUT .*_environments\/prod\/4\.json/, ['lose-request', 'lose-answer']],
    ] as const;

    test('what was killed is finished or undone by the next apply, wherever it was', {
      timeout: 600_000,
    }, async () => {
      const { before, after } = await undisturbed();
      const hunting = process.env.LODE_CRASH_POINTS === 'all';
      for (const [name, pattern, troubles] of moments.filter(
        (_, index) => hunting || (long ? index % 2 === 1 : index === 3),
      )) {
        for (const last of hunting || long ? troubles : troubles.slice(-1)) {
          const where = `killed ${name} (${last})`;
          const { folder, lake } = await prepare();
          let killed = false;
          const { child, ended } = start(folder);
          trouble = async ({ method, url }) => {
            if (killed) return 'lose-request';
            if (!pattern.test(`${method} ${url}`)) return 'none';
            killed = true;
            if (last === 'lose-request') child.kill('SIGKILL');
            else setTimeout(() => child.kill('SIGKILL'), 0);
            return last;
          };
          const { code } = await ended;
          expect([code, killed], where).toEqual([null, true]);
          trouble = () => 'none';
          // Each table holds what it held, or what it was to hold.
          const found = await tables(lake);
          for (const model of models)
            expect([before[model], after[model]], `${where}: ${model}`).toContainEqual(found[model]);
          const next = await start(folder).ended;
          expect(next.code, `${where}: ${next.stderr}`).toBe(0);
          expect(await tables(lake), where).toEqual(after);
          await expectWhole(folder, lake);
        }
      }
    });

    test('lost answers change nothing', async () => {
      const { after } = await undisturbed();
      const { folder, lake } = await prepare();
      const lost = new Set<string>();
      // Every change that is asked for is made, and the first answer to it is lost.
      trouble = ({ method, url }) => {
        const key = `${method} ${url}`;
        if (method === 'GET' || method === 'HEAD' || lost.has(key)) return 'none';
        lost.add(key);
        return 'lose-answer';
      };
      const { code, stderr } = await start(folder).ended;
      expect(code, stderr).toBe(0);
      expect(lost.size).toBeGreaterThan(20);
      expect(await tables(lake)).toEqual(after);
      await expectWhole(folder, lake);
    }, 300_000);

    for (const processes of long ? [2, 4] : [2]) {
      test(`${processes} at once: one wins a version, nothing is doubled`, { timeout: 300_000 }, async () => {
        const { after } = await undisturbed();
        const { folder, lake } = await prepare();
        const results = await Promise.all(Array.from({ length: processes }, () => start(folder).ended));
        const said = results.map(({ code, stderr }) => `${code}: ${stderr}`).join('\n');
        expect(results.filter(({ code }) => code === 0).length, said).toBeGreaterThanOrEqual(1);
        for (const { code, stderr } of results) {
          expect([0, 4], said).toContain(code);
          if (code === 4)
            expect(stderr).toMatch(/\[(environment-held|environment-moved|version-aborted|table-moved)\]/);
        }
        expect(await tables(lake), said).toEqual(after);
        await expectWhole(folder, lake);
        const next = await lodeOn(store, folder, 'apply', '--yes');
        expect(next.stderr, said).toContain('Nothing to do');
      });
    }
  },
);
