import { atom, whole } from '../work.ts';
import { joinedText } from './aggregates.ts';
import {
  arg,
  argsOf,
  constant,
  type FunctionRule,
  type FunctionRules,
  literalOf,
  refuseCall,
  same,
  sameAggregate,
  template,
} from './call.ts';
import {
  addMonths,
  dateAdd,
  datePart,
  lastDay,
  momentArg,
  monthsBetween,
  now,
  partOf,
  truncated,
} from './dates/index.ts';
import { safeQuotient, toNumber } from './numbers.ts';
import { initcap, toChar, toDate, truncOfEither } from './oracle.ts';
import { position, repeat, side, splitPart, substring } from './pieces.ts';
import { asText, concat, decode, extreme, firstOfTwo, tellPattern, textFunction } from './texts.ts';

/** Snowflake matches the whole text. */
const wholeMatch: FunctionRule = (call) => {
  const [value, pattern] = argsOf(call);
  if (value === undefined || pattern === undefined || call.args.length > 2)
    return refuseCall(call, 'It has flags.');
  tellPattern(call, pattern.sql);
  return whole(`regexp_full_match(${value.sql}, ${pattern.sql})`, 'boolean');
};

const object: FunctionRule = (call) => {
  const pairs: string[] = [];
  for (let at = 0; at < call.args.length; at += 2) {
    const key = literalOf(call.args[at]);
    if (key === null || call.args[at + 1] === undefined)
      return refuseCall(call, 'Its keys are not literals.');
    pairs.push(`'${key.replaceAll("'", "''")}', ${arg(call, at + 1).sql}`);
  }
  call.work.tell(
    'translate-result-type',
    { what: 'Snowflake leaves keys out whose value is NULL; json_object keeps them.' },
    call.at,
  );
  return whole(`json_object(${pairs.join(', ')})`, 'other');
};

export const snowflakeFunctions: FunctionRules = {
  ISNULL: firstOfTwo,
  IFNULL: firstOfTwo,
  ZEROIFNULL: (call) => whole(`coalesce(${arg(call, 0).sql}, 0)`, arg(call, 0).family),
  NULLIFZERO: (call) => whole(`nullif(${arg(call, 0).sql}, 0)`, arg(call, 0).family),
  DECODE: decode,
  EQUAL_NULL: template('($1 IS NOT DISTINCT FROM $2)', 'boolean', 2),
  DIV0: safeQuotient('0'),
  DIV0NULL: (call) =>
    whole(
      `CASE WHEN coalesce(${arg(call, 1).sql}, 0) = 0 THEN 0 ELSE ${atom(arg(call, 0))} / ${atom(arg(call, 1))} END`,
      'float',
    ),
  SQUARE: template('$1 * $1', 'float', 1),
  DATEADD: dateAdd(0, 1, 2),
  TIMEADD: dateAdd(0, 1, 2),
  TIMESTAMPADD: dateAdd(0, 1, 2),
  DATE_TRUNC: truncated(0, 1),
  DATE_PART: datePart,
  TRUNC: truncOfEither,
  TO_DATE: toDate('date'),
  DATE: toDate('date'),
  TRY_TO_DATE: toDate('date', true),
  TO_TIMESTAMP: toDate('timestamp'),
  TO_TIMESTAMP_NTZ: toDate('timestamp'),
  TRY_TO_TIMESTAMP: toDate('timestamp', true),
  TO_VARCHAR: toChar,
  TO_CHAR: toChar,
  TO_NUMBER: toNumber,
  ADD_MONTHS: addMonths,
  MONTHS_BETWEEN: monthsBetween,
  LAST_DAY: lastDay,
  MONTHNAME: (call) => whole(`strftime(${momentArg(call, 0).sql}, '%b')`, 'text'),
  DAYNAME: (call) => whole(`strftime(${momentArg(call, 0).sql}, '%a')`, 'text'),
  DAYOFWEEK: partOf('dow'),
  DAYOFWEEKISO: partOf('isodow'),
  DAYOFYEAR: partOf('doy'),
  DAYOFMONTH: partOf('day'),
  WEEKISO: partOf('weekiso'),
  CURRENT_TIMESTAMP: now('timestamptz'),
  GETDATE: now('timestamptz'),
  SYSDATE: constant("(current_timestamp AT TIME ZONE 'UTC')", 'timestamp'),
  LISTAGG: joinedText(''),
  ARRAY_AGG: (call) => {
    const value = arg(call, 0);
    const filter = `${atom(value)} IS NOT NULL`;
    return whole(
      `coalesce(array_agg(${call.distinct ? 'DISTINCT ' : ''}${value.sql}${call.order === null ? '' : ` ORDER BY ${call.order}`}) FILTER (WHERE ${filter})${call.over}, [])`,
      'list',
    );
  },
  ARRAY_SIZE: template('len($1)', 'integer', 1),
  BOOLOR_AGG: sameAggregate('bool_or', 'boolean'),
  BOOLAND_AGG: sameAggregate('bool_and', 'boolean'),
  SPLIT_PART: splitPart,
  CHARINDEX: position(1, 0, 2),
  CONTAINS: same('contains', 'boolean', 2),
  STARTSWITH: same('starts_with', 'boolean', 2),
  ENDSWITH: same('ends_with', 'boolean', 2),
  STARTS_WITH: same('starts_with', 'boolean', 2),
  ENDS_WITH: same('ends_with', 'boolean', 2),
  LEFT: side('left'),
  RIGHT: side('right'),
  REPEAT: repeat,
  SUBSTR: substring,
  CONCAT: concat(false),
  // NULL where any of its arguments is; DuckDB’s leaves NULL out.
  CONCAT_WS: (call) => {
    const [sign, ...texts] = argsOf(call).map((each) => asText(call, each));
    if (sign === undefined || texts.length === 0) return refuseCall(call, null);
    return whole(`(${texts.map(atom).join(` || ${atom(sign)} || `)})`, 'text');
  },
  TRANSLATE: textFunction('translate', 3),
  INITCAP: (call) => whole(initcap(arg(call, 0).sql), 'text'),
  REGEXP_LIKE: wholeMatch,
  RLIKE: wholeMatch,
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  OBJECT_CONSTRUCT: object,
  PARSE_JSON: (call) => whole(`CAST(${arg(call, 0).sql} AS JSON)`, 'other'),
  UUID_STRING: same('uuid', 'other', 0),
  HASH: (call) => refuseCall(call, 'Its numbers are others in DuckDB.'),
};
