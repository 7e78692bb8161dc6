/**
 * Legacy SQL as DuckDB's. In: one statement of a dialect, and what is known of its tables. Out: a query with warnings, or the reasons why there is none. The
 * parser is a library; what a construct means in DuckDB is decided here, construct by construct, and what is not known is refused. Never binds, never runs.
 */
export { namedType, type WrittenType } from './data-types.ts';
export { type DialectFacts, dialectFacts } from './dialect-facts.ts';
export { type Family, familyOf } from './family.ts';
export { isDummyTable } from './query/named-table.ts';
export { type LegacyParser, loadLegacyParser, type StatementText, translate } from './translate.ts';
export type {
  KnownTable,
  Refused,
  StatementForm,
  Translated,
  TranslateOptions,
  Translation,
  WrittenColumn,
  WrittenTarget,
} from './translation.ts';
