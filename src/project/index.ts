/**
 * A project as its files describe it. In: the texts of the files. Out: Project, with what is wrong as diagnostics at their places, and the
 * renderer of its templates. Never reads a file or an environment variable, never asks an engine.
 */

export { alwaysHolds } from './always-holds.ts';
export {
  type Audit,
  type AuditName,
  type AuditValue,
  auditedRows,
  type BuiltInAudit,
  builtInAudits,
  type Change,
  type CustomArguments,
  type OnFailure,
  type PersonalArguments,
  type PersonalColumn,
} from './audit.ts';
export {
  type AuditMacro,
  isReached,
  percentText,
  type RowThreshold,
  thresholdText,
} from './audit-parts.ts';
export { auditedColumns, auditReads } from './audit-reads.ts';
export { consumerOf } from './consumer-of.ts';
export {
  type ContractColumn,
  type ContractRelation,
  type EvolutionPolicy,
  evolutionPolicies,
  evolveAll,
  type SchemaPolicy,
} from './contract.ts';
export { lastTick } from './cron.ts';
export { lifetimeOf } from './environment-lifetime.ts';
export type { Export, ExportColumn, ExportOrder } from './export.ts';
export { type Exposure, type ExposureRead, type ExposureType, exposureTypes } from './exposure.ts';
export { columnAuditForm, tableAuditForm } from './forms/audit-form.ts';
export { contractForm } from './forms/contract-form.ts';
export { exportForm } from './forms/export-form.ts';
export { exposureForm } from './forms/exposure-form.ts';
export { headerForm } from './forms/header-form.ts';
export { ownAuditForm } from './forms/own-audit-form.ts';
export { keySpanOf, nodeSpan } from './forms/place.ts';
export { projectForm } from './forms/project-form.ts';
export { seedForm } from './forms/seed-form.ts';
export { unitTestForm } from './forms/unit-test-form.ts';
export type { Hook, Hooks, OpenLineageSettings } from './hook.ts';
export { standardMacros } from './library/standard-macros.ts';
export { loadProject } from './load-project.ts';
export { type LoadRule, millisecondsOf, transactionColumn } from './load-rule.ts';
export { loadSettings, noStorage } from './load-settings.ts';
export { loadUnitTests } from './load-unit-tests.ts';
export {
  type ColumnHeader,
  type Model,
  type ModelHeader,
  type ModelKind,
  modelKinds,
  type SchemaChangePolicy,
  schemaChangePolicies,
  type TimeGrain,
} from './model.ts';
export { type AuditParameter, loadOwnAudits, type OwnAudit, type ParameterType } from './own-audits.ts';
export { type AnonymiserEffect, type PrivacyPolicy, privacyPolicy, type Secret } from './privacy.ts';
export type {
  LayerRoot,
  LayerRule,
  Lifetime,
  Project,
  SourceConnection,
  StorageSettings,
  Target,
  VariableValue,
} from './project.ts';
export type { DataFile, ProjectFiles } from './project-files.ts';
export {
  type Environment,
  type ResolvedConnection,
  resolveAccess,
  resolveConnection,
  resolveLake,
  resolveStorage,
  resolveValue,
} from './resolve-variables.ts';
export type { Seed, SeedColumn, SeedDialect } from './seed.ts';
export { seedQuery } from './seeds/seed-query.ts';
export { createRenderer, type Rendered, type Renderer, type RenderInterval } from './template/renderer.ts';
export { isTimeZone } from './time-zone.ts';
export type { Given, GivenRow, GivenValue, TestRows, UnitTest } from './unit-test.ts';
export { checkForm } from './yaml/check-form.ts';
export { readYaml } from './yaml/read-yaml.ts';
export { type YamlNode, yamlAt } from './yaml/yaml-node.ts';
