import type fc from 'fast-check';
import { expect } from 'vitest';
import { type Lake, lakePath, readCommitted } from '../../../src/execute/index.ts';
import { openPathReader, readLog } from '../../faults/path-reader.ts';
import type { CliResult } from '../../support/cli.ts';
import type { BareDuckdb } from '../../support/tables.ts';
import { type EnvironmentState, rowsOf, type Tables, type World } from './model.ts';
import { readVersion } from './project.ts';

/** The lake under test. */
export interface Real {
  readonly folder: string;
  readonly lake: Lake;
  readonly duckdb: BareDuckdb;
  /** How often each command was run, for the tests' own account. */
  readonly counts: Map<string, number>;
}

export type Command = fc.AsyncCommand<World, Real>;

export function make(
  name: string,
  check: (world: World) => boolean,
  work: (world: World, real: Real) => Promise<void>,
): Command {
  const kind = name.split(' ')[0]!;
  return {
    check,
    toString: () => name,
    run: async (world, real) => {
      await work(world, real);
      real.counts.set(kind, (real.counts.get(kind) ?? 0) + 1);
    },
  };
}

export const always = () => true;

/** The environment holds `tables` now; all others what they held; and every version of it what it held then. */
export async function settleOn(
  world: World,
  real: Real,
  environment: string,
  tables: Tables,
  done: CliResult,
): Promise<void> {
  const manifest = (await readCommitted(real.lake, environment))!;
  const { version } = manifest.record;
  const standing = world.environments.get(environment);
  const versions = standing?.versions ?? new Map<number, Tables>();
  // Rows of the source are committed first, in a version of their own, of which the model knows no more than that.
  if (!versions.has(version)) versions.set(version, tables);
  const state: EnvironmentState = { tables, versions };
  world.environments.set(environment, state);
  for (const each of world.environments.keys())
    await expectHolds(world, real, each, each === environment ? done.stderr : each);
}

/** Readers through Lode, and those of the paths of tables where nobody else has committed, get what the model says. */
export async function expectHolds(
  world: World,
  { lake }: Real,
  environment: string,
  note: string = environment,
): Promise<void> {
  const expected = rowsOf(world.environments.get(environment)!.tables);
  const manifest = (await readCommitted(lake, environment))!;
  expect(await readVersion(lake, manifest), note).toEqual(expected);
  const reader = await openPathReader();
  try {
    for (const { name, table } of manifest.models.values()) {
      if (table === null || !table.path.startsWith(`${environment}/`)) continue;
      const folder = lakePath(lake, table.path);
      const moved = world.disturbed.has(environment) && name.startsWith('gold.');
      const logged = readLog(folder, moved ? table.version : undefined);
      const rows = (await reader.rows(folder, logged!)).split('\n').filter((row) => row !== '');
      expect(rows, `${environment}/${name}`).toEqual(expected[name]);
    }
  } finally {
    reader.close();
  }
}
