/**
 * The actions of a Delta log as values: decoding, encoding, and making them. In: a commit's text, or data files and definitions.
 * Out: readonly data that prints back without loss. Touches no files.
 */
export type {
  Action,
  AddAction,
  CdcAction,
  CommitInfoAction,
  DeletionVector,
  DomainMetadataAction,
  Long,
  MetadataAction,
  PartitionValues,
  ProtocolAction,
  RemoveAction,
  TxnAction,
  UnknownAction,
} from './action.ts';
export { decodeAction, decodeCommit, encodeAction, encodeCommit } from './commit-text.ts';
export {
  addFile,
  type CommitDescription,
  commitInfo,
  type DataFile,
  newTableActions,
  removeFile,
  type TableDefinition,
} from './make-actions.ts';
export { decodePath, encodePath, resolvePath } from './paths.ts';
export { isTrue, protocolFor } from './protocol.ts';
