/**
 * How CSV text is written, as values: the dialect that project.yml, contracts and exports declare, and what can be told of it from a file's beginning.
 * Text in, values out; files are read and written elsewhere.
 */
export {
  type CsvDialect,
  type CsvDialectForm,
  csvDialectForm,
  defaultDialect,
  dialectConflict,
  dialectOf,
} from './dialect.ts';
export { type CsvEncoding, csvEncodingOf, csvEncodings } from './encoding.ts';
export { missingInFormat, type TimePiece, type TimeWord, timePieces } from './time-format.ts';
