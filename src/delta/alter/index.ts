/**
 * Changes of a table's schema and properties, as metadata alone. In: a table and a list of changes. Out: the version made. Rewrites no files.
 */
export { alterTable } from './alter-table.ts';
export type { TableChange } from './table-change.ts';
export { widenField } from './widen-field.ts';
