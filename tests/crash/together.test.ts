import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { type DeltaRs, needsDeltaRs, startDeltaRs } from '../support/delta-rs.ts';
import { describeWith } from '../support/needs.ts';
import { removeFolder } from '../support/project.ts';
import { long } from '../support/sample.ts';
import { tablesOf } from '../support/tables.ts';
import { inCopy, prepare, scenarios } from './scenarios.ts';

const binary = fileURLToPath(new URL('../../dist/bin/lode.cjs', import.meta.url));

const hunting = process.env.LODE_CRASH_POINTS === 'all';

/** How many at once, and within how many milliseconds: for one scenario many in the long run, for all in a hunt. */
function crowds(many: boolean): readonly (readonly [processes: number, delay: number])[] {
  const few = [[2, 0]] as const;
  const more = [
    [2, 300],
    [4, 100],
    [8, 500],
  ] as const;
  if (hunting || (long && many)) return [...few, ...more];
  return long ? few : many ? [[4, 100]] : [];
}

describeWith([needsDeltaRs], 'several applies at once', () => {
  let deltaRs: DeltaRs;
  beforeAll(() => {
    deltaRs = startDeltaRs();
  });
  afterAll(() => deltaRs.close());

  for (const scenario of scenarios) {
    for (const [processes, delay] of crowds(scenario === scenarios[1])) {
      test(`${scenario.name}, ${processes} processes within ${delay} ms: one wins, nothing is doubled`, {
        timeout: 300_000,
      }, async () => {
        const folder = await prepare(scenario);
        try {
          const alone = await inCopy(folder, async (copy) => {
            expect((await apply(copy)).code).toBe(0);
            return readAll(copy);
          });
          const results = await Promise.all(
            Array.from({ length: processes }, async (_, index) => {
              await wait((index * delay) / processes);
              return apply(folder);
            }),
          );
          const said = results.map(({ code, stderr }) => `${code}: ${stderr}`).join('\n');
          expect(
            results.every(({ code }) => code === 0 || code === 4),
            said,
          ).toBe(true);
          expect(
            results.some(({ code }) => code === 0),
            said,
          ).toBe(true);
          for (const { code, stderr } of results)
            if (code === 4) expect(stderr).toMatch(/\[(environment-moved|version-aborted|table-moved)\]/);
          expect(await readAll(folder), said).toEqual(alone);
          await expectOneHistory(folder);
          const next = await lode(folder, ['apply', '--yes']);
          expect(next.code, next.stderr).toBe(0);
          expect(next.stderr, said).toContain('Nothing to do');
        } finally {
          await removeFolder(folder);
        }
      });
    }
  }

  if (hunting || long)
    test('four environments at once, two processes each: each has one history, and what one has built serves all', {
      timeout: 300_000,
    }, async () => {
      const folder = await prepare(scenarios[0]!);
      try {
        const alone = await inCopy(folder, async (copy) => {
          expect((await apply(copy)).code).toBe(0);
          return readAll(copy);
        });
        const environments = ['prod', 'dev_a', 'dev_b', 'dev_c'];
        const results = await Promise.all(
          [...environments, ...environments].map(async (environment) => ({
            environment,
            ...(await apply(folder, environment, '--from', 'none')),
          })),
        );
        const said = results.map(({ code, stderr }) => `${code}: ${stderr}`).join('\n');
        for (const environment of environments) {
          const codes = results.filter((each) => each.environment === environment).map(({ code }) => code);
          expect(codes, said).toContain(0);
          expect(
            codes.every((code) => code === 0 || code === 4),
            said,
          ).toBe(true);
          expect(await readAll(folder, environment), said).toEqual(alone);
          await expectOneHistory(folder, environment);
        }
        expect((await lode(folder, ['fsck'])).code).toBe(0);
      } finally {
        await removeFolder(folder);
      }
    });

  /** Rows of every table as delta-rs sees them, by model. */
  async function readAll(folder: string, environment = 'prod'): Promise<Record<string, readonly string[]>> {
    const rows: Record<string, readonly string[]> = {};
    for (const [model, table] of await tablesOf(join(folder, 'lake'), environment))
      rows[model] = (await deltaRs.rows(table)).rows;
    return rows;
  }

  /** Versions are numbered without gaps, committed in the order of time, and the newest one names the newest commit of each table. */
  async function expectOneHistory(folder: string, environment = 'prod'): Promise<void> {
    const { stdout } = await lode(folder, ['history', '--json', '--env', environment]);
    const { versions } = JSON.parse(stdout) as {
      versions: { version: number; status: string; committedAt: string }[];
    };
    expect(versions.map((each) => each.version)).toEqual(versions.map((_, index) => versions.length - index));
    const times = versions.filter((each) => each.status === 'committed').map((each) => each.committedAt);
    expect(new Set(times).size).toBe(times.length);
    expect([...times].sort().reverse()).toEqual(times);
    for (const [model, table] of await tablesOf(join(folder, 'lake'), environment)) {
      const { rows } = await deltaRs.rows(table);
      expect(await queryRows(folder, `FROM ${model}`, '--env', environment), model).toHaveLength(rows.length);
    }
  }
});

function apply(
  folder: string,
  ...options: readonly string[]
): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [binary, 'apply', '--yes', ...options], {
      cwd: folder,
      // Without leases: with them the second one would not even begin, and nothing would come to the protocol's test.
      env: { ...process.env, LODE_LEASE_SECONDS: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
}
