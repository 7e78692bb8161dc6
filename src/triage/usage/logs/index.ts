/**
 * Query logs of many servers and programs. In: lines of text, or rows of a table. Out: for each a query, something else, or why it cannot be read. A damaged line costs itself, not what follows.
 */

export { splitFields } from './csv-records.ts';
export { detectFormat, type LogHint, looksLikeJson, unreadable } from './detect-format.ts';
export { type FieldNames, fieldNames, type LogField, logFields } from './field-names.ts';
export {
  blindSpotsOf,
  dialectOfFormat,
  isSnapshot,
  isTable,
  type LogFormat,
  logFormats,
  tellsReads,
} from './log-format.ts';
export {
  columnName,
  createLogReader,
  createTableReader,
  type LogReader,
  type LogReaderOptions,
} from './log-reader.ts';
export { zoneOffsets } from './log-time.ts';
export type { LoggedRead } from './logged-read.ts';
export { foundFields, type LoggedQuery, type LoggedRow } from './row-reader.ts';
export { wrappedStatement } from './sql-server.ts';
