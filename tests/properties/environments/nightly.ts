import { expect } from 'vitest';
import { readCommitted } from '../../../src/execute/index.ts';
import { type Command, expectHolds, make, type Real, settleOn } from './check.ts';
import {
  applied,
  appliedOver,
  dateOf,
  overBase,
  refreshed,
  rowsOf,
  silverOf,
  summaryRows,
  type Tables,
  type World,
} from './model.ts';
import { command, readVersion } from './project.ts';

/** What a run may refresh: what the environment holds itself, but for what a rollback took back. Which tables those are is structure, and read; what they hold is not. */
async function dueIn({ lake }: Real, environment: string): Promise<ReadonlySet<string>> {
  const { own, models } = (await readCommitted(lake, environment))!;
  return new Set([...own].filter((name) => models.get(name)!.heldAt === null));
}

const stands = (environment: string) => (world: World) => world.environments.has(environment);

async function refresh(world: World, real: Real, environment: string): Promise<void> {
  const due = await dueIn(real, environment);
  const before = world.environments.get(environment)!.tables;
  const done = await command(real.folder, world, 'run', environment);
  if (done.code === 4 && world.disturbed.has(environment)) {
    expect(done.stderr).toContain('[table-moved]');
    await expectHolds(world, real, environment);
    return;
  }
  expect(done.code, done.stderr).toBe(0);
  await settleOn(world, real, environment, refreshed(world, before, due), done);
}

/** The nightly run, by the definitions that stand. */
export function run(environment: string): Command {
  return make(`run ${environment}`, stands(environment), (world, real) => refresh(world, real, environment));
}

/** Applies everything, and has days of a model computed again that were computed before. */
export function restate(environment: string, model: 'days' | 'recent', first: number, days: number): Command {
  return make(
    `restate ${environment} ${model} ${first} ${days}`,
    (world) => stands(environment)(world) && !world.disturbed.has(environment),
    async (world, real) => {
      const start = first % world.today;
      const end = Math.min(world.today, start + days);
      const range = ['--start', dateOf(start), '--end', dateOf(end)];
      const asked = ['--restate', `silver.${model}`, ...range];
      const done = await command(real.folder, world, 'apply', environment, '--yes', ...asked);
      expect(done.code, done.stderr).toBe(0);
      const { tables } = world.environments.get(environment)!;
      const again = applied(world, tables, { model, start, end });
      await settleOn(world, real, environment, again, done);
    },
  );
}

/** What is merged: built in one environment, then applied to the other. */
export function promote(apply: (environment: string) => Command): Command {
  return make(
    'promote',
    () => true,
    async (world, real) => {
      await apply('dev').run(world, real);
      await apply('prod').run(world, real);
    },
  );
}

/** Takes over what the other environment has built, from whatever rows; the next run brings it up to date. */
export const promoteAsBuilt = make(
  'as-built',
  (world) => stands('dev')(world) && !world.disturbed.has('prod') && !world.disturbed.has('dev'),
  async (world, real) => {
    const { tables: before } = world.environments.get('prod')!;
    const { tables: theirs } = world.environments.get('dev')!;
    const done = await command(real.folder, world, 'apply', 'prod', '--yes', '--as-built');
    expect(done.code, done.stderr).toBe(0);
    const found = await readVersion(real.lake, (await readCommitted(real.lake, 'prod'))!);
    await settleOn(world, real, 'prod', asBuilt(world, before, theirs, found), done);
    await refresh(world, real, 'prod');
  },
);

/** Which of the tables that are made whole were taken over hangs on what is there already; each is either made of what it reads, or theirs. */
function asBuilt(
  world: World,
  before: Tables,
  theirs: Tables,
  found: Readonly<Record<string, readonly string[]>>,
): Tables {
  const is = (name: string, tables: Tables) =>
    JSON.stringify(found[name]) === JSON.stringify(rowsOf(tables)[name]);
  const { factor, summary } = world.project;
  const bronze = is('bronze.sales', theirs) ? theirs.bronze : world.sales;
  const fresh = appliedOver(world, before, bronze, null);
  const taken = theirs.factor === factor && is('silver.sales', theirs);
  const silver = taken ? theirs.silver : silverOf(factor, bronze);
  const summed = theirs.summary.name === summary && is(`gold.${summary}`, theirs);
  const rows = summed ? theirs.summary.rows : summaryRows(silver);
  return { ...fresh, silver, summary: { name: summary, rows } };
}

/** The other environment follows its base. */
export const repin = make(
  'repin',
  (world) => stands('dev')(world) && !world.disturbed.has('dev'),
  async (world, real) => {
    const { own, record } = (await readCommitted(real.lake, 'dev'))!;
    const newest = (await readCommitted(real.lake, 'prod'))!.record.version;
    const { tables } = world.environments.get('dev')!;
    const base = world.environments.get('prod')!.tables;
    // A table of its own under the name that the base has given up is dropped on its user's word alone.
    const former = world.project.summary === 'daily' ? 'gold.by_day' : 'gold.daily';
    const words = own.has(former) ? ['--allow-destructive', former] : [];
    const done = await command(real.folder, world, 'apply', 'dev', '--yes', '--repin', ...words);
    expect(done.code, done.stderr).toBe(0);
    const start = record.base!.version === newest ? tables : overBase(own, tables, base);
    await settleOn(world, real, 'dev', applied(world, start), done);
  },
);

/** Changes no rows; runs refresh again what was held. */
export function release(environment: string): Command {
  return make(`release ${environment}`, stands(environment), async (world, real) => {
    const held = async () =>
      [...(await readCommitted(real.lake, environment))!.models.values()].some(
        (model) => model.heldAt !== null,
      );
    const any = await held();
    const { tables } = world.environments.get(environment)!;
    const done = await command(real.folder, world, 'release', environment);
    if (!any) {
      expect(done.code).toBe(1);
      expect(done.stderr).toContain('[nothing-held]');
      return;
    }
    expect(done.code, done.stderr).toBe(0);
    expect(await held()).toBe(false);
    await settleOn(world, real, environment, tables, done);
  });
}
