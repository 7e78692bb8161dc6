/**
 * How CSV text is written, as values: the dialect that project.yml, contracts and exports declare, and what can be told of it from a file's beginning.
 * Text in, values out; files are read and written elsewhere.
 */
export {
  type CutRecord,
  type Cutter,
  createCutter,
  fieldForms,
  type RecordProblem,
  unescapeField,
} from './cut-records.ts';
export {
  type CsvDialect,
  type CsvDialectForm,
  csvDialectForm,
  defaultDialect,
  dialectConflict,
  dialectOf,
} from './dialect.ts';
export { type CsvEncoding, csvEncodingOf, csvEncodings } from './encoding.ts';
export { type DialectHints, type FoundDialect, findDialect } from './find-dialect.ts';
export { headerNames } from './header-names.ts';
export { type BadRows, type CsvReadingForm, csvReadingForm } from './reading.ts';
export { missingInFormat, type TimePiece, type TimeWord, timePieces } from './time-format.ts';
export { type NumberProblem, type ScannedNumber, scanNumber, ungroup } from './values/scan-number.ts';
export {
  type ScannedTime,
  scanIsoDate,
  scanIsoTime,
  scanIsoTimestamp,
  type TimeScanner,
  timeScanner,
} from './values/scan-time.ts';
