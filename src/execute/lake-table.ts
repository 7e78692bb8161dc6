import { currentFormat, type ManifestRecord } from '../environment/index.ts';
import type { Files } from '../ports/index.ts';
import { commitIntent } from './commit-intent.ts';
import { type Lake, momentOf } from './lake.ts';
import { readBase, readManifest, readRecords } from './read-environment.ts';
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
  for (let depth = parts.length - 2; depth > 0; depth--) {
    const lake = parts.slice(0, depth).join('/');
    const environment = parts[depth]!;
    if ((await files.stat(`${lake}/_environments/${environment}`)) !== null) {
      return { lake, environment, path: parts.slice(depth).join('/') };
    }
  }
  return null;
}

/** The versions of a table that committed versions of its environment pin. */
export async function pinnedVersions(lake: Lake, table: LakeTable): Promise<number[]> {
  const versions = new Set<number>();
  for (const record of await readRecords(lake, table.environment)) {
    if (record.status !== 'committed') continue;
    const { models } = await readManifest(lake, record);
    for (const model of models.values())
      if (model.table?.path === table.path) versions.add(model.table.version);
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
  return commitIntent(lake, {
    formatVersion: currentFormat,
    environment: table.environment,
    incarnation: manifest.record.incarnation,
    version: head + 1,
    parent: manifest.record.version,
    token: lake.clock.uuid(),
    target: manifest.record.target,
    project: manifest.record.project,
    by: lake.actor,
    createdAt: momentOf(lake.clock.now()),
    tables: [],
    models: [],
    keepTable: [],
    pins: [{ model: model.name, table: { ...model.table, version, token: commits[0]?.token ?? '' } }],
    removed: [],
    base: manifest.record.base,
    hidden: manifest.record.hidden,
    expiresAt: manifest.record.expiresAt,
    rollbackTo: null,
  });
}
