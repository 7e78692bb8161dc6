import type { SourceFilter } from '../../ports/index.ts';
import { floatText } from '../arrow/engine-text.ts';
import { type Bound, type Condition, instantBound, scaledBound, wellFormed } from '../server/condition.ts';
import { clockUnits, dayUnits, momentUnits, scaledText } from '../server/units.ts';
import { type Units, wholeCondition } from '../server/whole-condition.ts';
import type { ColumnField, ColumnPlan } from './column-plan.ts';
import { quoteName, quoteText } from './quote.ts';

const never: Condition = { sql: 'FALSE', exact: true };
const always: Condition = { sql: 'TRUE', exact: false };

/** A filter as PostgreSQL applies it. Values stand in literals of their type. */
export function conditionOf(filter: SourceFilter, field: ColumnField, plan: ColumnPlan): Condition {
  const condition = plainCondition(filter, field, plan);
  // A value that becomes NULL on the way is one here, and compares.
  const mayEmpty = plan.emptied && ['date', 'timestamp', 'timestamptz', 'decimal'].includes(plan.store);
  if (!mayEmpty || condition === never) return condition;
  return filter.operator === 'is null' ? always : { ...condition, exact: false };
}

function plainCondition(filter: SourceFilter, field: ColumnField, plan: ColumnPlan): Condition {
  const { operator, value } = filter;
  const column = quoteName(field.name);
  if (operator === 'is null') return { sql: isNull(column, field, 'IS NULL'), exact: true };
  if (operator === 'is not null') return { sql: isNull(column, field, 'IS NOT NULL'), exact: true };
  // Nothing compares with NULL.
  if (value === null) return never;
  const text = String(value);
  const whole = (bound: Bound | null, units: Units) =>
    bound === null ? always : { sql: wholeCondition(column, operator, bound, units), exact: true };
  switch (plan.store) {
    case 'int16':
    case 'int32':
    case 'int64':
      return whole(scaledBound(text, 0), integers);
    case 'decimal':
      // Of values that may have more digits than the column's type, those that have are refused, not passed over.
      return whole(scaledBound(text, plan.scale), decimalUnits(plan.digits, plan.scale));
    case 'date':
      return whole(instantBound(text, 86_400_000_000_000n), days);
    case 'timestamp':
      return whole(instantBound(text, 1000n), moments);
    case 'timestamptz':
      return whole(instantBound(text, 1000n), zonedMoments);
    case 'time':
      return whole(instantBound(`1970-01-01 ${text}`, 1000n), times);
    case 'bool':
      return /^(true|false)$/i.test(text) ? { sql: `${column} ${operator} ${text}`, exact: true } : always;
    case 'float32':
    case 'float64': {
      const number = floatText(text);
      const value = number !== null && plan.store === 'float32' ? Math.fround(number) : number;
      // As in the engine NaN is equal to itself and above all else.
      return value === null
        ? always
        : { sql: `${column} ${operator} '${value}'::pg_catalog.float8`, exact: true };
    }
    default:
      return textCondition(column, operator, text, field, plan);
  }
}

/** A row is NULL to IS NULL where all its fields are. */
function isNull(column: string, { kind }: ColumnField, test: 'IS NULL' | 'IS NOT NULL'): string {
  return kind === 'c' ? `${column}::pg_catalog.text ${test}` : `${column} ${test}`;
}

const integers: Units = {
  least: -(2n ** 63n),
  most: 2n ** 63n - 1n,
  literal: (units) => `'${units}'::pg_catalog.int8`,
};
const days = dayUnits((day) => `'${day}'::pg_catalog.date`);
const moments = momentUnits(6, (moment) => `'${moment}'::pg_catalog."timestamp"`);
const zonedMoments = momentUnits(6, (moment) => `'${moment}+00'::pg_catalog.timestamptz`);
/** A day's time may be 24:00. */
const times: Units = { ...clockUnits(6, (time) => `'${time}'::pg_catalog."time"`), most: 86_400_000_000n };

function decimalUnits(digits: number, scale: number): Units {
  const most = 10n ** BigInt(digits) - 1n;
  return { least: -most, most, literal: (units) => `'${scaledText(units, scale)}'::pg_catalog.numeric` };
}

/** Text is compared by its bytes in UTF-8, as the engine does, and not by the column's collation, which may take other texts for equal. */
function textCondition(
  column: string,
  operator: SourceFilter['operator'],
  text: string,
  { encoding }: ColumnField,
  plan: ColumnPlan,
): Condition {
  if (text.includes('\0') || !wellFormed(text)) return always;
  const literal = quoteText(text);
  switch (plan.text) {
    case 'own': {
      // In another encoding the order of bytes is another, and a character may have none.
      const sameBytes = encoding === 'UTF8';
      const ascii = /^[\x01-\x7f]*$/.test(text);
      if (!sameBytes && !(ascii && (operator === '=' || operator === '<>'))) return always;
      const bytes = `${column} COLLATE pg_catalog."C" ${operator} ${literal}`;
      // What is equal byte by byte is equal under any collation, and this an index can be used for.
      return { sql: operator === '=' ? `(${column} = ${literal} AND ${bytes})` : bytes, exact: true };
    }
    case 'padded':
      return operator === '=' && encoding === 'UTF8'
        ? { sql: `${column} = ${literal}::pg_catalog.bpchar`, exact: false }
        : always;
    case 'uuid':
      return operator === '=' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
        ? { sql: `${column} = ${literal}::pg_catalog.uuid`, exact: true }
        : always;
    default:
      return always;
  }
}
