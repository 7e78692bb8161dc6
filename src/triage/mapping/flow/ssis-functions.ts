import { sqlLiteral } from '../sql-names.ts';
import { type KnownValue, known, levels, unfit, within } from './flow-value.ts';

type Call = (values: readonly KnownValue[]) => KnownValue;

const plain =
  (sql: string, count: number, family: KnownValue['family']): Call =>
  (values) => {
    if (values.length !== count) unfit(`\`${sql}\` has ${values.length} arguments`);
    return known(`${sql}(${values.map((value) => value.sql).join(', ')})`, family);
  };

/** Functions that mean the same in DuckDB, by their names in SSIS. */
const functions: Readonly<Record<string, Call>> = {
  ISNULL: ([value, ...more]) => {
    if (value === undefined || more.length > 0) unfit('ISNULL has one argument');
    return known(`${within(value, levels.concat)} IS NULL`, 'boolean', levels.is, true);
  },
  REPLACENULL: ([value, other, ...more]) => {
    if (value === undefined || other === undefined || more.length > 0) unfit('REPLACENULL has two arguments');
    const family = value.family === 'unknown' ? other.family : value.family;
    return known(`coalesce(${value.sql}, ${other.sql})`, family, undefined, other.isCertain);
  },
  UPPER: plain('upper', 1, 'text'),
  LOWER: plain('lower', 1, 'text'),
  TRIM: plain('trim', 1, 'text'),
  LTRIM: plain('ltrim', 1, 'text'),
  RTRIM: plain('rtrim', 1, 'text'),
  LEN: plain('length', 1, 'integer'),
  REVERSE: plain('reverse', 1, 'text'),
  REPLACE: plain('replace', 3, 'text'),
  SUBSTRING: plain('substring', 3, 'text'),
  LEFT: plain('left', 2, 'text'),
  RIGHT: plain('right', 2, 'text'),
  YEAR: plain('year', 1, 'integer'),
  MONTH: plain('month', 1, 'integer'),
  DAY: plain('day', 1, 'integer'),
  SQRT: plain('sqrt', 1, 'number'),
  ABS: ([value, ...more]) => {
    if (value === undefined || more.length > 0) unfit('ABS has one argument');
    return known(`abs(${value.sql})`, value.family);
  },
};

export function callOf(name: string, values: readonly KnownValue[]): KnownValue {
  const call = Object.hasOwn(functions, name.toUpperCase()) ? functions[name.toUpperCase()] : undefined;
  if (call === undefined) unfit(`the function \`${name}\` is not translated`);
  return call(values);
}

export function textLiteral(text: string): KnownValue {
  return known(sqlLiteral(text), 'text', undefined, true);
}
