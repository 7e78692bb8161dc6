import { difference, wholeUnits } from '../expressions/moments.ts';
import { unitOf } from '../expressions/units.ts';
import { atom, whole } from '../work.ts';
import { joinedText } from './aggregates.ts';
import {
  aggregate,
  arg,
  argsOf,
  type FunctionRule,
  type FunctionRules,
  literalOf,
  refuseCall,
  same,
  sameAggregate,
  template,
  wordOf,
} from './call.ts';
import {
  addInterval,
  addMonths,
  dateAdd,
  formatted,
  lastDay,
  momentArg,
  monthsBetween,
  now,
  parsedBy,
  partOf,
  truncated,
} from './dates/index.ts';
import { letterMask } from './masks.ts';
import { castFunction, integerQuotient, safeQuotient } from './numbers.ts';
import { initcap, truncOfEither } from './oracle.ts';
import { position, repeat, side, substring } from './pieces.ts';
import { concat, extreme, firstOfTwo, matches, textFunction } from './texts.ts';

const collected =
  (distinct: boolean): FunctionRule =>
  (call) => {
    const value = arg(call, 0);
    call.work.tell(
      'translate-meaning',
      { what: 'The list is in no order that is said: it may be another one in DuckDB' },
      call.at,
    );
    return whole(
      `coalesce(${aggregate({ ...call, distinct: distinct || call.distinct, filter: `${atom(value)} IS NOT NULL` }, 'array_agg', [value.sql], 'list').sql}, [])`,
      'list',
    );
  };

/** datediff(later, earlier) in days, or (unit, earlier, later). */
const dateDiff: FunctionRule = (call) => {
  if (call.args.length === 3) {
    const unit = unitOf(wordOf(call.args[0]) ?? '');
    if (unit === null) return refuseCall(call, 'Its unit is not known here.');
    const [from, to] = [momentArg(call, 1), momentArg(call, 2)].map(
      (each) => `CAST(${each.sql} AS TIMESTAMP)`,
    );
    return wholeUnits(unit, from!, to!);
  }
  return difference(
    call.work,
    'day',
    whole(`CAST(${arg(call, 1).sql} AS DATE)`, 'date'),
    whole(`CAST(${arg(call, 0).sql} AS DATE)`, 'date'),
    call.at,
  );
};

const toDate: FunctionRule = (call) => {
  if (call.args.length > 1) return parsedBy(0, 1, letterMask, 'date', true)(call);
  return whole(`TRY_CAST(${arg(call, 0).sql} AS DATE)`, 'date');
};

export const databricksFunctions: FunctionRules = {
  IFNULL: firstOfTwo,
  ISNULL: template('($1 IS NULL)', 'boolean', 1),
  ISNOTNULL: template('($1 IS NOT NULL)', 'boolean', 1),
  DATE_ADD: addInterval('+'),
  DATE_SUB: addInterval('-'),
  DATEADD: (call) => (call.args.length === 3 ? dateAdd(0, 1, 2)(call) : addInterval('+')(call)),
  DATEDIFF: dateDiff,
  DATE_DIFF: dateDiff,
  ADD_MONTHS: addMonths,
  MONTHS_BETWEEN: monthsBetween,
  LAST_DAY: lastDay,
  TRUNC: truncOfEither,
  DATE_TRUNC: truncated(0, 1),
  DATE_FORMAT: formatted(0, 1, letterMask),
  TO_DATE: toDate,
  TO_TIMESTAMP: (call) =>
    call.args.length > 1
      ? parsedBy(0, 1, letterMask, 'timestamp', true)(call)
      : whole(`TRY_CAST(${arg(call, 0).sql} AS TIMESTAMP)`, 'timestamp'),
  NOW: now('timestamp'),
  CURRENT_TIMESTAMP: now('timestamp'),
  DAYOFWEEK: partOf('dow'),
  DAYOFMONTH: partOf('day'),
  DAYOFYEAR: partOf('doy'),
  WEEKOFYEAR: partOf('weekofyear'),
  TRY_DIVIDE: safeQuotient('NULL'),
  DIV: integerQuotient,
  INT: castFunction('int'),
  BIGINT: castFunction('big_int'),
  DOUBLE: castFunction('double'),
  STRING: castFunction('string'),
  DATE: (call) => whole(`TRY_CAST(${arg(call, 0).sql} AS DATE)`, 'date'),
  COLLECT_LIST: collected(false),
  COLLECT_SET: collected(true),
  SIZE: template('len($1)', 'integer', 1),
  ARRAY_SIZE: template('len($1)', 'integer', 1),
  ARRAY_CONTAINS: same('list_contains', 'boolean', 2),
  GET_JSON_OBJECT: same('json_extract_string', 'text', 2),
  REGEXP_EXTRACT: (call) => {
    const [value, pattern, group] = argsOf(call);
    if (pattern === undefined) return refuseCall(call, null);
    return whole(`regexp_extract(${value!.sql}, ${pattern.sql}, ${group?.sql ?? '1'})`, 'text');
  },
  REGEXP_REPLACE: (call) => {
    const args = argsOf(call);
    return args.length === 3
      ? whole(`regexp_replace(${args.map((each) => each.sql).join(', ')}, 'g')`, 'text')
      : refuseCall(call, 'It has a place.');
  },
  REGEXP_LIKE: matches(''),
  SPLIT: (call) => {
    call.work.tell('translate-regular-expression', { dialect: call.work.facts.title }, call.at);
    return literalOf(call.args[2]) === null && call.args.length === 2
      ? whole(`string_split_regex(${arg(call, 0).sql}, ${arg(call, 1).sql})`, 'list')
      : refuseCall(call, 'It has a limit.');
  },
  CONCAT: concat(false),
  LEFT: side('left'),
  RIGHT: side('right'),
  REPEAT: repeat,
  SUBSTR: substring,
  INSTR: position(0, 1, null),
  STRPOS: position(0, 1, null),
  LOCATE: position(1, 0, 2),
  TRANSLATE: textFunction('translate', 3),
  INITCAP: (call) => whole(initcap(arg(call, 0).sql), 'text'),
  STARTSWITH: same('starts_with', 'boolean', 2),
  ENDSWITH: same('ends_with', 'boolean', 2),
  CONTAINS: same('contains', 'boolean', 2),
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  FIRST: (call) => {
    call.work.tell('translate-meaning', { what: 'Which row is the first is not determined' }, call.at);
    return aggregate(
      { ...call, ignoreNulls: false },
      call.ignoreNulls ? 'any_value' : 'first',
      [arg(call, 0).sql],
      arg(call, 0).family,
    );
  },
  LISTAGG: joinedText(''),
  STRING_AGG: joinedText(''),
  EXPLODE: same('unnest', 'unknown'),
  MEAN: sameAggregate('avg', 'float'),
};
