import type { Files, Session } from '../../ports/index.ts';
import { printJson } from '../json.ts';
import { readCommit } from '../log/commits.ts';
import { type LogListing, listExistingLog } from '../log/log-listing.ts';
import { type LogSegment, segmentOf } from '../log/log-segment.ts';
import { readChecksum } from '../log/version-checksum.ts';
import { parseSchemaString } from '../types/index.ts';
import { openCheckpoint } from './checkpoint-source.ts';
import { checkReadable } from './features.ts';
import { loadCommits, type SmallAction } from './load-commits.ts';
import { replaySmallActions, type SmallState } from './small-actions.ts';
import type { TableState } from './snapshot.ts';

export interface ReadPorts {
  readonly files: Files;
  readonly session: Session;
}

/** Commits that together are larger go through the engine. */
const smallLog = 4 * 1024 * 1024;

/**
 * What the newest version says of the table as a whole, without its files: all that an append needs to know, for a fraction of the work. Rejects as `openSnapshot` does.
 */
export async function openTableState(ports: ReadPorts, table: string): Promise<TableState> {
  const folder = table.length > 1 ? table.replace(/\/+$/, '') : table;
  const listing = await listExistingLog(ports.files, folder);
  const quick = await stateOfChecksum(ports, listing);
  if (quick !== null) {
    checkReadable(quick.protocol, folder);
    return tableState(ports, folder, listing.latest, quick);
  }
  const segment = segmentOf(listing, null);
  const checkpoint =
    segment.checkpoint === null ? null : await openCheckpoint(ports, folder, segment.checkpoint);
  const small = await smallOfCommits(ports, folder, segment);
  const state = replaySmallActions(folder, segment.version, [...(checkpoint?.small ?? []), ...small]);
  checkReadable(state.protocol, folder);
  return tableState(ports, folder, segment.version, state);
}

/** The newest version's checksum says all of this, if it belongs to the commit that is there, and its writer wrote all of it. */
async function stateOfChecksum(ports: ReadPorts, listing: LogListing): Promise<SmallState | null> {
  const { table, latest } = listing;
  if (!listing.checksums.has(latest)) return null;
  const checksum = await readChecksum(ports.files, table, latest);
  if (checksum?.txnId == null || checksum.transactions === null || checksum.domains === null) return null;
  const first = (await readCommit(ports.files, table, latest))?.[0];
  if (first?.kind !== 'commitInfo' || first.txnId !== checksum.txnId) return null;
  const { protocol, metadata, transactions, domains } = checksum;
  return { protocol, metadata, transactions, domains };
}

export function tableState(ports: ReadPorts, table: string, version: number, state: SmallState): TableState {
  return {
    table,
    version,
    protocol: state.protocol,
    metadata: state.metadata,
    schema: parseSchemaString(state.metadata.schemaString),
    partitionColumns: state.metadata.partitionColumns,
    transactions: new Map(state.transactions.map((action) => [action.appId, action.version])),
    transactionActions: state.transactions,
    domains: state.domains,
    session: ports.session,
    files: ports.files,
  };
}

async function smallOfCommits(ports: ReadPorts, table: string, segment: LogSegment): Promise<SmallAction[]> {
  const bytes = segment.commits.reduce((sum, commit) => sum + commit.file.size, 0);
  if (bytes > smallLog || segment.commits.some((commit) => commit.to > commit.from)) {
    const prefix = `temp.main.lode_delta_${globalThis.crypto.randomUUID().replaceAll('-', '')}`;
    const loaded = await loadCommits(ports, table, segment, prefix);
    if (loaded.latest !== null) await ports.session.execute(`DROP TABLE ${loaded.latest}`);
    return [...loaded.small];
  }
  const small: SmallAction[] = [];
  for (const { to: version } of segment.commits) {
    for (const action of (await readCommit(ports.files, table, version)) ?? []) {
      if (
        action.kind === 'protocol' ||
        action.kind === 'metaData' ||
        action.kind === 'txn' ||
        action.kind === 'domainMetadata'
      ) {
        const { kind: name, ...fields } = action;
        small.push({ version, name, json: printJson(fields as never) });
      }
    }
  }
  return small;
}
