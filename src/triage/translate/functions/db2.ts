import { wholeUnits } from '../expressions/moments.ts';
import type { TimeUnit } from '../expressions/units.ts';
import { whole } from '../work.ts';
import { joinedText } from './aggregates.ts';
import {
  arg,
  argsOf,
  type FunctionRule,
  type FunctionRules,
  refuseCall,
  same,
  sameAggregate,
  template,
} from './call.ts';
import { addMonths, lastDay, momentArg, now, partOf } from './dates/index.ts';
import { castFunction, power, truncate } from './numbers.ts';
import { regexpReplace, regexpSubstr, toChar, toDate } from './oracle.ts';
import { character, position, repeat, side, substring } from './pieces.ts';
import { coalesce, concat, decode, extreme, trim } from './texts.ts';

/** DAYS_BETWEEN and its kin: how many full units the first moment is later than the second. */
function fullUnits(unit: TimeUnit): FunctionRule {
  return (call) => {
    const [later, earlier] = [momentArg(call, 0), momentArg(call, 1)].map(
      (each) => `CAST(${each.sql} AS TIMESTAMP)`,
    );
    return call.args.length === 2
      ? wholeUnits(unit, earlier!, later!)
      : refuseCall(call, `It has ${call.args.length} arguments here.`);
  };
}

export const db2Functions: FunctionRules = {
  VALUE: coalesce,
  CHR: character(128),
  DECFLOAT: (call) => {
    call.work.tell('translate-result-type', { what: 'DECFLOAT keeps 34 digits, DOUBLE about 15.' }, call.at);
    return castFunction('double')(call.args.length > 1 ? { ...call, args: call.args.slice(0, 1) } : call);
  },
  REGEXP_REPLACE: regexpReplace,
  REGEXP_SUBSTR: regexpSubstr,
  DAYS_BETWEEN: fullUnits('day'),
  HOURS_BETWEEN: fullUnits('hour'),
  MINUTES_BETWEEN: fullUnits('minute'),
  SECONDS_BETWEEN: fullUnits('second'),
  CONCAT: concat(false),
  // Both divide by the number of values; STDDEV_SAMP and VAR_SAMP by one less.
  STDDEV: sameAggregate('stddev_pop', 'float'),
  VARIANCE: sameAggregate('var_pop', 'float'),
  POWER: power,
  DAYS: (call) => whole(`(CAST(${momentArg(call, 0).sql} AS DATE) - DATE '0001-01-01' + 1)`, 'integer'),
  DATE: (call) => {
    const value = arg(call, 0);
    if (value.family === 'integer') return refuseCall(call, 'It takes a number of days here.');
    return whole(`CAST(${value.sql} AS DATE)`, 'date');
  },
  TIMESTAMP: (call) =>
    call.args.length === 1
      ? whole(`CAST(${arg(call, 0).sql} AS TIMESTAMP)`, 'timestamp')
      : refuseCall(call, 'It has several arguments.'),
  INTEGER: castFunction('int'),
  INT: castFunction('int'),
  SMALLINT: castFunction('small_int'),
  BIGINT: castFunction('big_int'),
  DOUBLE: castFunction('double'),
  FLOAT: castFunction('double'),
  DECIMAL: castFunction('decimal'),
  DEC: castFunction('decimal'),
  CHAR: (call) => {
    if (call.args.length !== 1) return refuseCall(call, 'It has a format or a length.');
    call.work.tell('translate-text-form', { dialect: call.work.facts.title, of: 'value' }, call.at);
    return whole(`CAST(${arg(call, 0).sql} AS VARCHAR)`, 'text');
  },
  VARCHAR: (call) => {
    const [value, length] = argsOf(call);
    if (value?.family !== 'text')
      call.work.tell('translate-text-form', { dialect: call.work.facts.title, of: 'value' }, call.at);
    const text = value?.family === 'text' ? value.sql : `CAST(${value?.sql ?? 'NULL'} AS VARCHAR)`;
    return whole(length === undefined ? text : `left(${text}, ${length.sql})`, 'text');
  },
  DIGITS: (call) => refuseCall(call, 'How many zeros it puts in front depends on the type of the column.'),
  POSSTR: position(0, 1, null),
  LODE_INSTR: position(0, 1, 2, 3),
  LOCATE_IN_STRING: position(0, 1, 2, 3),
  LOCATE: position(1, 0, 2),
  STRIP: trim(),
  SUBSTR: substring,
  LEFT: side('left'),
  RIGHT: side('right'),
  UCASE: same('upper', 'text'),
  LCASE: same('lower', 'text'),
  REPEAT: repeat,
  CHARACTER_LENGTH: same('length', 'integer'),
  TRUNCATE: truncate,
  CEILING: template('ceil($1)', 0, 1),
  DAYOFWEEK: partOf('dow'),
  DAYOFYEAR: partOf('doy'),
  WEEK_ISO: partOf('isoweek'),
  DAYOFWEEK_ISO: partOf('isodow'),
  MONTHNAME: (call) => whole(`monthname(${momentArg(call, 0).sql})`, 'text'),
  LISTAGG: joinedText(''),
  TO_DATE: toDate('timestamp'),
  TO_CHAR: toChar,
  VARCHAR_FORMAT: toChar,
  TIMESTAMP_FORMAT: toDate('timestamp'),
  ADD_MONTHS: addMonths,
  LAST_DAY: lastDay,
  DECODE: decode,
  NVL: coalesce,
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  MAX2: extreme('greatest'),
  CURRENT_TIMESTAMP: now('timestamp'),
  CURRENT_TIME: now('time'),
};
