import { castTo } from '../expressions/casts.ts';
import { type Family, familyOf, isNumber } from '../family.ts';
import { atom, type Written, whole } from '../work.ts';
import {
  aggregate,
  arg,
  argsOf,
  type Call,
  type FunctionRule,
  literalOf,
  refuseCall,
  scalar,
} from './call.ts';

/** ROUND: halves away from zero, for decimals as for doubles, as everywhere but in the even rounding of some doubles. */
export const round: FunctionRule = (call) => {
  const [value, digits, mode] = argsOf(call);
  if (value === undefined || call.args.length > 3)
    return refuseCall(call, `It has ${call.args.length} arguments here.`);
  if (mode !== undefined) {
    if (call.work.dialect !== 'tsql') return refuseCall(call, 'It has a third argument.');
    if (literalOf(call.args[2]) !== '0') return truncate(call);
  }
  if (value.family === 'text')
    call.work.tell(
      'translate-implicit-cast',
      { dialect: call.work.facts.title, from: 'text', to: 'a number' },
      call.at,
    );
  if (value.family === 'unknown' || value.family === 'float' || value.family === 'integer') {
    if (value.family !== 'integer' && call.work.dialect !== 'oracle')
      call.work.tell(
        'translate-rounding',
        {
          what: 'Halves of DOUBLE values may be rounded otherwise: to the even neighbour, or by their digits.',
        },
        call.at,
      );
  }
  if (!['unknown', 'text', 'null'].includes(value.family) && !isNumber(value.family))
    return refuseCall(call, 'It rounds a date.');
  if (digits !== undefined && !/^-?\d+$/.test(digits.sql))
    return refuseCall(call, 'To how many digits it rounds has to be a plain number: DuckDB knows no other.');
  return scalar(
    call,
    'round',
    digits === undefined ? [value] : [value, digits],
    value.family === 'integer' ? 'integer' : value.family,
  );
};

/** TRUNC and TRUNCATE of numbers. */
export const truncate: FunctionRule = (call) => {
  const [value, digits] = argsOf(call);
  if (value === undefined || call.args.length > 3)
    return refuseCall(call, `It has ${call.args.length} arguments here.`);
  if (!['unknown', 'null'].includes(value.family) && !isNumber(value.family))
    return refuseCall(call, 'It truncates something that is no number.');
  const count = digits === undefined ? '0' : digits.sql;
  if (/^-/.test(count)) return refuseCall(call, 'It cuts off digits before the point.');
  if (!/^\d+$/.test(count)) return refuseCall(call, 'To how many digits it cuts has to be a plain number.');
  return whole(count === '0' ? `trunc(${value.sql})` : `trunc(${value.sql}, ${count})`, value.family);
};

/** Truth values are numbers in MySQL. */
function asNumber(call: Call, value: Written): Written {
  return value.family === 'boolean' && call.work.dialect === 'mysql'
    ? whole(`CAST(${value.sql} AS INTEGER)`, 'integer')
    : value;
}

/** AVG, of integers an integer where the original has it so. */
export const average: FunctionRule = (call) => {
  const value = asNumber(call, arg(call, 0));
  const plain = aggregate(call, 'avg', [value.sql], 'float');
  if (!call.work.facts.integerAverage) {
    if (value.family === 'decimal' || value.family === 'integer')
      call.work.tell(
        'translate-result-type',
        { what: 'AVG gives exact decimals in the original, and DOUBLE in DuckDB.' },
        call.at,
      );
    return plain;
  }
  if (value.family === 'integer') return whole(`CAST(trunc(${plain.sql}) AS BIGINT)`, 'integer');
  if (value.family !== 'float')
    call.work.tell(
      'translate-result-type',
      {
        what:
          value.family === 'decimal'
            ? 'AVG of decimals keeps a certain number of digits in the original, and is DOUBLE in DuckDB.'
            : 'AVG of integers is an integer in the original, and keeps its fraction in DuckDB; the type is not known here.',
      },
      call.at,
    );
  return plain;
};

/** SUM, whose type is the next larger. */
export const sum: FunctionRule = (call) => {
  const value = asNumber(call, arg(call, 0));
  if (value.family === 'text')
    call.work.tell(
      'translate-implicit-cast',
      { dialect: call.work.facts.title, from: 'text', to: 'a number' },
      call.at,
    );
  return aggregate(call, 'sum', [value.sql], value.family === 'text' ? 'float' : value.family);
};

/** A cast that is a function: `INTEGER(x)`, `DECIMAL(x, 5, 2)`. */
export function castFunction(type: string): FunctionRule {
  return (call) => {
    const value = arg(call, 0);
    const [precision, scale] = [literalOf(call.args[1]), literalOf(call.args[2])];
    if (type === 'decimal')
      return precision === null
        ? refuseCall(call, 'It has no digits.')
        : castTo(
            call.work,
            value,
            { data_type: 'decimal', precision: Number(precision), scale: Number(scale ?? 0) },
            call.at,
            false,
          );
    if (call.args.length !== 1) return refuseCall(call, `It has ${call.args.length} arguments here.`);
    return castTo(call.work, value, { data_type: type }, call.at, false);
  };
}

function families(...values: readonly Written[]): Family[] {
  return values.map((each) => each.family);
}

/** A quotient that is NULL, or `otherwise`, where the divisor is 0. */
export function safeQuotient(otherwise: 'NULL' | '0'): FunctionRule {
  return (call) => {
    const [left, right] = argsOf(call);
    if (left === undefined || right === undefined) return refuseCall(call, 'It has not two arguments.');
    const isExact = [left.family, right.family].some((each) => each === 'decimal' || each === 'unknown');
    // Of integers BigQuery and Databricks give DOUBLE, as DuckDB does; of decimals, and in Snowflake always, digits are counted.
    if (!families(left, right).includes('float') && (isExact || call.work.dialect === 'snowflake'))
      call.work.tell('translate-decimal-division', { dialect: call.work.facts.title }, call.at);
    const quotient = `${atom(left)} / nullif(${right.sql}, 0)`;
    if (otherwise === 'NULL') return whole(`(${quotient})`, 'float');
    return whole(
      `CASE WHEN ${atom(right)} = 0 AND ${atom(left)} IS NOT NULL THEN 0 ELSE ${quotient} END`,
      'float',
    );
  };
}

/** Integer division, toward zero. */
export const integerQuotient: FunctionRule = (call) => {
  const [left, right] = argsOf(call);
  if (left === undefined || right === undefined) return refuseCall(call, 'It has not two arguments.');
  if (call.work.facts.zero === 'error' && !(/^\d+$/.test(right.sql) && Number(right.sql) !== 0))
    call.work.tell('translate-division-by-zero', { dialect: call.work.facts.title }, call.at);
  const isWhole = left.family === 'integer' && right.family === 'integer';
  if (!isWhole) {
    const quotient = `${atom(left)} / nullif(${right.sql}, 0)`;
    return whole(`CAST(trunc(${quotient}) AS BIGINT)`, 'integer');
  }
  return { sql: `(${atom(left)} // ${atom(right)})`, family: 'integer', rank: 10 };
};

/** TO_NUMBER without a format. */
export const toNumber: FunctionRule = (call) => {
  const value = arg(call, 0);
  const isTry = call.name.startsWith('TRY') || call.word === 'try';
  const cast = isTry ? 'TRY_CAST' : 'CAST';
  if (call.work.dialect === 'snowflake') {
    const [precision, scale] = [literalOf(call.args[1]) ?? '38', literalOf(call.args[2]) ?? '0'];
    if (!/^\d+$/.test(precision) || !/^\d+$/.test(scale)) return refuseCall(call, 'It has a format.');
    const type = `DECIMAL(${precision}, ${scale})`;
    return whole(`${cast}(${value.sql} AS ${type})`, familyOf(type));
  }
  if (call.args.length > 1) return refuseCall(call, 'It has a format.');
  call.work.tell(
    'translate-result-type',
    { what: 'A NUMBER is read as DOUBLE here, which keeps about 15 digits.' },
    call.at,
  );
  return whole(`${cast}(${value.sql} AS DOUBLE)`, 'float');
};

/** A random number: other values on each run, as in the original. */
export const random: FunctionRule = (call) => {
  if (call.args.length > 0) return refuseCall(call, 'It has a seed or limits.');
  return whole('random()', 'float');
};

/** POWER of T-SQL and DB2. */
export const power: FunctionRule = (call) => {
  const [base, exponent] = argsOf(call);
  if (base === undefined || exponent === undefined || call.args.length !== 2)
    return refuseCall(call, `It has ${call.args.length} arguments here.`);
  if (base.family !== 'float')
    call.work.tell(
      'translate-result-type',
      {
        what: `POWER has the type of its arguments in ${call.work.facts.title} (of integers an integer), and is DOUBLE here.`,
      },
      call.at,
    );
  return whole(`power(${base.sql}, ${exponent.sql})`, 'float');
};
