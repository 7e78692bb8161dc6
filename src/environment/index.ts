/**
 * What a lake remembers, as values: definitions, builds, manifests, intents; their JSON forms and where they lie.
 * In and out: plain data checked by zod. Never reads or writes; `execute/` does.
 */

export {
  auditResult,
  type Build,
  type BuildFile,
  type BuildIdentity,
  build,
  buildId,
  derivedContent,
  type InputContent,
  type Interval,
  type StoredAuditResult,
  sameInputs,
  sortInputs,
} from './build.ts';
export { canonicalJson, contentHash } from './canonical-json.ts';
export { type Collected, collected, isCollected } from './collected.ts';
export {
  computationHash,
  type Definition,
  type DefinitionColumn,
  type DefinitionInput,
  definition,
  definitionHash,
  encodeDefinition,
  historyOf,
  keepsRows,
  type ModelKind,
  modelKind,
  modelKinds,
  personalColumns,
  sameLayout,
  sqlMacros,
  statementTokens,
} from './definition.ts';
export {
  type DriftEntry,
  type DriftSince,
  driftIdentity,
  type EffectiveColumn,
  type EffectiveRelation,
  effectiveRelation,
  type FoundDrift,
  findDrift,
  holdsType,
  joinDrift,
  joinTypes,
  type LikelyRename,
  matchColumn,
  plainType,
  type RelationDrift,
  relationDrift,
  type Taking,
} from './drift/index.ts';
export {
  type ErasedTable,
  type Erasure,
  type ErasureIntent,
  erasedTable,
  erasure,
  erasureIntent,
} from './erasure.ts';
export { type Actor, currentFormat } from './format.ts';
export { type FloatIdentity, hashArguments } from './hash-arguments.ts';
export {
  type IntendedFile,
  type IntendedTable,
  type Intent,
  intent,
  type StagedFile,
  transactionApp,
  undoApp,
} from './intent.ts';
export {
  addIntervals,
  batchesOf,
  beginningOfTime,
  boundAt,
  boundLiteral,
  boundOf,
  clipRanges,
  intervalCount,
  joinRanges,
  subtractRanges,
} from './intervals.ts';
export {
  attemptFolder,
  buildFile,
  buildFolder,
  chunkFile,
  collectedFile,
  collectedFolder,
  definitionFile,
  environmentFolder,
  environmentName,
  environmentOfFolder,
  erasureFile,
  erasureIntentFile,
  erasuresFolder,
  intentFile,
  isIntent,
  isOfSeveralLayers,
  layerOfPath,
  leaseFile,
  leaseFolder,
  leavingFile,
  leavingFolder,
  nameIncarnation,
  ownsTable,
  recordFile,
  tablePath,
  tablesFolder,
  temporaryFolder,
} from './layout.ts';
export { type Lease, lease } from './lease.ts';
export {
  type DefinedLoad,
  type LoadPosition,
  loadColumns,
  loadOf,
  loadPosition,
  measuredColumns,
} from './load.ts';
export {
  chunkContent,
  chunkModels,
  filledRanges,
  type Manifest,
  type ManifestChunk,
  type ManifestModel,
  type ManifestModelDraft,
  type ManifestRecord,
  manifestChunk,
  manifestRecord,
  type PinnedEnvironment,
  type PinnedTable,
} from './manifest.ts';
export { type RunModel, type RunRecord, runModel, runRecord } from './run-record.ts';
export { quarantineOf, sameQuarantine, sideColumns, sideName } from './side-table.ts';
export { splitTopLevel } from './type-shape.ts';
