import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type Action, type DeletionVector, resolvePath } from '../actions/index.ts';
import { deletionVectorPath } from '../deletion-vectors/index.ts';
import { readCommit } from '../log/index.ts';
import { padVersion } from '../log/log-names.ts';
import { closeSnapshot, openSnapshot, type ReadPorts, type Snapshot } from '../snapshot/index.ts';

export interface NeededFiles {
  /** Absolute paths: data files, and files of deletion vectors. */
  readonly needed: ReadonlySet<string>;
  /** Absolute paths of all files that the log still says were removed. */
  readonly removed: ReadonlySet<string>;
  /** The newest version, open: `closeSnapshot` is the caller's. */
  readonly head: Snapshot;
}

/**
 * The files of a table that must stay: those of its newest version, those that were removed at `removedSince` (milliseconds since 1970) or later, and those of the versions in
 * `pinned`. One look at the oldest pinned version and one at each later commit, however many versions are pinned. Rejects where a pinned version cannot be rebuilt.
 */
export async function neededFiles(
  ports: ReadPorts,
  table: string,
  pinned: readonly number[],
  removedSince: number,
): Promise<NeededFiles> {
  const head = await openSnapshot(ports, table);
  const needed = new Set(await filesOf(head, removedSince));
  const removed = new Set<string>();
  for (const { path } of await head.session.rows(`SELECT path FROM (${head.tombstonesSql})`))
    removed.add(resolvePath(head.table, String(path)));
  const versions = [...new Set(pinned)].filter((version) => version < head.version).sort((a, b) => a - b);
  const [oldest] = versions;
  if (oldest !== undefined) {
    const live = await liveAt(ports, table, oldest);
    for (let version = oldest + 1; version <= head.version; version++) {
      const actions = await readCommit(ports.files, table, version);
      if (actions === null)
        throw new DiagnosticError(diagnose('delta-log-gap', { table, missing: padVersion(version) }));
      step(head.table, live, actions, version, versions, needed);
    }
  }
  return { needed, removed, head };
}

/** Absolute paths of a version's live files, and of those removed at `removedSince` or later, with their deletion vectors. */
export async function filesOf(snapshot: Snapshot, removedSince: number): Promise<string[]> {
  const needed: string[] = [];
  const rows = await snapshot.session.rows(
    `SELECT path, "deletionVector" AS vector FROM (${snapshot.filesSql})
     UNION ALL SELECT path, "deletionVector" FROM (${snapshot.tombstonesSql}) WHERE coalesce("deletionTimestamp", 0) >= ${Math.floor(Math.max(removedSince, 0))}`,
  );
  for (const row of rows)
    needed.push(...pathsOf(snapshot.table, String(row.path), row.vector as unknown as DeletionVector | null));
  return needed;
}

interface LiveFile {
  readonly since: number;
  readonly paths: readonly string[];
}

async function liveAt(ports: ReadPorts, table: string, version: number): Promise<Map<string, LiveFile>> {
  const snapshot = await openSnapshot(ports, table, { version });
  try {
    const adds = await snapshot.activeFiles();
    return new Map(
      adds.map((add) => [
        add.path,
        { since: version, paths: pathsOf(snapshot.table, add.path, add.deletionVector ?? null) },
      ]),
    );
  } finally {
    await closeSnapshot(snapshot);
  }
}

/** What a commit takes away was live in the versions from its own to the one before. */
function step(
  table: string,
  live: Map<string, LiveFile>,
  actions: readonly Action[],
  version: number,
  pinned: readonly number[],
  needed: Set<string>,
): void {
  const leave = (path: string) => {
    const file = live.get(path);
    if (file === undefined) return;
    if (pinned.some((each) => each >= file.since && each < version))
      for (const each of file.paths) needed.add(each);
    live.delete(path);
  };
  for (const action of actions) if (action.kind === 'remove') leave(action.path);
  for (const action of actions) {
    if (action.kind !== 'add') continue;
    leave(action.path);
    live.set(action.path, {
      since: version,
      paths: pathsOf(table, action.path, action.deletionVector ?? null),
    });
  }
}

function pathsOf(table: string, path: string, vector: DeletionVector | null): string[] {
  const file = resolvePath(table, path);
  return vector === null || vector.storageType === 'i' ? [file] : [file, deletionVectorPath(table, vector)];
}
