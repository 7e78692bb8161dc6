import type { SourceFilter } from '../../ports/index.ts';
import { floatText } from '../arrow/engine-text.ts';
import { type Bound, type Condition, instantBound, scaledBound, wellFormed } from '../server/condition.ts';
import { clockUnits, dayUnits, momentUnits, scaledText } from '../server/units.ts';
import { type Units, wholeCondition } from '../server/whole-condition.ts';
import type { ColumnField, ColumnPlan } from './column-plan.ts';
import { hexLiteral, quoteName, quoteText } from './quote.ts';
import { textForm } from './text-form.ts';

const never: Condition = { sql: '1 = 0', exact: true };

/** Values are written into the text as casts of digits, or in hexadecimal: nothing in them can end the literal. */
export function conditionOf(
  filter: SourceFilter,
  field: ColumnField,
  plan: ColumnPlan,
  configuredCharset: string,
): Condition {
  const { operator } = filter;
  const column = quoteName(field.name);
  if (operator === 'is null') return { sql: `${column} IS NULL`, exact: true };
  if (operator === 'is not null') return { sql: `${column} IS NOT NULL`, exact: true };
  // Nothing compares with NULL.
  if (filter.value === null) return never;
  const present: Condition = { sql: `${column} IS NOT NULL`, exact: false };
  const text = String(filter.value);
  const whole = (bound: Bound | null, units: Units) =>
    bound === null ? present : { sql: wholeCondition(column, operator, bound, units), exact: true };
  switch (plan.store) {
    case 'int16':
    case 'int32':
    case 'int64':
      return whole(scaledBound(text, 0), numberUnits(0));
    case 'decimal':
      return whole(scaledBound(text, plan.scale), numberUnits(plan.scale));
    case 'date':
      return whole(instantBound(text, 86_400_000_000_000n), days);
    case 'timestamp':
      return whole(instantBound(text, 100_000n), moments);
    case 'time':
      return whole(instantBound(`1970-01-01 ${text}`, 100_000n), times);
    case 'bool':
      return /^(true|false)$/i.test(text)
        ? { sql: `${column} ${operator} ${text.toUpperCase()}`, exact: true }
        : present;
    case 'float32':
    case 'float64': {
      const number = floatText(text);
      const value = number !== null && plan.store === 'float32' ? Math.fround(number) : number;
      return floatCondition(column, operator, value) ?? present;
    }
    case 'utf8':
    case 'single-byte':
      return textCondition(column, operator, text, field, configuredCharset) ?? present;
    default:
      return present;
  }
}

const days = dayUnits((day) => `CAST('${day}' AS DATE)`);
const moments = momentUnits(4, (moment) => `CAST('${moment}' AS TIMESTAMP)`);
const times = clockUnits(4, (time) => `CAST('${time}' AS TIME)`);

function numberUnits(scale: number): Units {
  return {
    least: -(2n ** 63n),
    most: 2n ** 63n - 1n,
    literal: (units) =>
      `CAST('${scaledText(units, scale)}' AS ${scale === 0 ? 'BIGINT' : `NUMERIC(18,${scale})`})`,
  };
}

/** Firebird reads a decimal text into a double with an error in the last digits, so the bounds are a little wide; and it takes NaN for less than anything. */
function floatCondition(
  column: string,
  operator: SourceFilter['operator'],
  value: number | null,
): Condition | null {
  if (value === null || !Number.isFinite(value) || Math.abs(value) > 1e300) return null;
  const margin = Math.max(Math.abs(value) * 1e-12, 1e-300);
  const low = `CAST('${(value - margin).toExponential()}' AS DOUBLE PRECISION)`;
  const high = `CAST('${(value + margin).toExponential()}' AS DOUBLE PRECISION)`;
  const conditions: Partial<Record<SourceFilter['operator'], string>> = {
    '=': `${column} BETWEEN ${low} AND ${high}`,
    '<': `${column} <= ${high}`,
    '<=': `${column} <= ${high}`,
    '>': `(${column} >= ${low} OR ${column} <> ${column})`,
    '>=': `(${column} >= ${low} OR ${column} <> ${column})`,
  };
  const sql = conditions[operator];
  return sql === undefined ? null : { sql, exact: false };
}

/** The longest text that is compared by the server, in bytes; its literals end at 32 kB. */
const longestText = 8000;

/**
 * Text is compared by its bytes in UTF-8, as the engine does: Firebird's own comparison knows collations and takes no notice of trailing spaces. Under OCTETS it takes no
 * notice of trailing zero bytes, so the length is looked at as well. null where that cannot be said exactly.
 */
function textCondition(
  column: string,
  operator: SourceFilter['operator'],
  text: string,
  field: ColumnField,
  configuredCharset: string,
): Condition | null {
  const length = Buffer.byteLength(text, 'utf8');
  if (field.type === 261 || field.characters > 8191 || length > longestText || !wellFormed(text)) return null;
  const form = textForm(field.charset, configuredCharset);
  if (form.kind === 'binary') return null;
  // The server makes U+0000 of bytes that a character set has no character for, and the order of the others is not that of UTF-8.
  const doubtful = form.kind !== 'utf8' && form.charset !== 'ISO8859_1';
  if (doubtful && (/[\0\u0080-\u009f]/.test(text) || (operator !== '=' && operator !== '<>'))) return null;
  const size = field.characters;
  const inUtf8 =
    form.kind === 'utf8' && field.charset === 'NONE'
      ? column
      : field.charset === 'NONE'
        ? `CAST(CAST(${column} AS VARCHAR(${size}) CHARACTER SET ${form.charset}) AS VARCHAR(${size}) CHARACTER SET UTF8)`
        : `CAST(${column} AS VARCHAR(${size}) CHARACTER SET UTF8)`;
  const bytes = `CAST(${inUtf8} AS VARCHAR(${size * 4}) CHARACTER SET OCTETS)`;
  const literal = hexLiteral(text);
  const same = `${bytes} = ${literal} AND OCTET_LENGTH(${bytes})`;
  switch (operator) {
    case '=': {
      // What is equal byte by byte is equal under any collation, and this an index can be used for.
      const plain = /^[\x01-\x7f]*$/.test(text) ? `${column} = ${quoteText(text)} AND ` : '';
      return { sql: `(${plain}${same} = ${length})`, exact: true };
    }
    case '<>':
      return { sql: `NOT (${same} = ${length})`, exact: true };
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { sql: `(${bytes} ${operator[0]} ${literal} OR ${same} ${operator} ${length})`, exact: true };
    case 'is null':
    case 'is not null':
      return null;
  }
}
