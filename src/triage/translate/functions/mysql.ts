import { tellComparison } from '../expressions/comparisons.ts';
import { wholeUnits } from '../expressions/moments.ts';
import type { TimeUnit } from '../expressions/units.ts';
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
import { addInterval, dateAdd, formatted, lastDay, momentArg, now, parsedBy, partOf } from './dates/index.ts';
import { percentMask } from './masks.ts';
import { castFunction, integerQuotient, random, truncate } from './numbers.ts';
import { character, position, repeat, side, substring } from './pieces.ts';
import { asText, concat, extreme, firstOfTwo, matches, textFunction } from './texts.ts';

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
  tellComparison(call.work, [value, ...rest], false, call.at);
  return whole(
    `CASE ${rest.map((each, at) => `WHEN ${atom(value)} = ${atom(each)} THEN ${at + 1}`).join(' ')} ELSE 0 END`,
    'integer',
  );
};

const findInSet: FunctionRule = (call) => {
  const [wanted, list] = argsOf(call);
  if (wanted === undefined || list === undefined || call.args.length !== 2) return refuseCall(call, null);
  tellComparison(call.work, [wanted, list], false, call.at);
  const found = `CASE WHEN ${list.sql} = '' THEN 0 ELSE coalesce(list_position(string_split(${list.sql}, ','), ${wanted.sql}), 0) END`;
  return whole(
    `CASE WHEN ${atom(wanted)} IS NOT NULL AND ${atom(list)} IS NOT NULL THEN ${found} END`,
    'integer',
  );
};

/** Text as a date: what the format leaves out is zero in MySQL, so that a date of it is no date. */
const strToDate: FunctionRule = (call) => {
  const format = literalOf(call.args[1]) ?? '';
  if (!/%[Yyx]/.test(format) || !/%[mcMb]/.test(format) || !/%[dej]/.test(format))
    return refuseCall(
      call,
      'Its format has not year, month and day: MySQL puts zeros in their place, or gives a time.',
    );
  return parsedBy(0, 1, mask, /%[HhIklisSTrpf]/.test(format) ? 'timestamp' : 'date', true)(call);
};

/** What an aggregate of bits gives where there are no rows. */
function bits(name: string, nothing: string): FunctionRule {
  return (call) => {
    const found = sameAggregate(name, 'integer')(call);
    return whole(`coalesce(${found.sql}, ${nothing})`, 'integer');
  };
}

/** The number of the first letter; MySQL takes the first byte. */
const ascii: FunctionRule = (call) => {
  const value = asText(call, arg(call, 0));
  call.work.tell(
    'translate-meaning',
    {
      what: 'ASCII gives the first byte in MySQL, and the number of the first letter in DuckDB: letters beyond ASCII differ',
    },
    call.at,
  );
  return whole(`ascii(${value.sql})`, 'integer');
};

export const mysqlFunctions: FunctionRules = {
  IFNULL: firstOfTwo,
  ISNULL: template('($1 IS NULL)', 'boolean', 1),
  CONCAT: concat(false),
  CONCAT_WS: textFunction('concat_ws', 2, 99),
  LODE_BYTES: (call) => whole(`strlen(${asText(call, arg(call, 0)).sql})`, 'integer'),
  SUBSTRING_INDEX: substringIndex,
  SUBSTR: substring,
  MID: substring,
  LEFT: side('left'),
  RIGHT: side('right'),
  REPEAT: repeat,
  SPACE: template("repeat(' ', $1)", 'text', 1),
  LOCATE: position(1, 0, 2),
  INSTR: position(0, 1, null),
  FIELD: field,
  FIND_IN_SET: findInSet,
  CHAR: character(128),
  REGEXP_LIKE: matches('i'),
  GROUP_CONCAT: joinedText(','),
  DATE_FORMAT: formatted(0, 1, mask),
  ASCII: ascii,
  STR_TO_DATE: strToDate,
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
    const [from, to] = [momentArg(call, 1), momentArg(call, 2)].map(
      (each) => `CAST(${each.sql} AS TIMESTAMP)`,
    );
    return wholeUnits(unit as TimeUnit, from!, to!);
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
  BIT_AND: bits('bit_and', '18446744073709551615'),
  BIT_OR: bits('bit_or', '0'),
  TIME_TO_SEC: (call) => whole(`epoch(CAST(${momentArg(call, 0).sql} AS TIME))`, 'float'),
  SIGNED: castFunction('bigint'),
};
