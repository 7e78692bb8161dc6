import type { Action, CommitInfoAction } from '../actions/index.ts';
import { readChecksum, type VersionChecksum, writeChecksum } from '../log/index.ts';
import type { Snapshot, TableState } from '../snapshot/index.ts';
import type { WritePorts } from './attempt.ts';

/**
 * Writes the checksum of a version that was just committed, from that of the version before, or from the snapshot that it was made on. Where neither knows how many files there were, or a remove does not tell its
 * size, there is none.
 */
export async function checksumCommit(
  ports: Pick<WritePorts, 'files'>,
  snapshot: TableState | Snapshot,
  version: number,
  actions: readonly Action[],
): Promise<void> {
  const before = await checksumBefore(ports, snapshot, version);
  const after = before === null ? null : checksumAfter(before, actions);
  if (after !== null) await writeChecksum(ports.files, snapshot.table, version, after);
}

async function checksumBefore(
  ports: Pick<WritePorts, 'files'>,
  snapshot: TableState | Snapshot,
  version: number,
): Promise<VersionChecksum | null> {
  if (snapshot.version === version - 1 && 'numFiles' in snapshot) {
    return {
      tableSizeBytes: snapshot.bytes,
      numFiles: snapshot.numFiles,
      protocol: snapshot.protocol,
      metadata: snapshot.metadata,
      transactions: snapshot.transactionActions,
      domains: snapshot.domains,
      inCommitTimestamp: null,
      txnId: null,
    };
  }
  return readChecksum(ports.files, snapshot.table, version - 1);
}

/** The checksum of the version that `actions` make of another; null where they do not tell enough. */
export function checksumAfter(before: VersionChecksum, actions: readonly Action[]): VersionChecksum | null {
  let { tableSizeBytes, numFiles, protocol, metadata } = before;
  const transactions = new Map(before.transactions?.map((each) => [each.appId, each]));
  const domains = new Map(before.domains?.map((each) => [each.domain, each]));
  let info: CommitInfoAction | null = null;
  for (const action of actions) {
    switch (action.kind) {
      case 'add':
        tableSizeBytes += action.size;
        numFiles++;
        break;
      case 'remove':
        if (typeof action.size !== 'number') return null;
        tableSizeBytes -= action.size;
        numFiles--;
        break;
      case 'protocol':
        protocol = action;
        break;
      case 'metaData':
        metadata = action;
        break;
      case 'txn':
        transactions.set(action.appId, action);
        break;
      case 'domainMetadata':
        if (action.removed) domains.delete(action.domain);
        else domains.set(action.domain, action);
        break;
      case 'commitInfo':
        info = action;
        break;
      case 'cdc':
      case 'unknown':
        break;
    }
  }
  if (tableSizeBytes < 0 || numFiles < 0) return null;
  return {
    tableSizeBytes,
    numFiles,
    protocol,
    metadata,
    transactions: before.transactions === null ? null : [...transactions.values()],
    domains: before.domains === null ? null : [...domains.values()],
    inCommitTimestamp: info?.inCommitTimestamp ?? null,
    txnId: info?.txnId ?? null,
  };
}
