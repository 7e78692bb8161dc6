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
import { addInterval, dateAdd, formatted, lastDay, momentArg, now, parsedBy, partOf } from './dates.ts';
import { percentMask } from './masks.ts';
import { castFunction, integerQuotient, random, truncate } from './numbers.ts';
import { concat, extreme, firstOfTwo, matches, position, side, substring, textFunction } from './texts.ts';

const mask = (call: Parameters<typeof percentMask>[0], text: string): string | null =>
  percentMask(call, text, 'mysql');

/** SUBSTRING_INDEX(text, sign, n): the pieces before the nth sign, or behind it from the end. */
const substringIndex: FunctionRule = (call) => {
  const count = literalOf(call.args[2]);
  const node = call.args[2];
  const back = node?.kind === 'neg';
  const number = back
    ? String((node.fields.this as { literal?: { value?: unknown } } | undefined)?.literal?.value ?? '')
    : (count ?? '');
  if (!/^\d+$/.test(number)) return refuseCall(call, 'Its number is not a literal.');
  const pieces = `string_split(${arg(call, 0).sql}, ${arg(call, 1).sql})`;
  const taken = back ? `${pieces}[-${number}:]` : `${pieces}[1:${number}]`;
  return whole(`array_to_string(${taken}, ${arg(call, 1).sql})`, 'text');
};

const field: FunctionRule = (call) => {
  const [value, ...rest] = argsOf(call);
  if (value === undefined || rest.length === 0) return refuseCall(call, null);
  return whole(
    `CASE ${rest.map((each, at) => `WHEN ${atom(value)} = ${atom(each)} THEN ${at + 1}`).join(' ')} ELSE 0 END`,
    'integer',
  );
};

const findInSet: FunctionRule = (call) =>
  whole(`coalesce(list_position(string_split(${arg(call, 1).sql}, ','), ${arg(call, 0).sql}), 0)`, 'integer');

export const mysqlFunctions: FunctionRules = {
  IFNULL: firstOfTwo,
  ISNULL: template('($1 IS NULL)', 'boolean', 1),
  CONCAT: concat(false),
  CONCAT_WS: textFunction('concat_ws', 2, 99),
  LODE_BYTES: template('strlen($1)', 'integer', 1),
  SUBSTRING_INDEX: substringIndex,
  SUBSTR: substring,
  MID: substring,
  LEFT: side('left'),
  RIGHT: side('right'),
  REPEAT: same('repeat', 'text', 2),
  SPACE: template("repeat(' ', $1)", 'text', 1),
  LOCATE: position(1, 0, 2),
  INSTR: position(0, 1, null),
  FIELD: field,
  FIND_IN_SET: findInSet,
  CHAR: same('chr', 'text'),
  REGEXP_LIKE: matches('i'),
  GROUP_CONCAT: joinedText(','),
  DATE_FORMAT: formatted(0, 1, mask),
  STR_TO_DATE: (call) => {
    const format = literalOf(call.args[1]) ?? '';
    return parsedBy(0, 1, mask, /%[HhIklisSTrpf]/.test(format) ? 'timestamp' : 'date', true)(call);
  },
  DATE_ADD: addInterval('+'),
  DATE_SUB: addInterval('-'),
  ADDDATE: addInterval('+'),
  SUBDATE: addInterval('-'),
  TIMESTAMPADD: dateAdd(0, 1, 2),
  DATEDIFF: (call) => {
    const [later, earlier] = [momentArg(call, 0), momentArg(call, 1)];
    const asDate = (each: { sql: string; family: string }): string =>
      each.family === 'date' ? each.sql : `CAST(${each.sql} AS DATE)`;
    return whole(`date_diff('day', ${asDate(earlier)}, ${asDate(later)})`, 'integer');
  },
  TIMESTAMPDIFF: (call) => {
    const unit = String(
      (call.args[0]?.fields.name as { name?: unknown } | undefined)?.name ?? literalOf(call.args[0]) ?? '',
    ).toLowerCase();
    if (!/^(microsecond|second|minute|hour|day|week|month|quarter|year)$/.test(unit))
      return refuseCall(call, `Its unit ${unit} is not known here.`);
    // MySQL counts full units, as date_sub does.
    const [from, to] = [momentArg(call, 1), momentArg(call, 2)].map(
      (each) => `CAST(${each.sql} AS TIMESTAMP)`,
    );
    return whole(`date_sub('${unit}', ${from}, ${to})`, 'integer');
  },
  NOW: now('timestamp'),
  SYSDATE: now('timestamp'),
  CURRENT_TIMESTAMP: now('timestamp'),
  CURDATE: now('date'),
  CURTIME: now('time'),
  UTC_TIMESTAMP: constant("(current_timestamp AT TIME ZONE 'UTC')", 'timestamp'),
  DATE: (call) => whole(`CAST(${arg(call, 0).sql} AS DATE)`, 'date'),
  LAST_DAY: lastDay,
  DAYOFMONTH: partOf('day'),
  DAYOFYEAR: partOf('doy'),
  DAYOFWEEK: partOf('dow'),
  WEEKDAY: (call) => whole(`(isodow(${momentArg(call, 0).sql}) - 1)`, 'integer'),
  WEEKOFYEAR: (call) => whole(`weekofyear(${momentArg(call, 0).sql})`, 'integer'),
  WEEK: (call) =>
    literalOf(call.args[1]) === '3'
      ? whole(`weekofyear(${momentArg(call, 0).sql})`, 'integer')
      : refuseCall(
          call,
          'Its weeks begin on Sunday and are numbered otherwise than DuckDB’s, which are ISO’s.',
        ),
  MONTHNAME: (call) => whole(`monthname(${momentArg(call, 0).sql})`, 'text'),
  DAYNAME: (call) => whole(`dayname(${momentArg(call, 0).sql})`, 'text'),
  TO_DAYS: (call) => whole(`(CAST(${momentArg(call, 0).sql} AS DATE) - DATE '0001-01-01' + 366)`, 'integer'),
  TRUNCATE: truncate,
  DIV: integerQuotient,
  RAND: random,
  LOG10: same('log10', 'float'),
  LOG2: same('log2', 'float'),
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  STD: sameAggregate('stddev_pop', 'float'),
  STDDEV: sameAggregate('stddev_pop', 'float'),
  VARIANCE: sameAggregate('var_pop', 'float'),
  SHA1: same('sha1', 'text'),
  JSON_EXTRACT: same('json_extract', 'other', 2),
  JSON_UNQUOTE: template("json_extract_string($1, '$')", 'text', 1),
  BIT_AND: sameAggregate('bit_and', 'integer'),
  BIT_OR: sameAggregate('bit_or', 'integer'),
  TIME_TO_SEC: (call) => whole(`CAST(epoch(${arg(call, 0).sql}) AS BIGINT)`, 'integer'),
  SIGNED: castFunction('bigint'),
};
