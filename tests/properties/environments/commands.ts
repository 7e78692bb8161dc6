import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import { commitInfo, commitVersion, latestVersion, readCommit } from '../../../src/delta/index.ts';
import { type Lake, lakePath, readCommitted } from '../../../src/execute/index.ts';
import { openPathReader, readLog } from '../../faults/path-reader.ts';
import type { CliResult } from '../../support/cli.ts';
import type { BareDuckdb } from '../../support/tables.ts';
import {
  applied,
  type EnvironmentState,
  rowsOf,
  type Sale,
  silverOf,
  type Tables,
  type World,
} from './model.ts';
import { command, readVersion, writeProject, writeSource } from './project.ts';

/** The lake under test. */
export interface Real {
  readonly folder: string;
  readonly lake: Lake;
  readonly duckdb: BareDuckdb;
  /** How often each command was run, for the tests' own account. */
  readonly counts: Map<string, number>;
}

type Command = fc.AsyncCommand<World, Real>;

function make(
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

const always = () => true;

function edit(name: string, change: (world: World) => void): Command {
  return make(name, always, async (world, { folder }) => {
    change(world);
    await writeProject(folder, world.project);
  });
}

function source(name: string, change: (world: World) => readonly Sale[]): Command {
  return make(name, always, async (world, { folder, duckdb }) => {
    world.sales = change(world);
    await writeSource(folder, duckdb, world.sales);
  });
}

const newSale = (world: World, shop: string, amount: number, day: number): Sale => ({
  id: world.nextId++,
  shop,
  amount,
  day,
});

/** Applies everything; refused where somebody else has committed to a table that it would write. */
export function apply(environment: string): Command {
  return make(`apply ${environment}`, always, async (world, real) => {
    const done = await command(real.folder, world, 'apply', environment, '--yes');
    const standing = world.environments.get(environment);
    if (done.code === 4 && world.disturbed.has(environment)) {
      expect(done.stderr).toContain('[table-moved]');
      await expectHolds(world, real, environment);
      return;
    }
    expect(done.code, done.stderr).toBe(0);
    const before = standing?.tables ?? world.environments.get('prod')?.tables ?? null;
    await settleOn(world, real, environment, applied(world, before), done);
  });
}

/** Overwrites what somebody else has committed. */
function overwrite(environment: string): Command {
  return make(
    `overwrite ${environment}`,
    (world) => world.disturbed.has(environment),
    async (world, real) => {
      const { tables } = world.environments.get(environment)!;
      const model = `gold.${world.project.summary}`;
      const done = await command(
        real.folder,
        world,
        'apply',
        environment,
        '--yes',
        '--discard-external',
        model,
      );
      expect(done.code, done.stderr).toBe(0);
      world.disturbed.delete(environment);
      await settleOn(world, real, environment, applied(world, tables), done);
    },
  );
}

/** Only the middle model: what it reads is not read again, and what reads it stays, but for views. */
function applySelected(environment: string): Command {
  return make(
    `select ${environment}`,
    (world) => world.environments.has(environment),
    async (world, real) => {
      const { tables } = world.environments.get(environment)!;
      const done = await command(
        real.folder,
        world,
        'apply',
        environment,
        '--yes',
        '--select',
        'silver.sales',
      );
      expect(done.code, done.stderr).toBe(0);
      await settleOn(world, real, environment, { ...tables, silver: silverOf(world, tables.bronze) }, done);
    },
  );
}

/** Bronze stays, since a source does not give yesterday's rows again. */
function rollback(environment: string, choice: number): Command {
  return make(
    `rollback ${environment} ${choice}`,
    (world) =>
      (world.environments.get(environment)?.versions.size ?? 0) > 1 && !world.disturbed.has(environment),
    async (world, real) => {
      const { tables, versions } = world.environments.get(environment)!;
      const numbers = [...versions.keys()].sort((a, b) => a - b);
      const to = numbers[choice % (numbers.length - 1)]!;
      const done = await command(real.folder, world, 'rollback', environment, '--to', String(to), '--yes');
      if (done.code === 1) {
        expect(done.stderr).toContain('[rollback-nothing]');
        return;
      }
      expect(done.code, done.stderr).toBe(0);
      await settleOn(world, real, environment, { ...versions.get(to)!, bronze: tables.bronze }, done);
    },
  );
}

/** Somebody else commits the table's first file once more. */
function disturb(environment: string): Command {
  return make(
    `disturb ${environment}`,
    (world) => world.environments.has(environment) && !world.disturbed.has(environment),
    async (world, { lake }) => {
      const manifest = (await readCommitted(lake, environment))!;
      const { summary } = world.environments.get(environment)!.tables;
      const { table } = manifest.models.get(`gold.${summary.name}`)!;
      const folder = lakePath(lake, table!.path);
      const head = await latestVersion(lake.files, folder);
      const [add] = (await readCommit(lake.files, folder, table!.version))!.filter(
        (action) => action.kind === 'add',
      );
      if (!table!.path.startsWith(`${environment}/`) || add === undefined) return;
      const path = `theirs-${randomUUID()}.parquet`;
      await lake.files.link(`${folder}/${add.path}`, `${folder}/${path}`);
      const info = commitInfo({
        operation: 'WRITE',
        txnId: randomUUID(),
        timestamp: Date.now(),
        engineVersion: '0',
      });
      expect(await commitVersion(lake.files, folder, head + 1, [info, { ...add, path }])).toBe(true);
      world.disturbed.add(environment);
    },
  );
}

const cleanUp = make('gc', always, async (world, real) => {
  const done = await command(real.folder, world, 'gc');
  expect(done.code, done.stderr).toBe(0);
  for (const environment of world.environments.keys()) await expectHolds(world, real, environment);
});

/** The environment holds `tables` now; all others what they held; and every version of it what it held then. */
async function settleOn(
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
  expect(await readVersion(real.lake, manifest), done.stderr).toEqual(rowsOf(tables));
  for (const each of world.environments.keys()) await expectHolds(world, real, each);
}

/** Readers through Lode, and those of the paths of tables where nobody else has committed, get what the model says. */
async function expectHolds(world: World, { lake }: Real, environment: string): Promise<void> {
  const expected = rowsOf(world.environments.get(environment)!.tables);
  const manifest = (await readCommitted(lake, environment))!;
  expect(await readVersion(lake, manifest), environment).toEqual(expected);
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

const environment = fc.constantFrom('prod', 'prod', 'dev');
const shop = fc.constantFrom('a', 'b', 'c');
const amount = fc.integer({ min: 0, max: 50 });

/** All that people and machines do, over two environments. */
export const everything: fc.Arbitrary<Command>[] = [
  fc.integer({ min: 1, max: 3 }).map((factor) =>
    edit(`edit factor ${factor}`, ({ project }) => {
      project.factor = factor;
    }),
  ),
  fc.constant(
    edit('edit partitions', ({ project }) => {
      project.partitioned = !project.partitioned;
    }),
  ),
  fc.constant(
    edit('rename', ({ project }) => {
      project.summary = project.summary === 'daily' ? 'by_day' : 'daily';
      project.renamed = true;
    }),
  ),
  fc
    .tuple(shop, amount)
    .map(([name, much]) =>
      source(`sell ${name} ${much}`, (world) => [...world.sales, newSale(world, name, much, world.today)]),
    ),
  fc
    .tuple(shop, amount, fc.nat(3))
    .map(([name, much, back]) =>
      source(`late ${name} ${much} ${back}`, (world) => [
        ...world.sales,
        newSale(world, name, much, Math.max(0, world.today - back)),
      ]),
    ),
  fc
    .nat(20)
    .map((at) =>
      source(`leave ${at}`, ({ sales }) =>
        sales.length < 2 ? sales : sales.filter((_, index) => index !== at % sales.length),
      ),
    ),
  fc.constant(
    make('tomorrow', always, async (world) => {
      world.today++;
    }),
  ),
  environment.map(apply),
  environment.map(apply),
  environment.map(apply),
  environment.map(applySelected),
  fc.tuple(environment, fc.nat(20)).map(([name, choice]) => rollback(name, choice)),
  environment.map(disturb),
  environment.map(overwrite),
  fc.constant(cleanUp),
];
