import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localFiles } from '../../../src/files/index.ts';
import type { Files } from '../../../src/ports/index.ts';
import { removeFolder, temporaryFolder } from '../../support/project.ts';
import { sampleOf } from '../../support/sample.ts';
import { damageNow } from './check-model.ts';
import {
  commitExternally,
  liveFiles,
  makeLake,
  runApply,
  runRecovery,
  sharedState,
} from './implementation.ts';
import { memoryFiles } from './memory-files.ts';
import { type ModelProcess, type ModelState, modelProcess, modelState, step } from './model.ts';
import { type ScheduledProcess, scheduledProcess, type Waiting } from './scheduled-process.ts';

const schedules = sampleOf(process.env.LODE_PROTOCOL_SCHEDULES, 120, 400);

/** One of: a process does a step, somebody else commits to a table, a process stops for ever. `missing`: a file that it needs is gone at that moment. */
type Move =
  | { readonly kind: 'step'; readonly process: number; readonly missing: boolean }
  | { readonly kind: 'external'; readonly table: number }
  | { readonly kind: 'stop'; readonly process: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 60,
    arbitrary: fc.record({
      kind: fc.constant('step' as const),
      process: fc.nat(3),
      missing: fc.nat(15).map((number) => number === 0),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('external' as const), table: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), process: fc.nat(3) }) },
);

/** Processes go on for several steps: orders in which all take turns seldom come far. */
const schedule = fc
  .array(fc.tuple(move, fc.integer({ min: 1, max: 12 })), { minLength: 10, maxLength: 60 })
  .map((moves) =>
    moves.flatMap(([each, times]) => (each.kind === 'step' ? (Array(times).fill(each) as Move[]) : [each])),
  );

const kinds = ['apply', 'apply', 'apply', 'recover'] as const;

describe('the implementation of the commit protocol', () => {
  test('is where the model is after each step of any schedule', { timeout: 0 }, async () => {
    let steps = 0;
    const outcomes = { committed: 0, aborted: 0, open: 0 };
    await fc.assert(
      fc.asyncProperty(schedule, async (moves) => {
        const state = await follow(memoryFiles(), '/lake', moves);
        steps += state.steps;
        for (const version of Object.keys(state.model.intents))
          outcomes[state.model.outcomes[Number(version)] ?? 'open']++;
      }),
      { numRuns: schedules },
    );
    console.log(`${schedules} schedules, ${steps} steps, versions: ${JSON.stringify(outcomes)}`);
    expect(Math.min(outcomes.committed, outcomes.aborted)).toBeGreaterThan(schedules / 10);
  });

  test('is so on a disk', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (moves) => {
        const folder = await temporaryFolder();
        try {
          await follow(localFiles(), folder, moves);
        } finally {
          await removeFolder(folder);
        }
      }),
      { numRuns: Math.ceil(schedules / 40) },
    );
  });
});

/** Runs a schedule on both, comparing what is shared and where each process is after each move; then everybody stops, and one process recovers. */
async function follow(
  files: Files,
  folder: string,
  moves: readonly Move[],
): Promise<{ model: ModelState; steps: number }> {
  const raw = await makeLake(files, folder);
  const model = modelState(kinds);
  const processes: ScheduledProcess[] = [];
  for (const kind of kinds) processes.push(await begin(files, folder, raw, kind));
  const stopped = new Set<number>();
  let steps = 0;
  const agree = async (what: string) => {
    const { logs, intents, outcomes } = model;
    expect(await sharedState(raw), what).toEqual({ logs, intents, outcomes });
    expect(damageNow(model), what).toEqual([]);
    for (const [index, process] of processes.entries())
      expectAt(model.processes[index]!, process, `${what}: process ${index}`);
  };
  await agree('at the beginning');
  for (const [index, each] of moves.entries()) {
    const what = `move ${index}, ${JSON.stringify(each)}`;
    if (each.kind === 'stop') stopped.add(each.process);
    if (each.kind === 'external') {
      model.logs[each.table]!.push({ x: 1 });
      await commitExternally(raw, each.table);
    }
    if (each.kind === 'step') {
      const process = model.processes[each.process]!;
      if (stopped.has(each.process) || process.place === 'end') continue;
      const missing = each.missing && process.place === 'forward-read';
      step(model, process, missing);
      await processes[each.process]!.step(missing ? /\/part-|\/_builds\// : null);
      steps++;
    }
    await agree(what);
  }
  const recoverer = modelProcess('recover');
  model.processes.push(recoverer);
  processes.push(await begin(files, folder, raw, 'recover'));
  for (let count = 0; recoverer.place !== 'end'; count++) {
    expect(count, 'steps of the recovery').toBeLessThan(100);
    step(model, recoverer);
    await processes.at(-1)!.step(null);
    await agree('recovery');
  }
  await expectRows(raw, model);
  return { model, steps };
}

function begin(
  files: Files,
  folder: string,
  raw: Parameters<typeof runApply>[1],
  kind: ModelProcess['kind'],
) {
  return scheduledProcess(files, folder, (scheduled) => {
    const lake = { ...raw, files: scheduled };
    return kind === 'apply' ? runApply(lake, raw) : runRecovery(lake);
  });
}

/** What the implementation is about to do where the model is at a place. */
function waitingAt(process: ModelProcess): Waiting {
  const log = (table: number) => `prod/silver/${'ab'[table]}/_delta_log`;
  const list = (path: string): Waiting => ({ operation: 'list', path });
  const put = (path: string): Waiting => ({ operation: 'put', path });
  switch (process.place) {
    case 'start':
    case 'base':
    case 'began':
    case 'decide':
    case 'decided':
      return list('_environments/prod');
    case 'verify':
      return list(log(process.bases.length));
    case 'forward-read':
    case 'undo-read':
    case 'settle-read':
      return list(log(process.table));
    case 'forward-put':
    case 'undo-put':
    case 'settle-put':
      // The table's first commit, its creation, is not in the model's log.
      return put(`${log(process.table)}/${String(process.length + 1).padStart(20, '0')}.json`);
    case 'intent':
      return put(`_environments/prod/${process.version + 1}.intent.json`);
    case 'commit':
    case 'abort':
      return put(`_environments/prod/${process.version}.json`);
    case 'end':
      return { operation: 'end', path: '' };
  }
}

function expectAt(model: ModelProcess, process: ScheduledProcess, what: string): void {
  expect(process.waiting(), what).toEqual(waitingAt(model));
  // An intent that was lost, and an environment that has moved, are told in the same words.
  if (model.place === 'end')
    expect(process.result(), what).toBe(model.result === 'lost' ? 'moved' : model.result);
}

/** Each table holds the file of the newest committed version and what others have appended since, nothing else. */
async function expectRows(
  raw: Parameters<typeof runApply>[1],
  { logs, outcomes }: ModelState,
): Promise<void> {
  for (const [index, name] of (['silver.a', 'silver.b'] as const).entries()) {
    const log = logs[index]!;
    const last = log.findLastIndex((entry) => entry.f !== undefined && outcomes[entry.f] === 'committed');
    const external = log.slice(last + 1).filter((entry) => entry.x === 1).length;
    const live = await liveFiles(raw, name);
    const ours = live.filter((path) => path.startsWith('part-'));
    expect([ours.length, live.length - ours.length], name).toEqual([last < 0 ? 0 : 1, external]);
  }
}
