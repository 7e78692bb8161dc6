// Loads of a Firebird table in which nothing has changed: all rows compared by key and hash, and rows found by their record versions, against the bare driver reading all.
// Needs a server: scripts/firebird.sh up.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeDatabase, makeProject, readBare, run } from './firebird.mjs';
import { inTurn, medians, ratio } from './measure.mjs';

const model = (by) =>
  `/* ---\nkind: incremental_by_unique_key\nunique_key: ID\nload: {by: ${by}}\n--- */\nSELECT * FROM erp.BILLING\n`;

export async function benchLoads({ folder, rows, rounds }) {
  const work = mkdtempSync(join(folder, 'loads-'));
  const database = join(work, 'billing.fdb');
  const snapshot = join(work, 'snapshot');
  const versions = join(work, 'versions');
  let most = 0;
  try {
    makeDatabase(database, rows);
    for (const [project, by] of [
      [snapshot, 'snapshot'],
      [versions, 'record_version'],
    ]) {
      await makeProject(project, database, 'BILLING', model(by));
      await run(project, ['apply', '--yes']);
    }
    const seconds = await inTurn(rounds, {
      driver: () => readBare(database, rows),
      snapshot: async () => {
        most = Math.max(most, await run(snapshot, ['apply', '--yes']));
      },
      versions: () => run(versions, ['apply', '--yes']),
    });
    return {
      title: `A Firebird table of ${rows.toLocaleString('en-US')} rows and 10 columns in which nothing changed, loaded again; ${most} MB at most`,
      seconds: medians(seconds),
      ratios: {
        'snapshot, time of the driver’s': ratio(seconds, 'snapshot', 'driver'),
        'record versions, time of the driver’s': ratio(seconds, 'versions', 'driver'),
        'memory, of 400 MB': most / 400,
      },
      goals: { 'memory, of 400 MB': 1 },
    };
  } finally {
    rmSync(work, { recursive: true });
  }
}
