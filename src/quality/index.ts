/**
 * Whether a table holds what its model promises, and what its content is. In: audits, columns, and a function that runs a query. Out: verdicts with a few
 * failing rows, a content text, and diagnostics. Never connects to anything by itself, and never lets a value tagged as PII out.
 */
export { auditDiagnostics } from './audit-diagnostics.ts';
export { auditKey, auditName } from './audit-key.ts';
export type { AuditResult, AuditSample } from './audit-result.ts';
export { brokenRows, isRowAudit, lookedAt } from './broken-rows.ts';
export { asksApart, type CheckRequest, type QualityColumn } from './check-request.ts';
export { checkTable, type TableCheck } from './check-table.ts';
export {
  type ContentParts,
  contentAfter,
  contentExpression,
  contentOf,
  contentParts,
  type TypedColumn,
} from './content.ts';
export { comparesVersions, dependsOnTime, isContextual } from './contextual.ts';
export { failingRows } from './failing-rows.ts';
export { lookedAtKey } from './first-scan.ts';
export { maskedWhere, personalColumnsOfRow } from './personal-text.ts';
export { valueLiteral } from './sql-text.ts';
export { judged } from './thresholds.ts';
export { type CommonTables, commonTables } from './unit-tests/common-tables.ts';
export {
  type ChangedRow,
  compareRows,
  type MisplacedRow,
  type RowDifference,
  type RowRules,
} from './unit-tests/compare-rows.ts';
export { type Probe, probeSign, probesOf } from './unit-tests/probes.ts';
export { insertRows, rowsQuery, type TypedName, unknownNames } from './unit-tests/rows-query.ts';
export { type Fork, forksOf, type Stretch } from './unit-tests/sql-outline.ts';
export { stopClock, volatileNow } from './unit-tests/stopped-clock.ts';
