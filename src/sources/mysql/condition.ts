import type { SourceFilter } from '../../ports/index.ts';
import { floatText } from '../arrow/engine-text.ts';
import { type Bound, type Condition, instantBound, scaledBound, wellFormed } from '../server/condition.ts';
import { clockUnits, dayUnits, momentUnits, scaledText } from '../server/units.ts';
import { type Units, wholeCondition } from '../server/whole-condition.ts';
import type { ColumnField, ColumnPlan } from './column-plan.ts';
import { hexLiteral, quoteName } from './quote.ts';

const never: Condition = { sql: 'FALSE', exact: true };
const always: Condition = { sql: 'TRUE', exact: false };

/** A filter as MySQL applies it. */
export function conditionOf(filter: SourceFilter, field: ColumnField, plan: ColumnPlan): Condition {
  const condition = plainCondition(filter, field, plan);
  // A value that becomes NULL on the way is one here, and compares.
  const mayEmpty = plan.emptied && ['date', 'timestamp', 'timestamptz', 'time', 'bool'].includes(plan.store);
  if (!mayEmpty || condition === never) return condition;
  return filter.operator === 'is null' ? always : { ...condition, exact: false };
}

function plainCondition(filter: SourceFilter, field: ColumnField, plan: ColumnPlan): Condition {
  const { operator, value } = filter;
  const column = quoteName(field.name);
  if (operator === 'is null') {
    // Of a date that is NOT NULL, MySQL takes 0000-00-00 for NULL.
    const dated = ['date', 'timestamp', 'timestamptz'].includes(plan.store);
    return { sql: dated ? `COALESCE(${column}) IS NULL` : `${column} IS NULL`, exact: true };
  }
  if (operator === 'is not null') return { sql: `${column} IS NOT NULL`, exact: true };
  // Nothing compares with NULL.
  if (value === null) return never;
  const text = String(value);
  const whole = (bound: Bound | null, units: Units, compared = column) =>
    bound === null ? always : { sql: wholeCondition(compared, operator, bound, units), exact: true };
  switch (plan.store) {
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint8':
    case 'uint16':
    case 'uint32':
    case 'uint64':
      // A YEAR takes 70 for 1970, a BIT its bytes for a text.
      return whole(
        scaledBound(text, 0),
        integers,
        /^(year|bit)$/.test(field.type) ? `(${column} + 0)` : column,
      );
    case 'decimal':
      return whole(scaledBound(text, plan.scale), decimalUnits(plan.digits, plan.scale));
    case 'date':
      return whole(instantBound(text, 86_400_000_000_000n), days);
    case 'timestamp':
    case 'timestamptz':
      return whole(instantBound(text, 1000n), moments);
    case 'time':
      return whole(instantBound(`1970-01-01 ${text}`, 1000n), times);
    case 'bool':
      return /^(true|false)$/i.test(text)
        ? { sql: `(${column} + 0) ${operator} ${/^true$/i.test(text) ? 1 : 0}`, exact: true }
        : always;
    case 'float32':
    case 'float64': {
      const number = floatText(text);
      const compared = number !== null && plan.store === 'float32' ? Math.fround(number) : number;
      return compared === null || !Number.isFinite(compared)
        ? always
        : { sql: `${column} ${operator} ${compared.toExponential()}`, exact: true };
    }
    case 'utf8':
      return textCondition(column, operator, text, field);
    default:
      return always;
  }
}

const integers: Units = { least: -(2n ** 63n), most: 2n ** 64n - 1n, literal: (units) => units.toString() };
const days = dayUnits((day) => `DATE '${day}'`);
const moments = momentUnits(6, (moment) => `TIMESTAMP '${moment}'`);
const times = clockUnits(6, (time) => `TIME '${time}'`);

function decimalUnits(digits: number, scale: number): Units {
  const most = 10n ** BigInt(digits) - 1n;
  return { least: -most, most, literal: (units) => scaledText(units, scale) };
}

/**
 * Text is compared by its bytes in UTF-8, as the engine does: MySQL's own comparison takes `A` for `a` and `é` for `e` where the collation says so, and as a rule takes no notice
 * of spaces at the end.
 */
function textCondition(
  column: string,
  operator: SourceFilter['operator'],
  text: string,
  { type }: ColumnField,
): Condition {
  if (!/^(char|varchar|tinytext|text|mediumtext|longtext|enum|set)$/.test(type) || !wellFormed(text))
    return always;
  const literal = hexLiteral(text);
  const bytes = `CAST(CONVERT(${column} USING utf8mb4) AS BINARY) ${operator} ${literal}`;
  // What is equal byte by byte is equal under any collation, and this an index can be used for.
  const indexed = operator === '=' && /^(char|varchar)$/.test(type) && /^[\x20-\x7e]*$/.test(text);
  return { sql: indexed ? `(${column} = _utf8mb4 ${literal} AND ${bytes})` : bytes, exact: true };
}
