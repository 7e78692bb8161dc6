import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { long } from '../support/sample.ts';
import { fillTill, makeTill, manifestEntry } from '../support/till.ts';
import { distinctPoints, type Point } from './kill-apply.ts';
import { inCopy } from './scenarios.ts';

const worker = fileURLToPath(new URL('worker.mjs', import.meta.url));
/** All points with LODE_CRASH_POINTS=all; else a spread of about so many. */
const few = long ? 8 : 3;
const everywhere = process.env.LODE_CRASH_POINTS === 'all';

const keyed = (load: string) =>
  `/* ---\nkind: incremental_by_unique_key\nunique_key: [id]\nload: {${load}}\n--- */\nSELECT id, seen, text FROM till.items\n`;

async function makeLoads(): Promise<string> {
  const folder = await makeTill(
    { items: { id: 'INTEGER', seen: 'TIMESTAMP', text: 'VARCHAR' } },
    {
      'bronze.present': keyed('by: snapshot'),
      'bronze.changes': keyed('by: snapshot, keep: changes'),
      'bronze.newer': keyed('by: cursor, column: seen'),
      'bronze.events':
        '/* ---\nkind: append\nload: {by: cursor, column: seen, lag: 2 days}\n--- */\nSELECT * FROM till.items\n',
    },
  );
  await give(folder, [1, 1, 'a'], [2, 1, 'b'], [3, 2, 'c']);
  const { code, stderr } = await lode(folder, ['apply', '--yes']);
  if (code !== 0) throw new Error(stderr);
  await give(folder, [1, 1, 'a'], [2, 3, 'B'], [4, 2, 'late'], [5, 4, 'e']);
  return folder;
}

function give(folder: string, ...rows: readonly (readonly [id: number, day: number, text: string])[]) {
  return fillTill(
    folder,
    'items',
    `SELECT id::INTEGER AS id, TIMESTAMP '2026-01-01 00:00:00.123456' + day * INTERVAL 1 DAY AS seen, text FROM (VALUES ${rows.map(([id, day, text]) => `(${id}, ${day}, '${text}')`).join(', ')}) AS t(id, day, text)`,
  );
}

const models = ['present', 'changes', 'newer', 'events'];

/** All that a load leaves but when, and by which run: rows with what was done, positions, and what the change data feed says. */
async function stateOf(folder: string) {
  const state: Record<string, unknown> = {};
  for (const model of models) {
    const name = `bronze.${model}`;
    state[model] = await queryRows(
      folder,
      `SELECT id, seen::VARCHAR AS seen, text, _change FROM ${name} ORDER BY ALL`,
    );
    const { load } = (await manifestEntry(folder, name)) as unknown as { load: { value: string | null } };
    state[`${model} position`] = load.value;
  }
  const { stdout } = await lode(folder, [
    'delta',
    'changes',
    'lake/prod/bronze/present',
    '--from',
    '0',
    '--format',
    'json',
  ]);
  const feed = JSON.parse(stdout) as Record<string, unknown>[];
  state.feed = feed.map(({ id, text, _change_type }) => JSON.stringify([id, text, _change_type])).sort();
  return state;
}

function runWorker(at: number, folder: string): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [worker, String(at), folder, 'apply', '--yes', '--quiet'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
}

test('a load that is killed anywhere, and done again, leaves what one load leaves', {
  timeout: everywhere ? 0 : 300_000,
}, async () => {
  const folder = await makeLoads();
  try {
    const { expected, points } = await inCopy(folder, async (copy) => {
      const { code, stderr } = await runWorker(0, copy);
      expect(code, stderr).toBe(0);
      const points: Point[] = [];
      for (const [, number, operation, path] of stderr.matchAll(/^operation (\d+) (\S+) (.*)$/gm))
        points.push({
          number: Number(number),
          operation: operation!,
          path: path!.replace(copy, ''),
          commit: false,
        });
      return { expected: await stateOf(copy), points: distinctPoints(points) };
    });
    const chosen = everywhere
      ? points
      : points.filter((_, index) => index % Math.ceil(points.length / few) === 3);
    expect(chosen.length).toBeGreaterThan(few / 2);
    const failures: string[] = [];
    const waiting = [...chosen];
    const lane = async () => {
      for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) {
        const where = `killed at operation ${point.number} (${point.operation} ${point.path})`;
        await inCopy(folder, async (copy) => {
          await runWorker(point.number, copy);
          const again = await lode(copy, ['apply', '--yes']);
          expect(again.code, `${where}: ${again.stderr}`).toBe(0);
          expect(await stateOf(copy), where).toEqual(expected);
          const next = await lode(copy, ['plan', '--detailed-exitcode']);
          expect(next.code, `${where}: something is left to do: ${next.stdout}`).toBe(0);
        }).catch((error: Error) => failures.push(error.message));
      }
    };
    await Promise.all([lane(), lane()]);
    if (everywhere) console.log(`${points.length} distinct states, ${failures.length} failures`);
    expect(failures).toEqual([]);
  } finally {
    await removeFolder(folder);
  }
});

test('two processes that load at the same time leave what one leaves', { timeout: 300_000 }, async () => {
  const folder = await makeLoads();
  try {
    const expected = await inCopy(folder, async (copy) => {
      await lode(copy, ['apply', '--yes']);
      return stateOf(copy);
    });
    const ends = await Promise.all([runWorker(-1, folder), runWorker(-1, folder)]);
    // The other one finds the environment held, or moved.
    expect(
      ends.map(({ code }) => code).filter((code) => code !== 0 && code !== 4),
      ends.map(({ stderr }) => stderr).join('\n'),
    ).toEqual([]);
    expect(ends.some(({ code }) => code === 0)).toBe(true);
    expect(await stateOf(folder)).toEqual(expected);
  } finally {
    await removeFolder(folder);
  }
});
