import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { lode } from '../support/cli.ts';
import type { DeltaRs } from '../support/delta-rs.ts';
import { applyShop } from '../support/shop.ts';
import { tablesOf } from '../support/tables.ts';
import { inCopy, type Scenario } from './scenarios.ts';

const worker = fileURLToPath(new URL('worker.mjs', import.meta.url));
export const models = ['bronze.sales', 'gold.daily', 'seeds.shops', 'silver.sales'] as const;

/** A place at which the process can die. */
export interface Point {
  readonly number: number;
  readonly operation: string;
  readonly path: string;
  /** It is part of staging or of the commit protocol. */
  readonly commit: boolean;
}

/** Rows of tables as sorted texts, by model; a model without a table is missing. */
export type Rows = Readonly<Record<string, readonly string[]>>;

export interface Undisturbed {
  readonly points: readonly Point[];
  readonly before: Rows;
  readonly after: Rows;
}

/** Runs the apply without harm in a copy, and notes its operations and what the tables hold before and after. */
export async function runUndisturbed(folder: string, deltaRs: DeltaRs): Promise<Undisturbed> {
  const before = await readTables(folder, deltaRs);
  return inCopy(folder, async (copy) => {
    const { code, stderr } = await runWorker(0, copy);
    if (code !== 0) throw new Error(`the apply exited with ${code}:\n${stderr}`);
    const points: Point[] = [];
    for (const [, number, operation, path] of stderr.matchAll(/^operation (\d+) (\S+) (.*)$/gm)) {
      const below = path!.replace(copy, '');
      const commit = /^\/lake\/(prod|_environments)\//.test(below);
      points.push({ number: Number(number), operation: operation!, path: below, commit });
    }
    return { points, before, after: await readTables(copy, deltaRs) };
  });
}

/**
 * The points whose state on disk differs from the one before: dying right after an fsync is dying right before it, as the memory of the
 * system, unlike that of the process, survives a kill.
 */
export function distinctPoints(points: readonly Point[]): Point[] {
  return points.filter((_, index) => !points[index - 1]?.operation.endsWith('sync'));
}

/** Kills an apply at a point, in a copy, and checks what a crash must not break. Says what is wrong by an assertion. */
export function killAt(
  scenario: Scenario,
  folder: string,
  point: Point,
  { before, after }: Undisturbed,
  deltaRs: DeltaRs,
): Promise<void> {
  const where = `${scenario.name}, killed at operation ${point.number} (${point.operation} ${point.path})`;
  return inCopy(folder, async (copy) => {
    const { code, stderr } = await runWorker(point.number, copy);
    // Work runs in parallel, so that the count of operations is not the same in every run: one may have got through.
    expect([null, 0], `${where}: ${stderr}`).toContain(code);
    const found = await readTables(copy, deltaRs);
    for (const model of models) {
      const rows = found[model];
      if (rows === undefined)
        expect(before[model], `${where}: the table of ${model} is gone`).toBeUndefined();
      else expect([before[model], after[model]], `${where}: rows of ${model}`).toContainEqual(rows);
    }
    await expectWholeVersion(scenario, copy, before, after, where);
    const recovered = await applyShop(copy);
    expect(recovered.code, `${where}: ${recovered.stderr}`).toBe(0);
    expect(await readTables(copy, deltaRs), `${where}: rows after the next apply`).toEqual(after);
    const next = await lode(copy, ['plan', '--detailed-exitcode']);
    expect(next.code, `${where}: something is left to do: ${next.stdout}`).toBe(0);
  });
}

/** Through Lode a reader sees the environment as it was, as it will be, or with the version in between that bronze has of its own. */
async function expectWholeVersion(
  scenario: Scenario,
  folder: string,
  before: Rows,
  after: Rows,
  where: string,
): Promise<void> {
  const between = Object.fromEntries(
    models.flatMap((model) => {
      const rows = scenario.between.includes(model) ? after[model] : before[model];
      return rows === undefined ? [] : [[model, rows]];
    }),
  );
  const visible: Record<string, readonly string[]> = {};
  for (const model of models) {
    const { code, stdout } = await lode(folder, ['query', `FROM ${model}`, '--format', 'json']);
    if (code !== 0) continue;
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    visible[model] = rows.map((row) => JSON.stringify(Object.values(row).map(String))).sort();
  }
  expect([before, between, after], `${where}: what readers see`).toContainEqual(visible);
}

/** Every table that exists, read by delta-rs. A folder without a commit is no table. */
async function readTables(folder: string, deltaRs: DeltaRs): Promise<Rows> {
  const rows: Record<string, readonly string[]> = {};
  for (const [model, table] of await tablesOf(join(folder, 'lake'))) {
    const log = join(table, '_delta_log');
    if (!existsSync(log) || !(await readdir(log)).some((name) => /^\d+\.json$/.test(name))) continue;
    rows[model] = [...(await deltaRs.rows(table)).rows].sort();
  }
  return rows;
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
