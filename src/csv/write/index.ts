/**
 * CSV as it is written: a field's text with its quotes, by Python's rules, as a function (headers, NULL) and as SQL (values); the text of a value, as SQL; text as bytes.
 * Dialect and types in, text, SQL and bytes out; files are written elsewhere.
 */
export {
  byteOrderMark,
  type Encode,
  encodableClass,
  encoderOf,
  isEncodable,
  NotEncodable,
  type Unencodable,
} from './encode-text.ts';
export { fieldSql, sqlText, type TextColumn, unwritableSql } from './field-sql.ts';
export { fieldText, type Unwritable } from './field-text.ts';
export {
  type CsvRules,
  type FieldKind,
  type FieldQuotes,
  lineEnds,
  rulesOf,
  specialLetters,
} from './rules.ts';
export {
  plainFormat,
  type TimeResolution,
  timeResolutions,
  type ValueFormat,
  type ValueText,
  valueKind,
  valueText,
} from './value-text.ts';
