import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { DomainMetadataAction, MetadataAction, ProtocolAction, TxnAction } from '../actions/index.ts';
import { decodeAction } from '../actions/index.ts';
import { logFolder } from '../log/log-names.ts';
import type { SmallAction } from './load-commits.ts';

/** What the log says of the table as a whole: the latest of each kind. */
export interface SmallState {
  readonly protocol: ProtocolAction;
  readonly metadata: MetadataAction;
  readonly transactions: readonly TxnAction[];
  readonly domains: readonly DomainMetadataAction[];
}

/** Replays actions that stand in ascending order of version. Rejects where protocol or metadata is missing: without them nothing can be read. */
export function replaySmallActions(
  table: string,
  version: number,
  small: readonly SmallAction[],
): SmallState {
  let protocol: ProtocolAction | null = null;
  let metadata: MetadataAction | null = null;
  const transactions = new Map<string, TxnAction>();
  const domains = new Map<string, DomainMetadataAction>();
  // What is missing altogether is the better message than what is wrong with the rest.
  for (const name of ['protocol', 'metaData'] as const) {
    if (!small.some((action) => action.name === name)) throw missing(table, version, name);
  }
  // Only the last word counts: a table may have had a metaData that could not be read.
  const last = new Map(small.map((action, index) => [action.name, index]));
  for (const [index, { name, json, version: at }] of small.entries()) {
    if ((name === 'protocol' || name === 'metaData') && last.get(name) !== index) continue;
    const action = decodeAction(name, json, `${logFolder(table)}, version ${at}`);
    switch (action.kind) {
      case 'protocol':
        protocol = action;
        break;
      case 'metaData':
        metadata = { ...action, configuration: action.configuration ?? {} };
        break;
      case 'txn':
        transactions.set(action.appId, action);
        break;
      case 'domainMetadata':
        domains.set(action.domain, action);
        break;
      default:
        break;
    }
  }
  return {
    protocol: protocol!,
    metadata: metadata!,
    transactions: [...transactions.values()],
    domains: [...domains.values()].filter((domain) => !domain.removed),
  };
}

function missing(table: string, version: number, action: string): DiagnosticError {
  return new DiagnosticError(diagnose('delta-state-missing', { table, version, action }));
}
