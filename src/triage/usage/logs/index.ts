/**
 * Query logs of many servers and programs. In: lines of text, or rows of a table. Out: for each a query, something else, or why it cannot be read. A damaged line costs itself, not what follows.
 */

export { splitFields } from './csv-records.ts';
export {
  blindSpotsOf,
  detectFormat,
  dialectOfFormat,
  type FieldNames,
  fieldNames,
  type LogField,
  type LogFormat,
  logFields,
  logFormats,
  looksLikeJson,
} from './log-format.ts';
export { createLogReader, type LogReader, type LogReaderOptions, readTableRow } from './log-reader.ts';
export { zoneOffsets } from './log-time.ts';
export { foundFields, type LoggedQuery, type LoggedRow } from './row-reader.ts';
