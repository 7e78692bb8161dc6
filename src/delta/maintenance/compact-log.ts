import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type Action, encodeCommit } from '../actions/index.ts';
import { earliestVersion, listExistingLog, logFolder, padVersion, readCommit } from '../log/index.ts';
import { checkWritable, openTableState } from '../snapshot/index.ts';
import type { WritePorts } from '../transaction/index.ts';

/**
 * Writes a log compaction file: what the commits `from` to `to` come to, so that readers open one file for them. For ranges that a memory holds; a checkpoint serves the others. Returns its name; the commits stay. Rejects
 * with `delta-version-missing` where one of them is gone.
 */
export async function compactLog(
  ports: Pick<WritePorts, 'files' | 'session'>,
  table: string,
  range: { readonly from: number; readonly to: number },
): Promise<string> {
  checkWritable(await openTableState(ports, table), 'metadata');
  const listing = await listExistingLog(ports.files, table);
  const latest = new Map<string, Action>();
  for (let version = range.from; version <= range.to; version++) {
    const actions = await readCommit(ports.files, table, version);
    if (actions === null || range.to <= range.from) {
      throw new DiagnosticError(
        diagnose('delta-version-missing', {
          table,
          version,
          earliest: earliestVersion(listing),
          latest: listing.latest,
        }),
      );
    }
    // Within a commit an add of a file wins over its remove, as in replay.
    const removesFirst = [...actions].sort(
      (a, b) => Number(b.kind === 'remove') - Number(a.kind === 'remove'),
    );
    for (const action of removesFirst) {
      const key = keyOf(action);
      if (key !== null) latest.set(key, action);
    }
  }
  const name = `${padVersion(range.from)}.${padVersion(range.to)}.compacted.json`;
  await ports.files.putIfAbsent(`${logFolder(table)}/${name}`, encodeCommit([...latest.values()]));
  return name;
}

/** What replay knows an action by; null for what it does not keep. */
function keyOf(action: Action): string | null {
  switch (action.kind) {
    case 'add':
    case 'remove': {
      const vector = action.deletionVector;
      const id = vector == null ? '' : `${vector.storageType}${vector.pathOrInlineDv}@${vector.offset ?? ''}`;
      return `file ${action.path} ${id}`;
    }
    case 'protocol':
    case 'metaData':
      return action.kind;
    case 'txn':
      return `txn ${action.appId}`;
    case 'domainMetadata':
      return `domain ${action.domain}`;
    case 'commitInfo':
    case 'cdc':
    case 'unknown':
      return null;
  }
}
