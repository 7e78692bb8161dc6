import { isMoment } from '../family.ts';
import { atom, whole } from '../work.ts';
import { joinedText } from './aggregates.ts';
import {
  arg,
  argsOf,
  type FunctionRule,
  type FunctionRules,
  literalOf,
  refuseCall,
  same,
  sameAggregate,
  template,
} from './call.ts';
import { datePart, lastDay, momentArg, now, truncated } from './dates/index.ts';
import { integerQuotient } from './numbers.ts';
import { initcap, toChar, toDate } from './oracle.ts';
import { position, repeat, side, splitPart, substring } from './pieces.ts';
import { concat, extreme, tellPattern, textFunction } from './texts.ts';

const regexpReplace: FunctionRule = (call) => {
  const args = argsOf(call);
  const flags = literalOf(call.args[3]) ?? '';
  if (args.length < 3 || args.length > 4 || /[^gi]/.test(flags))
    return refuseCall(call, 'Its flags are not known here.');
  tellPattern(call, args[1]!.sql);
  return whole(`regexp_replace(${args.map((each) => each.sql).join(', ')})`, 'text');
};

/** age(a, b): DuckDB takes moments. */
const age: FunctionRule = (call) => {
  if (call.args.length !== 2)
    return refuseCall(call, 'With one argument it counts from midnight of the server.');
  const [later, earlier] = [momentArg(call, 0), momentArg(call, 1)].map(
    (each) => `CAST(${each.sql} AS TIMESTAMP)`,
  );
  return whole(`age(${later}, ${earlier})`, 'interval');
};

const toTimestamp: FunctionRule = (call) => {
  if (call.args.length === 1) return whole(`to_timestamp(${arg(call, 0).sql})`, 'timestamptz');
  return whole(`CAST(${toDate('timestamp')(call).sql} AS TIMESTAMP WITH TIME ZONE)`, 'timestamptz');
};

/** The pieces of a text: of an empty one there are none, where DuckDB has one that is empty. */
const stringToArray: FunctionRule = (call) => {
  const [text, sign] = argsOf(call);
  if (text === undefined || sign === undefined || !/^'.+'$/.test(sign.sql) || call.args.length !== 2)
    return refuseCall(call, 'What stands between the pieces has to be a plain text that is not empty.');
  return whole(
    `CASE WHEN ${atom(text)} = '' THEN CAST([] AS VARCHAR[]) ELSE string_split(${text.sql}, ${sign.sql}) END`,
    'list',
  );
};

/** datetime_diff and kin that users of BigQuery define in PostgreSQL are functions of the database: not known. */
export const postgresFunctions: FunctionRules = {
  TO_CHAR: toChar,
  TO_DATE: toDate('date'),
  TO_TIMESTAMP: toTimestamp,
  DATE_TRUNC: truncated(0, 1),
  DATE_PART: datePart,
  AGE: age,
  NOW: now('timestamptz'),
  TRANSACTION_TIMESTAMP: now('timestamptz'),
  CLOCK_TIMESTAMP: now('timestamptz'),
  STRING_AGG: joinedText(','),
  SPLIT_PART: splitPart,
  REGEXP_REPLACE: regexpReplace,
  LEFT: side('left'),
  RIGHT: side('right'),
  REPEAT: repeat,
  SUBSTR: substring,
  STRPOS: position(0, 1, null),
  INITCAP: (call) => whole(initcap(arg(call, 0).sql), 'text'),
  TRANSLATE: textFunction('translate', 3),
  STARTS_WITH: same('starts_with', 'boolean', 2),
  CONCAT: concat(true),
  CHR: same('chr', 'text'),
  BTRIM: textFunction('trim', 1, 2),
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  GENERATE_SERIES: same('generate_series', 'other', 2, 3),
  UNNEST: same('unnest', 'unknown'),
  ARRAY: (call) => {
    const [only] = call.args;
    return only !== undefined && call.args.length === 1 && ['select', 'union', 'subquery'].includes(only.kind)
      ? whole(`ARRAY(${call.work.query(call.scope, only).sql})`, 'list')
      : refuseCall(call, 'It is no query.');
  },
  ARRAY_LENGTH: (call) =>
    literalOf(call.args[1]) === '1'
      ? whole(`nullif(len(${arg(call, 0).sql}), 0)`, 'integer')
      : refuseCall(call, 'Its dimension is not 1.'),
  CARDINALITY: template('len($1)', 'integer', 1),
  ARRAY_TO_STRING: same('array_to_string', 'text', 2),
  STRING_TO_ARRAY: stringToArray,
  DIV: integerQuotient,
  LOG: same('log10', 'float'),
  CBRT: same('cbrt', 'float'),
  MAKE_DATE: same('make_date', 'date', 3),
  EVERY: sameAggregate('bool_and', 'boolean'),
  MODE: (call) =>
    call.order === null
      ? refuseCall(call, null)
      : whole(`mode(${call.order.replace(/ (ASC|DESC) NULLS (FIRST|LAST)$/, '')})`, 'unknown'),
  LAST_DAY: lastDay,
  DATE: (call) => {
    const value = arg(call, 0);
    if (!isMoment(value.family))
      call.work.tell('translate-date-format', { what: 'Text is read as a date here' }, call.at);
    return whole(`CAST(${value.sql} AS DATE)`, 'date');
  },
  GEN_RANDOM_UUID: same('uuid', 'other', 0),
  QUOTE_LITERAL: (call) => refuseCall(call, 'It serves to build statements.'),
};
