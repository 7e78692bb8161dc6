import { afterInterval } from '../expressions/moments.ts';
import { intervalOf, unitOf } from '../expressions/units.ts';
import { isMoment, isNumber } from '../family.ts';
import { writtenText } from '../names.ts';
import { whole } from '../work.ts';
import { joinedText } from './aggregates.ts';
import {
  aggregate,
  arg,
  argsOf,
  type Call,
  type FunctionRule,
  type FunctionRules,
  literalOf,
  refuseCall,
  same,
} from './call.ts';
import { addMonths, formatted, lastDay, momentArg, monthsBetween, now, parsedBy } from './dates/index.ts';
import { oracleMask } from './masks.ts';
import { round, toNumber, truncate } from './numbers.ts';
import { position, substring } from './pieces.ts';
import { decode, emptyAsNull, extreme, matches, tellPattern, textFunction } from './texts.ts';

/** Units of TRUNC and ROUND of dates. */
const units: Readonly<Record<string, string>> = {
  DD: 'day',
  DDD: 'day',
  J: 'day',
  MM: 'month',
  MON: 'month',
  MONTH: 'month',
  YYYY: 'year',
  YEAR: 'year',
  YY: 'year',
  SYYYY: 'year',
  Y: 'year',
  Q: 'quarter',
  HH: 'hour',
  HH24: 'hour',
  MI: 'minute',
  IW: 'week',
};

/** TRUNC of a date to its day or to a unit, or of a number. */
export const truncOfEither: FunctionRule = (call) => {
  const value = arg(call, 0);
  const mask = literalOf(call.args[1]);
  const isByUnit = call.args[1]?.kind === 'literal' && call.args[1].fields.literal_type === 'string';
  if (!isMoment(value.family) && !isByUnit) {
    if (!isNumber(value.family) && call.args.length === 1) {
      call.work.tell(
        'translate-date-arithmetic',
        {
          what: '`TRUNC` may cut off a time of day or a fraction; the type is not known here, it is taken for a number',
        },
        call.at,
      );
    }
    return truncate(call);
  }
  const unit = call.args.length === 1 ? 'day' : units[mask?.toUpperCase() ?? ''];
  if (unit === undefined) return refuseCall(call, `Its unit ${mask ?? ''} is not known here.`);
  const sql = `date_trunc('${unit}', ${value.sql})`;
  if (call.work.dialect === 'oracle')
    return whole(
      sql.startsWith('date_trunc') && value.family === 'date' ? `CAST(${sql} AS TIMESTAMP)` : sql,
      'timestamp',
    );
  return value.family === 'date' || call.work.dialect === 'databricks'
    ? whole(`CAST(${sql} AS DATE)`, 'date')
    : whole(sql, value.family);
};

/** TO_CHAR of a date by a mask, or of a number without one. */
export const toChar: FunctionRule = (call) => {
  if (call.args.length > 1) return formatted(0, 1, oracleMask)(call);
  const value = arg(call, 0);
  if (value.family === 'text') return value;
  if (value.family !== 'integer')
    call.work.tell(
      'translate-text-form',
      { dialect: call.work.facts.title, of: isMoment(value.family) ? 'date' : 'value' },
      call.at,
    );
  return whole(`CAST(${value.sql} AS VARCHAR)`, 'text');
};

/** TO_DATE with a mask; without one the session's. */
export function toDate(result: 'date' | 'timestamp', tries = false): FunctionRule {
  return (call) => {
    if (call.args.length > 1) return parsedBy(0, 1, oracleMask, result, tries)(call);
    const value = arg(call, 0);
    if (value.family !== 'date' && value.family !== 'timestamp')
      call.work.tell(
        'translate-date-format',
        { what: 'Text is read as a date by a format of the session here; DuckDB reads `2024-12-31`' },
        call.at,
      );
    return whole(
      `${tries ? 'TRY_CAST' : 'CAST'}(${value.sql} AS ${result === 'date' ? 'DATE' : 'TIMESTAMP'})`,
      result,
    );
  };
}

export const regexpReplace: FunctionRule = (call) => {
  const [value, pattern, replacement] = argsOf(call);
  if (value === undefined || pattern === undefined || call.args.length > 3)
    return refuseCall(call, 'It has a place, a number or flags.');
  tellPattern(call, pattern.sql);
  return emptyAsNull(
    call,
    whole(`regexp_replace(${value.sql}, ${pattern.sql}, ${replacement?.sql ?? "''"}, 'g')`, 'text'),
  );
};

export const regexpSubstr: FunctionRule = (call) => {
  const [value, pattern] = argsOf(call);
  if (value === undefined || pattern === undefined || call.args.length > 2)
    return refuseCall(call, 'It has a place, a number or flags.');
  tellPattern(call, pattern.sql);
  return whole(`nullif(regexp_extract(${value.sql}, ${pattern.sql}), '')`, 'text');
};

function interval(call: Call) {
  const unit = unitOf(literalOf(call.args[1]) ?? '');
  return unit === null
    ? refuseCall(call, 'Its unit is not known here.')
    : whole(intervalOf(arg(call, 0).sql, unit), 'interval');
}

const nextDay: FunctionRule = (call) => {
  const days = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
  const wanted = days.indexOf((literalOf(call.args[1]) ?? '').toUpperCase().slice(0, 3)) + 1;
  if (wanted === 0) return refuseCall(call, 'Its day is not a literal in English.');
  const moment = momentArg(call, 0);
  const step = `to_days(CAST((${wanted} - isodow(${moment.sql}) + 6) % 7 + 1 AS INTEGER))`;
  return afterInterval(call.work, moment, step, true, '+', call.at);
};

/** STDDEV and VARIANCE: of one value 0, where STDDEV_SAMP and VAR_SAMP, and DuckDB's, are NULL. */
function zeroOfOne(name: string): FunctionRule {
  return (call) => {
    const value = arg(call, 0).sql;
    const counted = aggregate(call, 'count', [value], 'integer').sql;
    return whole(
      `CASE WHEN ${counted} = 1 THEN 0 ELSE ${aggregate(call, name, [value], 'float').sql} END`,
      'float',
    );
  };
}

export const oracleFunctions: FunctionRules = {
  DECODE: decode,
  TO_DATE: toDate('timestamp'),
  TO_TIMESTAMP: toDate('timestamp'),
  TO_CHAR: toChar,
  TO_NUMBER: toNumber,
  SYSDATE: now('timestamp'),
  SYSTIMESTAMP: now('timestamptz'),
  ADD_MONTHS: addMonths,
  MONTHS_BETWEEN: monthsBetween,
  LAST_DAY: lastDay,
  NEXT_DAY: nextDay,
  TRUNC: truncOfEither,
  ROUND: (call) =>
    call.args[1]?.kind === 'literal' && call.args[1].fields.literal_type === 'string'
      ? refuseCall(call, 'It rounds a date.')
      : round(call),
  INSTR: position(0, 1, 2, 3),
  LODE_INSTR: position(0, 1, 2, 3),
  STRPOS: position(0, 1, 2, 3),
  SUBSTR: substring,
  TRANSLATE: textFunction('translate', 3),
  LISTAGG: joinedText(''),
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  REGEXP_LIKE: matches(''),
  REGEXP_REPLACE: regexpReplace,
  REGEXP_SUBSTR: regexpSubstr,
  NUMTODSINTERVAL: interval,
  NUMTOYMINTERVAL: interval,
  CHR: same('chr', 'text'),
  LOG: same('log', 'float', 2),
  LNNVL: (call) => whole(`(${arg(call, 0).sql}) IS NOT TRUE`, 'boolean'),
  STDDEV: zeroOfOne('stddev_samp'),
  VARIANCE: zeroOfOne('var_samp'),
  STATS_MODE: (call) => {
    call.work.tell(
      'translate-meaning',
      { what: 'Of several values that are equally frequent any may be given' },
      call.at,
    );
    return whole(`mode(${arg(call, 0).sql})${call.over}`, 'unknown');
  },
  BITAND: (call) => whole(`(${arg(call, 0).sql}) & (${arg(call, 1).sql})`, 'integer'),
  INITCAP: (call) => whole(initcap(arg(call, 0).sql), 'text'),
};

/** Every word with a capital, the rest small: what is no letter or digit parts words. */
export function initcap(text: string): string {
  return `array_to_string(list_transform(regexp_extract_all(lower(${text}), ${writtenText('[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+')}), lambda w: upper(w[1]) || w[2:]), '')`;
}
