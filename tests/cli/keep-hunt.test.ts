import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { sampleOf } from '../support/sample.ts';
import { firstSales, makeShop, type Sale, shopFiles, writeSales } from '../support/shop.ts';

/**
 * Random work over several environments, with cleaning up in between that keeps next to nothing: what is kept reads what it read when it was made, and the lake stays whole.
 * `LODE_KEEP_STEPS` and `LODE_KEEP_SEEDS` make it longer.
 */
const steps = sampleOf(process.env.LODE_KEEP_STEPS, 5, 8);
const seeds = Number(process.env.LODE_KEEP_SEEDS ?? 1);

const tables = ['bronze.sales', 'silver.sales', 'gold.daily'];
const environments = ['prod', 'dev', 'test'];

interface World {
  readonly folder: string;
  readonly random: (below: number) => number;
  /** What versions read when they were made, by environment and version. */
  readonly seen: Map<string, string>;
  readonly log: string[];
}

test.each(Array.from({ length: seeds }, (_, seed) => seed))(
  'whatever is kept reads what it read, in history %i',
  { timeout: 300_000 },
  async (seed) => {
    const folder = await makeShop({
      'project.yml': `${shopFiles['project.yml']}retention: ${seed % 2 === 0 ? 0 : 30} days\n`,
    });
    const world: World = { folder, random: randomFrom(seed + 1), seen: new Map(), log: [] };
    try {
      for (let step = 0; step < steps; step++) {
        await act(world);
        if (world.random(3) === 0) await run(world, ['gc', '--grace', '0s'], [0]);
        await compare(world);
      }
      await run(world, ['gc', '--grace', '0s'], [0]);
      await compare(world);
      await run(world, ['fsck', '--data'], [0]);
    } finally {
      await removeFolder(folder);
    }
  },
);

async function act(world: World): Promise<void> {
  const { folder, random } = world;
  const environment = environments[random(environments.length)]!;
  switch (random(8)) {
    case 0:
    case 1: {
      const factor = random(3) + 1;
      world.log.push(`factor ${factor}`);
      const sql = shopFiles['models/silver/sales.sql'].replace(
        'sales.amount,',
        `CAST(sales.amount * ${factor} AS DECIMAL(10,2)) AS amount,`,
      );
      await writeFile(join(folder, 'models/silver/sales.sql'), sql);
      return run(world, ['apply', environment, '--yes'], [0]);
    }
    case 2: {
      const sales: Sale[] = firstSales.map((sale) => ({ ...sale, amount: random(50) }));
      await writeSales(folder, sales.slice(random(3)));
      return run(world, ['apply', environment, '--yes'], [0]);
    }
    case 3:
    case 4:
      return run(world, ['apply', environment, '--yes'], [0]);
    case 5: {
      const versions = await versionsOf(world, environment);
      if (versions.length === 0) return;
      const to = versions[random(versions.length)]!;
      const options = random(2) === 0 ? ['--include-history'] : [];
      return run(world, ['rollback', environment, '--to', String(to), '--yes', ...options], [0, 1, 4]);
    }
    case 6:
      return run(world, ['env', 'drop', environment, '--yes'], [0, 1, 4]);
    default:
      return run(world, ['gc', '--grace', '0s', '--dry-run'], [0]);
  }
}

async function run(world: World, command: readonly string[], codes: readonly number[]): Promise<void> {
  const { code, stderr } = await lode(world.folder, command);
  world.log.push(`${command.join(' ')} → ${code}`);
  expect(codes, `${world.log.join('\n')}\n${stderr}`).toContain(code);
}

async function versionsOf({ folder }: World, environment: string): Promise<number[]> {
  const { code, stdout } = await lode(folder, ['history', '--json', '--env', environment, '--limit', '99']);
  if (code !== 0) return [];
  const { versions } = JSON.parse(stdout) as { versions: { version: number; status: string }[] };
  return versions.filter(({ status }) => status === 'committed').map(({ version }) => version);
}

async function compare(world: World): Promise<void> {
  for (const environment of environments) {
    for (const version of await versionsOf(world, environment)) {
      const key = `${environment} ${version}`;
      const rows = await rowsOf(world, environment, version);
      const before = world.seen.get(key);
      if (before === undefined) world.seen.set(key, rows);
      else expect(rows, `${key}\n${world.log.join('\n')}`).toBe(before);
    }
  }
}

async function rowsOf({ folder }: World, environment: string, version: number): Promise<string> {
  const all: unknown[] = [];
  for (const table of tables) {
    const rows = await queryRows(
      folder,
      `SELECT count(*) AS n, CAST(sum(hash(t)) AS VARCHAR) AS h FROM ${table} AS t`,
      '--env',
      environment,
      '--as-of',
      String(version),
    ).catch((error: unknown) => {
      // The first version of an environment may hold bronze alone.
      if (/There is no relation/.test(String(error))) return ['none'];
      throw error;
    });
    all.push(rows);
  }
  return JSON.stringify(all);
}

function randomFrom(seed: number): (below: number) => number {
  let state = seed * 2654435761;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return state % below;
  };
}
