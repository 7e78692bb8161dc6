import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import { commitInfo, commitVersion, latestVersion, readCommit } from '../../../src/delta/index.ts';
import { lakePath, readCommitted } from '../../../src/execute/index.ts';
import { always, type Command, expectHolds, make, type Real, settleOn } from './check.ts';
import { applied, rowsOf, type Sale, silverOf, type Tables, takenBack, type World } from './model.ts';
import { promote, promoteAsBuilt, release, repin, restate, run } from './nightly.ts';
import { command, writeProject, writeSource } from './project.ts';

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
      await settleOn(
        world,
        real,
        environment,
        { ...tables, factor: world.project.factor, silver: silverOf(world.project.factor, tables.bronze) },
        done,
      );
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
      const back = takenBack(tables, versions.get(to)!);
      await settleOn(world, real, environment, back, done);
      await expectHeld(real, environment, tables, back);
    },
  );
}

/** What was taken back is held, whatever else is. */
async function expectHeld({ lake }: Real, environment: string, before: Tables, after: Tables): Promise<void> {
  const { models } = (await readCommitted(lake, environment))!;
  const earlier = rowsOf(before);
  for (const [name, rows] of Object.entries(rowsOf(after)))
    if (name !== 'gold.shops' && JSON.stringify(rows) !== JSON.stringify(earlier[name]))
      expect(models.get(name)!.heldAt, `${environment}/${name}`).not.toBeNull();
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
  environment.map(run),
  environment.map(run),
  fc
    .tuple(environment, fc.constantFrom('days', 'recent'), fc.nat(9), fc.integer({ min: 1, max: 3 }))
    .map(([name, model, first, days]) => restate(name, model as 'days' | 'recent', first, days)),
  fc.constant(promote(apply)),
  fc.constant(promoteAsBuilt),
  fc.constant(repin),
  environment.map(release),
  fc.constant(cleanUp),
];
