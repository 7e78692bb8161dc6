/**
 * Who reads what, by the query logs that were imported: a Delta table `_usage` of the lake. Each log is one commit, which is made once. In: rows of a log, as a SELECT. Out: SELECTs over all of them, and views that
 * `lode query` reads.
 */
export { appendUsage, type UsageAddition } from './append-usage.ts';
export { asksForUsage, defineUsageViews, usageRelations } from './define-usage-views.ts';
export { type KnownImport, knownImports } from './known-imports.ts';
export { readsQuery, usageQuery } from './read-usage.ts';
export { nobody, readUsageSummary } from './read-usage-summary.ts';
export { noUsage, usageTable } from './usage-table.ts';
