/**
 * Migration triage: what a legacy estate holds, who uses it, what it takes to move, in which order. In: texts of SQL, packages and scripts, rows of system
 * tables and of query logs. Out: inventory, usage, triage rows, mapping files. Pure; nothing here is trusted before DuckDB has bound it.
 */

export {
  type DbtFile,
  type DbtProject,
  dbtRole,
  isDbtProjectFile,
  isPackageOf,
  isTemplate,
  noDbtProject,
  readDbtProject,
  readDbtSeed,
  readTemplatedSql,
} from './dbt/index.ts';
export { assembleInventory, type ReadSource } from './estate/assemble-inventory.ts';
export { nothingKnown } from './estate/bare-object.ts';
export { countInventory, type InventoryCounts, type Understood } from './estate/count-inventory.ts';
export { type Dialect, dialects } from './estate/dialect.ts';
export { fileId, fileObject } from './estate/file-object.ts';
export type { Inventory, ScannedSource } from './estate/inventory.ts';
export { inventoryForm } from './estate/inventory-form.ts';
export {
  type EstateNote,
  type LegacyColumn,
  type LegacyKind,
  type LegacyMeasure,
  type LegacyObject,
  type LegacyParameter,
  type LegacyStatement,
  type LooseColumn,
  legacyKinds,
  type Namespace,
  type RelationUse,
} from './estate/legacy-object.ts';
export { idsInNamespace } from './estate/namespace.ts';
export type { EstatePlace } from './estate/place.ts';
export { type ColumnsOf, type Resolve, settleUses } from './estate/settle-uses.ts';
export type { FileReading, ReadSql } from './estate/sql-reader.ts';
export { type Understanding, understandings, weakest } from './estate/understanding.ts';
export {
  companionsOf,
  type EstateNames,
  estateNames,
  readNotebook,
  readPythonScript,
  scriptText,
} from './python/index.ts';
export {
  checkDecisions,
  effortLimits,
  effortOf,
  effortSteps,
  kindPoints,
  loadDecisions,
  makeTriageReport,
  noDecisions,
  type Successor,
  type TriageDecisions,
  type TriageInput,
  type TriageReport,
  type TriageReportRow,
  type TriageRow,
  triageDecisionsForm,
  triageReport,
  triageRows,
  type WaveSize,
  wavesOf,
} from './rows/index.ts';
export {
  isCrontab,
  isSystemdUnit,
  isWindowsTask,
  readCrontab,
  readSystemdUnit,
  readWindowsTask,
  withSchedules,
} from './schedules/index.ts';
export {
  type ArchiveMember,
  type GraphComponent,
  isProjectFile,
  noProject,
  type PackageFlow,
  type ProjectFile,
  readArchive,
  readPackageFlows,
  readProjectFile,
  readSsisPackage,
  readSsisProject,
  type SsisProject,
} from './ssis/index.ts';
export {
  type DialectFacts,
  dialectFacts,
  type Family,
  familyOf,
  isDummyTable,
  type KnownTable,
  type LegacyParser,
  loadLegacyParser,
  namedType,
  type Refused,
  type StatementForm,
  type StatementText,
  type Translated,
  type TranslateOptions,
  type Translation,
  translate,
  type WrittenColumn,
  type WrittenTarget,
  type WrittenType,
} from './translate/index.ts';
export { fillParameters, stands } from './usage/fill-parameters.ts';
export { type DeclaredUse, findUnused, type Unused } from './usage/find-unused.ts';
export {
  blindSpotsOf,
  columnName,
  createLogReader,
  createTableReader,
  detectFormat,
  dialectOfFormat,
  type FieldNames,
  fieldNames,
  foundFields,
  isSnapshot,
  isTable,
  type LogField,
  type LogFormat,
  type LoggedQuery,
  type LoggedRead,
  type LoggedRow,
  type LogHint,
  type LogReader,
  logFields,
  logFormats,
  looksLikeJson,
  splitFields,
  tellsReads,
  unreadable,
  wrappedStatement,
  zoneOffsets,
} from './usage/logs/index.ts';
export { normaliseSql } from './usage/normalise-sql.ts';
export type { QueryRecord } from './usage/query-record.ts';
export type { ColumnReads, UsageSummary, UsageWindow } from './usage/relation-usage.ts';
export { type Robots, robotsOf, type UsageForm, usageForm } from './usage/robots.ts';
