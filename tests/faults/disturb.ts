import { join } from 'node:path';
import { expect } from 'vitest';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { localFiles } from '../../src/files/index.ts';
import { inCopy } from '../crash/scenarios.ts';
import { type CliResult, lode } from '../support/cli.ts';
import { anotherProcess } from './another-process.ts';
import { type Fault, faultyPorts, type Point } from './fault.ts';
import type { PathReader } from './path-reader.ts';
import { apply, clockAt, type Others, type Scenario } from './scenarios.ts';
import { expectNothingGone, lakeAt, look, lookAtAll, nothingSeen, type Seen } from './watch-lake.ts';

/** What a scenario does where nothing goes wrong. */
export interface Undisturbed {
  readonly points: readonly Point[];
  /** All that readers may see on the way. */
  readonly allowed: Seen;
  /** What they see at the end: one, or with others in between one for either order. */
  readonly ends: readonly Seen[];
}

const real = { files: localFiles(), engine: duckdbEngine() };

/** Runs a command in which one thing goes wrong, and looks as readers do after each operation. */
async function run(
  folder: string,
  { command, now }: Pick<Scenario, 'command' | 'now'>,
  reader: PathReader,
  seen: Seen,
  fault: Fault = { kind: 'none' },
): Promise<CliResult & { points: readonly Point[] }> {
  const path = join(folder, 'lake');
  const lake = lakeAt(path);
  const problems: unknown[] = [];
  const ports = faultyPorts(real, path, fault, async (changed) => {
    try {
      await look(lake, reader, seen, changed);
    } catch (error) {
      problems.push(error);
    }
  });
  const result = await lode(folder, command, {
    ...ports,
    ...clockAt(now),
    ...(fault.kind === 'none' ? {} : anotherProcess()),
  });
  if (problems.length > 0) throw problems[0];
  return { ...result, points: ports.points };
}

/** Runs the command alone, in a copy; and, where others come in between, before and after them, since either order may be the one. */
export function runUndisturbed(
  scenario: Scenario,
  folder: string,
  reader: PathReader,
  others: Others | null = null,
): Promise<Undisturbed> {
  const allowed = nothingSeen();
  return inCopy(folder, async (copy) => {
    const lake = lakeAt(join(copy, 'lake'));
    await lookAtAll(lake, reader, allowed);
    const { code, stderr, points } = await run(copy, scenario, reader, allowed);
    expect(code, `${scenario.name}: ${stderr}`).toBe(scenario.code);
    if (others !== null) {
      await others.change(copy);
      await run(copy, { now: scenario.now, ...others }, reader, allowed);
    }
    const ends = [nothingSeen()];
    await lookAtAll(lake, reader, ends[0]!);
    await lookAtAll(lake, reader, allowed);
    await expectNothingGone(lake);
    if (others !== null) {
      await inCopy(folder, async (second) => {
        await others.change(second);
        await run(second, { now: scenario.now, ...others }, reader, allowed);
        await run(second, scenario, reader, allowed);
        await run(second, { ...scenario, command: apply }, reader, allowed);
        ends.push(nothingSeen());
        await lookAtAll(lakeAt(join(second, 'lake')), reader, ends[1]!);
      });
    }
    return { points, allowed, ends };
  });
}

/** Lets one thing go wrong, in a copy, and checks all that must hold whatever happened. Says what is wrong by an assertion. */
export function disturb(
  scenario: Scenario,
  folder: string,
  point: Point,
  fault: Fault,
  undisturbed: Undisturbed,
  reader: PathReader,
): Promise<void> {
  const where = `${scenario.name}, ${fault.kind}${'code' in fault ? ` (${fault.code})` : ''} at operation ${point.number} (${point.operation} ${point.path})`;
  return inCopy(folder, async (copy) => {
    const lake = lakeAt(join(copy, 'lake'));
    const seen = nothingSeen();
    try {
      await lookAtAll(lake, reader, seen);
      const { code, stderr, points } = await run(copy, scenario, reader, seen, fault);
      expect(points.length, `${where}: operations`).toBeGreaterThanOrEqual(point.number);
      if (!(fault.kind === 'repeated' || fault.kind === 'none'))
        expect(stderr, where).not.toContain('[internal-error]');
      expect([0, 1, 3, 4], `${where}: ${stderr}`).toContain(code);
      await recover(scenario, copy, undisturbed, reader, seen, where, code);
    } catch (error) {
      throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
    }
  });
}

/** Freezes the command until others have come and gone, and checks the same. */
export function freeze(
  scenario: Scenario,
  folder: string,
  point: Point,
  others: Others,
  undisturbed: Undisturbed,
  reader: PathReader,
): Promise<void> {
  const where = `${scenario.name}, frozen while ${others.name}, at operation ${point.number} (${point.operation} ${point.path})`;
  return inCopy(folder, async (copy) => {
    const lake = lakeAt(join(copy, 'lake'));
    const seen = nothingSeen();
    try {
      await lookAtAll(lake, reader, seen);
      let frozen = false;
      const meanwhile = async () => {
        frozen = true;
        await others.change(copy);
        const { code, stderr } = await run(copy, { now: scenario.now, ...others }, reader, seen);
        expect([0, scenario.code], `the others: ${stderr}`).toContain(code);
      };
      const { code, stderr } = await run(copy, scenario, reader, seen, {
        kind: 'freeze',
        at: point.number,
        meanwhile,
      });
      expect(stderr, where).not.toContain('[internal-error]');
      expect(frozen, `${where}: it came that far`).toBe(true);
      // Rows of a source that changed under a reader are refused, and files that were cleaned away while it slept are missed.
      if (!/\[(source-changed|file-missing|run-failed|build-gone)\]/.test(stderr))
        expect([0, scenario.code, ...scenario.again, 4], `${where}: ${stderr}`).toContain(code);
      await recover(
        { ...scenario, command: apply, again: [0, 3] },
        copy,
        undisturbed,
        reader,
        seen,
        where,
        null,
      );
    } catch (error) {
      throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
    }
  });
}

/** Looks, runs the command again, and holds what stands then, and all that was seen, against the undisturbed run. `code` is that of the disturbed command; null where it says nothing. */
export async function recover(
  scenario: Scenario,
  folder: string,
  { allowed, ends }: Undisturbed,
  reader: PathReader,
  seen: Seen,
  where: string,
  code: number | null,
): Promise<void> {
  const lake = lakeAt(join(folder, 'lake'));
  await lookAtAll(lake, reader, seen);
  if (code === scenario.code) {
    const now = nothingSeen();
    await lookAtAll(lake, reader, now);
    expectOneOf(now, ends, `${where}: it said that it was done`);
  }
  const again = await run(folder, scenario, reader, seen);
  expect(scenario.again, `${where}: the next command: ${again.stderr}`).toContain(again.code);
  const after = nothingSeen();
  await lookAtAll(lake, reader, after);
  expectOneOf(after, ends, `${where}: after recovery`);
  for (const kind of ['tables', 'environments'] as const)
    for (const [name, texts] of seen[kind])
      for (const text of texts)
        expect(
          [...(allowed[kind].get(name) ?? []), 'no version', ''],
          `${where}: what a reader of ${name} saw`,
        ).toContain(text);
  await expectNothingGone(lake);
}

/** As an object, whose differences can be printed. */
function plain({ tables, environments }: Seen): Record<string, readonly string[]> {
  return Object.fromEntries(
    [...tables, ...environments]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, texts]) => [name, [...texts]]),
  );
}

function expectOneOf(found: Seen, ends: readonly Seen[], what: string): void {
  const [first, ...others] = ends.map(plain);
  const text = JSON.stringify(plain(found));
  if (others.some((end) => JSON.stringify(end) === text)) return;
  expect(plain(found), what).toEqual(first);
}
