/**
 * The systems that bronze models read, as the Source port. In: a connector's settings. Out: sessions over one consistent snapshot that give schemas and Arrow
 * batches, and the contract that records a schema. A connector's libraries are loaded when it is first opened.
 */
export { checkConnector } from './conformance/index.ts';
export { type ContractChange, writeContract } from './contract/write-contract.ts';
export { decoderOf } from './csv/decode-bytes.ts';
export { otherEncoding, surveyEncoding } from './csv/find-encoding.ts';
export { markOf } from './csv/open-records.ts';
export { connectorOf } from './kit/guard-connector.ts';
export type { ConnectorFailure, ConnectorKit } from './kit/kit.ts';
export { createMasker, type Masker } from './mask/mask-values.ts';
export { parquetFileName } from './parquet/file-names.ts';
export { type PersonalProposal, personalByName } from './personal/by-name.ts';
export { personalByValues } from './personal/by-values.ts';
export { connectorFor, ownConnectors } from './registry.ts';
export { stageRelation } from './stage-relation.ts';
