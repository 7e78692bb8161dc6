import type { Files } from '../../ports/index.ts';
import type { DomainMetadataAction, MetadataAction, ProtocolAction, TxnAction } from '../actions/action.ts';
import { decodeAction } from '../actions/commit-text.ts';
import { isJsonObject, type Json, type JsonObject, parseJson, printJson } from '../json.ts';
import { logFolder, padVersion } from './log-names.ts';

/** What `<version>.crc` says of a version ("Version Checksum File"): a hint, which is written after its commit and may be missing. */
export interface VersionChecksum {
  readonly tableSizeBytes: number;
  readonly numFiles: number;
  readonly protocol: ProtocolAction;
  readonly metadata: MetadataAction;
  /** null where the writer did not say. */
  readonly transactions: readonly TxnAction[] | null;
  readonly domains: readonly DomainMetadataAction[] | null;
  readonly inCommitTimestamp: number | null;
  /** That of the commit. */
  readonly txnId: string | null;
}

export function checksumPath(table: string, version: number): string {
  return `${logFolder(table)}/${padVersion(version)}.crc`;
}

/** The checksum of a version; null where there is none that makes sense. */
export async function readChecksum(
  files: Files,
  table: string,
  version: number,
): Promise<VersionChecksum | null> {
  const path = checksumPath(table, version);
  try {
    return decodeChecksum(parseJson(await files.readText(path)), path);
  } catch {
    return null;
  }
}

/** Writes a checksum. Nobody needs it: a failure is none, and it is not made durable. */
export async function writeChecksum(
  files: Files,
  table: string,
  version: number,
  checksum: VersionChecksum,
): Promise<void> {
  await files.hint(checksumPath(table, version), encodeChecksum(checksum)).catch(() => undefined);
}

function decodeChecksum(json: Json, path: string): VersionChecksum | null {
  if (!isJsonObject(json) || json.numMetadata !== 1 || json.numProtocol !== 1) return null;
  const { tableSizeBytes, numFiles, inCommitTimestampOpt, txnId } = json;
  if (!isCount(tableSizeBytes) || !isCount(numFiles)) return null;
  const one = (name: string, value: Json | undefined) => decodeAction(name, printJson(value ?? null), path);
  const all = (name: string, list: Json | undefined) =>
    Array.isArray(list) ? (list as Json[]).map((value) => one(name, value)) : null;
  return {
    tableSizeBytes,
    numFiles,
    protocol: one('protocol', json.protocol) as ProtocolAction,
    metadata: { configuration: {}, ...one('metaData', json.metadata) } as MetadataAction,
    transactions: all('txn', json.setTransactions) as TxnAction[] | null,
    domains: all('domainMetadata', json.domainMetadata) as DomainMetadataAction[] | null,
    inCommitTimestamp: isCount(inCommitTimestampOpt) ? inCommitTimestampOpt : null,
    txnId: typeof txnId === 'string' ? txnId : null,
  };
}

function isCount(value: Json | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function encodeChecksum(checksum: VersionChecksum): string {
  const fields = ({ kind: _, ...rest }: { readonly kind: string }) => rest as unknown as JsonObject;
  return printJson({
    ...(checksum.txnId === null ? {} : { txnId: checksum.txnId }),
    tableSizeBytes: checksum.tableSizeBytes,
    numFiles: checksum.numFiles,
    numMetadata: 1,
    numProtocol: 1,
    ...(checksum.inCommitTimestamp === null ? {} : { inCommitTimestampOpt: checksum.inCommitTimestamp }),
    ...(checksum.transactions === null ? {} : { setTransactions: checksum.transactions.map(fields) }),
    ...(checksum.domains === null ? {} : { domainMetadata: checksum.domains.map(fields) }),
    metadata: fields(checksum.metadata),
    protocol: fields(checksum.protocol),
  });
}
