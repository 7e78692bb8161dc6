import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readManifest, readRecords } from '../../../src/execute/index.ts';
import { lakeAt } from '../../faults/watch-lake.ts';
import { removeFolder } from '../../support/project.ts';
import { long, sampleOf } from '../../support/sample.ts';
import { type BareDuckdb, openBareDuckdb } from '../../support/tables.ts';
import type { Real } from './check.ts';
import { apply, everything } from './commands.ts';
import { newWorld, rowsOf, type World } from './model.ts';
import { makeFolder, readVersion } from './project.ts';

/** `npm run hunt:environments` looks for sequences that nobody has seen; the long run takes the same two again, chosen for what is in them, and a test run the first of these. */
const wanted = process.env.LODE_ENVIRONMENT_RUNS;
const runs = sampleOf(wanted, 1, 2);

describe('environments', () => {
  let duckdb: BareDuckdb;
  beforeAll(async () => {
    duckdb = await openBareDuckdb();
  });
  afterAll(() => duckdb.close());

  test('hold what a model in memory says, whatever is edited, applied, run, promoted, restated, taken back and disturbed', {
    timeout: 0,
  }, async () => {
    const counts = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.commands(everything, { maxCommands: 25, size: 'max' }), async (commands) => {
        const world = newWorld();
        const folder = await makeFolder(duckdb, world);
        try {
          const real: Real = { folder, lake: lakeAt(join(folder, 'lake')), duckdb, counts };
          await apply('prod').run(world, real);
          await fc.asyncModelRun(() => ({ model: world, real }), commands);
          await expectPast(world, real);
        } finally {
          await removeFolder(folder);
        }
      }),
      { numRuns: runs, ...(wanted === undefined ? { seed: 449 } : {}) },
    );
    console.log(`${runs} sequences: ${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}`);
    if (wanted !== undefined || !long) return;
    const kinds = [
      'run',
      'restate',
      'promote',
      'as-built',
      'repin',
      'rollback',
      'release',
      'late',
      'tomorrow',
    ];
    expect([...counts.keys()]).toEqual(expect.arrayContaining(kinds));
  });
});

/** Every version that was committed gives what it gave when it was. */
async function expectPast(world: World, { lake }: Real): Promise<void> {
  for (const [environment, { versions }] of world.environments) {
    for (const record of await readRecords(lake, environment)) {
      const tables = versions.get(record.version);
      if (record.status !== 'committed' || tables === undefined) continue;
      const found = await readVersion(lake, await readManifest(lake, record));
      expect(found, `${environment} at version ${record.version}`).toEqual(rowsOf(tables));
    }
  }
}
