import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { inCopy } from '../crash/scenarios.ts';
import { lode } from '../support/cli.ts';
import { recover, type Undisturbed } from './disturb.ts';
import type { PathReader } from './path-reader.ts';
import { apply, clockAt, type Others, type Scenario } from './scenarios.ts';
import { lakeAt, lookAtAll, nothingSeen } from './watch-lake.ts';

const worker = fileURLToPath(new URL('../crash/worker.mjs', import.meta.url));

/** An operation of the operating system that changes a file, or a statement that does. */
export interface SystemPoint {
  readonly number: number;
  readonly operation: string;
  readonly path: string;
}

/** Runs the command in a process of its own, in a copy, and tells what it did. */
export function systemPoints(scenario: Scenario, folder: string): Promise<SystemPoint[]> {
  return inCopy(folder, async (copy) => {
    const { code, stderr } = await ended(start(0, copy, scenario));
    expect(code, stderr).toBe(scenario.code);
    return [...stderr.matchAll(/^operation (\d+) (\S+) (.*)$/gm)].map(([, number, operation, path]) => ({
      number: Number(number),
      operation: operation!,
      path: path!.replace(copy, ''),
    }));
  });
}

/** Kills the process (-9) right before an operation, in a copy, and checks what must hold after it. */
export function kill(
  scenario: Scenario,
  folder: string,
  point: SystemPoint,
  undisturbed: Undisturbed,
  reader: PathReader,
): Promise<void> {
  const where = `${scenario.name}, killed before operation ${point.number} (${point.operation} ${point.path})`;
  return inCopy(folder, async (copy) => {
    const seen = nothingSeen();
    try {
      const { code, signal, stderr } = await ended(start(point.number, copy, scenario));
      // Work of the engine runs beside ours, so that the count is not the same in every run: one may have got through.
      if (signal === null) expect(code, `${where}: ${stderr}`).toBe(scenario.code);
      else expect(signal).toBe('SIGKILL');
      await recover(scenario, copy, undisturbed, reader, seen, where, code);
    } catch (error) {
      throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
    }
  });
}

/** Stops the process right before an operation, lets others apply, and continues it. */
export function freezeProcess(
  scenario: Scenario,
  folder: string,
  point: SystemPoint,
  others: Others,
  undisturbed: Undisturbed,
  reader: PathReader,
): Promise<void> {
  const where = `${scenario.name}, stopped before operation ${point.number} (${point.operation} ${point.path})`;
  return inCopy(folder, async (copy) => {
    const seen = nothingSeen();
    try {
      const child = start(point.number, copy, scenario, 'stop');
      const end = ended(child);
      const stopped = await Promise.race([stopOf(child), end.then(() => false)]);
      if (stopped) {
        await others.change(copy);
        const between = await lode(copy, others.command, clockAt(others.now));
        await lookAtAll(lakeAt(join(copy, 'lake')), reader, seen);
        child.kill('SIGCONT');
        expect([0, scenario.code], `${where}: the others: ${between.stderr}`).toContain(between.code);
      } else await others.change(copy);
      const { code, stderr } = await end;
      if (!stderr.includes('[source-changed]'))
        expect([scenario.code, ...scenario.again, 4], `${where}: ${stderr}`).toContain(code);
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

function start(
  at: number,
  folder: string,
  { command }: Scenario,
  how: 'kill' | 'stop' = 'kill',
): ChildProcess {
  return spawn(process.execPath, [worker, String(at), folder, ...command, '--quiet'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A process that stands still keeps its lease as long as others see it; without one they need not wait for its end.
    env: { ...process.env, LODE_WORKER: how, ...(how === 'stop' ? { LODE_LEASE_SECONDS: '0' } : {}) },
  });
}

function stopOf(child: ChildProcess): Promise<true> {
  return new Promise((resolve) => {
    child.stderr!.on('data', (text: Buffer) => {
      if (/^stopped$/m.test(text.toString())) resolve(true);
    });
  });
}

function ended(
  child: ChildProcess,
): Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    let stderr = '';
    child.stderr!.on('data', (text: Buffer) => {
      stderr += text.toString();
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stderr }));
  });
}
