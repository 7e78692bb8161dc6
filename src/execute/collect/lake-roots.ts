import { resolvePath } from '../../delta/index.ts';
import type { ManifestModel } from '../../environment/index.ts';
import { type Lake, lakePath } from '../lake.ts';
import { readChunk, readDefinition } from '../read-environment.ts';
import type { EnvironmentState } from './lake-state.ts';

/** What versions that stay, and those under way, need. Paths are relative to the lake. */
export interface LakeRoots {
  /** By path of a table: the Delta versions that are pinned. */
  readonly tables: ReadonlyMap<string, ReadonlySet<number>>;
  /** By path of a table: for how many days its own history stays by its model's word. */
  readonly days: ReadonlyMap<string, number>;
  readonly definitions: ReadonlySet<string>;
  /** Ids. */
  readonly builds: ReadonlySet<string>;
  /** By environment. */
  readonly chunks: ReadonlyMap<string, ReadonlySet<string>>;
  /** Data files that a version under way adds, takes away, or links from. */
  readonly files: ReadonlySet<string>;
}

/** Reads what the versions in `kept` name (those of `states` that are not in it are on their way out). */
export async function readLakeRoots(
  lake: Lake,
  states: ReadonlyMap<string, EnvironmentState>,
  kept: ReadonlyMap<string, ReadonlySet<number>>,
): Promise<LakeRoots> {
  const tables = new Map<string, Set<number>>();
  const days = new Map<string, number>();
  const known = new Map<string, number>();
  const definitions = new Set<string>();
  const builds = new Set<string>();
  const chunks = new Map<string, Set<string>>();
  const files = new Set<string>();
  const pin = (path: string, version: number) => {
    const versions = tables.get(path);
    if (versions === undefined) tables.set(path, new Set([version]));
    else versions.add(version);
  };
  for (const [name, state] of states) {
    const named = new Set<string>();
    chunks.set(name, named);
    for (const record of state.records) {
      if (!kept.get(name)?.has(record.version)) continue;
      for (const hash of record.chunks) {
        if (named.has(hash)) continue;
        named.add(hash);
        for (const model of (await readChunk(lake, record, hash)).models) {
          if (model.table !== null) {
            pin(model.table.path, model.table.version);
            days.set(model.table.path, await daysOf(lake, model.definition, known));
          }
          nameModel(model, definitions, builds);
        }
      }
    }
    if (state.open === null) continue;
    for (const model of state.open.models) nameModel(model, definitions, builds);
    for (const { table } of state.open.pins) pin(table.path, table.version);
    for (const table of state.open.tables) {
      if (table.baseVersion >= 0) pin(table.path, table.baseVersion);
      for (const file of [...table.adds, ...(table.changes ?? []), ...table.removes])
        files.add(below(lake, resolvePath(lakePath(lake, table.path), file.path)));
      for (const { origin } of [...table.adds, ...(table.changes ?? [])]) {
        files.add(origin);
        const id = /^_builds\/.*?\/([0-9a-f]{64})\//.exec(origin)?.[1];
        if (id !== undefined) builds.add(id);
      }
    }
  }
  return { tables, days, definitions, builds, chunks, files };
}

/** Of a definition that is lost nothing is known; `fsck` tells. */
async function daysOf(lake: Lake, definition: string, known: Map<string, number>): Promise<number> {
  const before = known.get(definition);
  if (before !== undefined) return before;
  const header = await readDefinition(lake, definition).then(
    (read) => read.header,
    () => ({}) as Readonly<Record<string, unknown>>,
  );
  const days = typeof header.retentionDays === 'number' ? header.retentionDays : 0;
  known.set(definition, days);
  return days;
}

function nameModel(
  model: Pick<ManifestModel, 'definition' | 'ranges' | 'builds'>,
  definitions: Set<string>,
  builds: Set<string>,
): void {
  definitions.add(model.definition);
  for (const range of model.ranges) definitions.add(range.definition);
  for (const build of model.builds) builds.add(build);
}

function below(lake: Lake, path: string): string {
  return path.startsWith(`${lake.folder}/`) ? path.slice(lake.folder.length + 1) : path;
}
