/**
 * Carries plans out on a lake: build, audit, stage, commit, recover; and opens what stands for reading. In: a Plan, steps and ports.
 * Out: committed versions and diagnostics. It prints nothing, asks nothing, and chooses no implementation of a port.
 */

export { type ApplyResult, apply } from './apply.ts';
export { type AuditedModel, auditStanding } from './audit-environment.ts';
export { auditRelation } from './audit-model.ts';
export { askedOfTime } from './audit-staying.ts';
export { chosenBase, type Start, startOver } from './base-environment.ts';
export {
  collectGarbage,
  type GarbageRequest,
  type GarbageResult,
  type RemovalKind,
  type RetentionPolicy,
  removalKinds,
  removeDropped,
} from './collect/index.ts';
export { defineEnvironment, defineForShow, type ReadThrough } from './define-environment.ts';
export { dropEnvironment } from './drop-environment.ts';
export {
  asksForErasures,
  beginErasure,
  type Condition,
  defineErasuresView,
  type EnvironmentFinding,
  type EraseRequest,
  endErasure,
  erasedSince,
  eraseFromSideTable,
  eraseRows,
  erasuresAfter,
  erasuresRelation,
  type Forgotten,
  forgetParity,
  forgetProfiles,
  forgetSamples,
  purgeHistory,
  readCondition,
  readErasures,
  repinEnvironment,
  type SideTable,
  surveyEnvironment,
  surveySideTables,
  surveyTelling,
  type TableFinding,
  type Telling,
} from './erase/index.ts';
export type { ExecuteEvent, OnEvent } from './events.ts';
export {
  asksForFailures,
  defineFailuresView,
  failuresRelation,
  failuresSelect,
} from './evidence/define-failures-view.ts';
export { countFailures, forgetFailures } from './evidence/forget-failures.ts';
export {
  changeOf,
  contractedRelations,
  describeEntry,
  type Evolution,
  type Finding,
  laggingRelations,
  type RebindDefinitions,
  recordedDrift,
  recordedSteps,
} from './evolve/index.ts';
export {
  type CheckedLake,
  checkLake,
  isDamage,
  type Problem,
  problemDiagnostic,
} from './fsck/index.ts';
export { type Lake, lakePath } from './lake.ts';
export { findLakeTable, type LakeTable, pinnedVersions, repinTable } from './lake-table.ts';
export {
  type HeldLease,
  holderOf,
  type LeasePorts,
  type LeaseRequest,
  takeLease,
  waitForRelease,
} from './lease/index.ts';
export { type OpenSources, openSources } from './open-sources.ts';
export { openStanding, type StandingModel } from './open-standing.ts';
export {
  appendRecord,
  asksForParity,
  defineParityView,
  differencesOf,
  type LedgerFilter,
  ledgerTable,
  parityRelation,
  readLedger,
} from './parity-ledger/index.ts';
export { pastSeconds } from './past-seconds.ts';
export { type BindDefinitions, type PreparedPlan, preparePlan } from './prepare-plan.ts';
export { prepareRun } from './prepare-run.ts';
export {
  asksForProfiles,
  defineProfilesView,
  measureRows,
  type ProfileOwner,
  type ProfileSet,
  profiledColumns,
  profilesRelation,
  readProfiles,
  setsInForce,
} from './profile/index.ts';
export {
  type Base,
  listEnvironments,
  readBase,
  readCommitted,
  readCommittedAsOf,
  readDefinitions,
  readHead,
  readManifest,
  readRecords,
} from './read-environment.ts';
export { release } from './release.ts';
export {
  type RepairAction,
  type RepairRequest,
  type RepairResult,
  repairEnvironment,
} from './repair/index.ts';
export {
  planRollback,
  type RollbackPlan,
  type RollbackStep,
  rollback,
} from './rollback.ts';
export type { ApplyRequest } from './run.ts';
export { defineRelation, quoteRelation } from './run-database.ts';
export { type RunEvent, runEvent } from './run-event.ts';
export {
  asksForRuns,
  collectRun,
  defineRunViews,
  type RunCollector,
  type RunEnd,
  type RunStart,
  runRelations,
  writeRun,
} from './run-record/index.ts';
export { settle } from './settle.ts';
export { stagedSources } from './stage-sources.ts';
export { standingSteps } from './standing-steps.ts';
export { type Step, stepsOf, wholeSelect } from './step.ts';
export { measureStorage, type Storage } from './storage/index.ts';
export { type ChosenInput, type ChosenRows, chooseRows } from './unit-tests/choose-rows.ts';
export {
  type Branch,
  type ModelCoverage,
  measureCoverage,
} from './unit-tests/measure-coverage.ts';
export { notCompiled, runUnitTests, type UnitTestResult, unitTestRows } from './unit-tests/run-unit-tests.ts';
export {
  appendUsage,
  asksForUsage,
  defineUsageViews,
  type KnownImport,
  knownImports,
  nobody,
  noUsage,
  readsQuery,
  readUsageSummary,
  usageQuery,
  usageRelations,
} from './usage-ledger/index.ts';
export { damagedTables, externalCommits } from './verify-tables.ts';
export { type DefinedView, defineViewDatabase, type LeftOutView } from './view-database.ts';
export { withoutValue } from './without-value.ts';
