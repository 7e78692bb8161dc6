import { cleanLog, closeSnapshot, openSnapshot, writeCheckpoint } from '../../delta/index.ts';
import { ownsTable } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { collectGarbage, type GarbageResult } from '../collect/index.ts';
import { byTable, filesBelow } from '../collect/survey.ts';
import { commitIntent, intentAfter } from '../commit-intent.ts';
import { type Lake, lakePath } from '../lake.ts';
import { readBase } from '../read-environment.ts';
import { endHistory, tellingTables } from './forget-samples.ts';

/** Files may have their times from another clock than ours: up to a day ahead they are older than now. */
const leeway = 86_400_000;

/**
 * Ends the history of environments: all versions but the one that stands go, with their files, log entries, builds and differing rows. A version of its own that changes nothing comes first: what a version did names
 * least and greatest values of the files that it removed, and the newest version's record stays. Nobody else may be at work on the lake.
 */
export async function purgeHistory(
  lake: Lake,
  session: Session,
  environments: readonly string[],
  sideTables: readonly string[],
): Promise<GarbageResult> {
  for (const environment of environments) {
    const { manifest, head } = await readBase(lake, environment);
    if (manifest !== null) await commitIntent(lake, intentAfter(lake, manifest.record, head, {}));
  }
  const result = await collectGarbage({
    lake,
    session,
    policy: { now: lake.clock.now(), retention: 0, grace: -leeway, project: lake.project.name },
    dryRun: false,
    keepExpired: true,
  });
  const ports = { files: lake.files, session, clock: lake.clock };
  const named = new Set<string>();
  for (const environment of environments) {
    const { manifest } = await readBase(lake, environment);
    for (const { table } of manifest?.models.values() ?? []) {
      if (table !== null) named.add(table.path);
      if (table === null || !ownsTable(environment, table.path)) continue;
      const folder = lakePath(lake, table.path);
      await writeCheckpoint(ports, folder, table.version);
      await cleanLog(ports, folder, { retention: -leeway, keepVersions: [table.version] });
    }
  }
  // Of a model that is gone: its files are, and its log still names their least and greatest values.
  for (const environment of environments)
    for (const path of byTable(await filesBelow(lake, environment)).keys())
      if (!named.has(path) && (await isEmpty(lake, session, path)))
        await endHistory(lake, session, path, leeway);
  for (const path of [...sideTables, ...tellingTables]) await endHistory(lake, session, path, leeway);
  return result;
}

async function isEmpty(lake: Lake, session: Session, path: string): Promise<boolean> {
  const snapshot = await openSnapshot({ files: lake.files, session }, lakePath(lake, path));
  try {
    return (await snapshot.activeFiles()).length === 0;
  } finally {
    await closeSnapshot(snapshot);
  }
}
