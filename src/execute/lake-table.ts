import { environmentOfFolder, type ManifestRecord } from '../environment/index.ts';
import type { Files } from '../ports/index.ts';
import { commitIntent, intentAfter } from './commit-intent.ts';
import type { Lake } from './lake.ts';
import { listEnvironments, readBase, readManifest, readRecords } from './read-environment.ts';
import { readCommits } from './table-log.ts';

/** A Delta table that belongs to an environment of a lake. */
export interface LakeTable {
  /** The lake's folder, absolute. */
  readonly lake: string;
  readonly environment: string;
  /** Relative to the lake. */
  readonly path: string;
}

/** The lake and environment that a table's folder (absolute) is part of; null for a table of its own. */
export async function findLakeTable(files: Files, folder: string): Promise<LakeTable | null> {
  const parts = folder.split('/');
  // `s3://bucket` has two slashes of its own, and may itself be the lake.
  const least = /^[a-z][a-z0-9]*:\/\//.test(folder) ? 3 : 1;
  for (let depth = parts.length - 2; depth >= least; depth--) {
    const lake = parts.slice(0, depth).join('/');
    const environment = environmentOfFolder(parts[depth]!);
    if ((await files.stat(`${lake}/_environments/${environment}`)) !== null) {
      return { lake, environment, path: parts.slice(depth).join('/') };
    }
  }
  return null;
}

/** The versions of a table that committed versions pin: those of its environment, and of others that read from it. */
export async function pinnedVersions(lake: Lake, table: LakeTable): Promise<number[]> {
  const versions = new Set<number>();
  for (const environment of await listEnvironments(lake)) {
    for (const record of await readRecords(lake, environment)) {
      if (record.status !== 'committed') continue;
      const { models } = await readManifest(lake, record);
      for (const model of models.values())
        if (model.table?.path === table.path) versions.add(model.table.version);
    }
  }
  return [...versions];
}

/**
 * Makes a version of the environment that pins a table at a newer commit without data change (an OPTIMIZE), so that what the commit replaced may be
 * cleaned up in time. null where the environment does not hold the table.
 */
export async function repinTable(
  lake: Lake,
  table: LakeTable,
  version: number,
): Promise<ManifestRecord | null> {
  const { manifest, head } = await readBase(lake, table.environment);
  const model = [...(manifest?.models.values() ?? [])].find((each) => each.table?.path === table.path);
  if (manifest === null || model?.table == null) return null;
  const { commits } = await readCommits(lake.files, `${table.lake}/${table.path}`, version, version);
  return commitIntent(
    lake,
    intentAfter(lake, manifest.record, head, {
      pins: [{ model: model.name, table: { ...model.table, version, token: commits[0]?.token ?? '' } }],
    }),
  );
}
