import { difference } from '../expressions/moments.ts';
import { unitOf } from '../expressions/units.ts';
import { atom, type Written, whole } from '../work.ts';
import { joinedText } from './aggregates.ts';
import {
  arg,
  argsOf,
  type Call,
  type FunctionRule,
  type FunctionRules,
  literalOf,
  refuseCall,
  same,
  sameAggregate,
  template,
  wordOf,
} from './call.ts';
import { addInterval, formatted, lastDay, momentArg, now, parsedBy, truncated } from './dates/index.ts';
import { percentMask } from './masks.ts';
import { integerQuotient, random, safeQuotient, truncate } from './numbers.ts';
import { repeat, side, substring } from './pieces.ts';
import { concat, extreme, firstOfTwo } from './texts.ts';

const mask = (call: Call, text: string): string | null => percentMask(call, text, 'bigquery');

/** A call that makes a moment of parts, of a moment, or of text. */
function moment(type: 'DATE' | 'TIMESTAMP' | 'TIME'): FunctionRule {
  return (call) => {
    const family = type === 'DATE' ? 'date' : type === 'TIME' ? 'time' : 'timestamp';
    const args = argsOf(call);
    if (args.length === 1) {
      const [value] = args;
      if (value!.family === 'text' && !/^'\d{4}-\d{2}-\d{2}/.test(value!.sql))
        call.work.tell(
          'translate-implicit-cast',
          { dialect: call.work.facts.title, from: 'text', to: 'a date' },
          call.at,
        );
      return whole(`CAST(${value!.sql} AS ${type})`, family);
    }
    if (type === 'DATE' && args.length === 3)
      return whole(`make_date(${args.map((each) => each.sql).join(', ')})`, 'date');
    if (type === 'TIMESTAMP' && args.length === 6)
      return whole(`make_timestamp(${args.map((each) => each.sql).join(', ')})`, 'timestamp');
    if (type === 'TIMESTAMP' && args.length === 2 && args[1]!.family === 'time')
      return whole(`${atom(args[0]!)} + ${atom(args[1]!)}`, 'timestamp');
    return refuseCall(call, `It has ${args.length} arguments here.`);
  };
}

/** Differences count the borders of units, weeks from Sunday. */
const diff: FunctionRule = (call) => {
  const word = wordOf(call.args[2])?.toLowerCase() ?? '';
  const unit = word === 'isoweek' ? 'week' : unitOf(word);
  if (unit === null) return refuseCall(call, `Its unit ${word} is not known here.`);
  const [later, earlier] = [momentArg(call, 0), momentArg(call, 1)];
  if (call.name === 'TIMESTAMP_DIFF' || call.name === 'TIME_DIFF')
    // Of timestamps the full units count.
    return whole(`date_sub('${unit}', ${earlier.sql}, ${later.sql})`, 'integer');
  if (unit === 'week' && word === 'week') {
    const shift = (each: Written): Written => whole(`${atom(each)} + INTERVAL 1 DAY`, 'timestamp');
    return difference(call.work, 'week', shift(earlier), shift(later), call.at);
  }
  return difference(call.work, unit, earlier, later, call.at);
};

const contains: FunctionRule = (call) => {
  const [value, pattern] = argsOf(call);
  if (value === undefined || pattern === undefined) return refuseCall(call, null);
  return whole(`regexp_matches(${value.sql}, ${pattern.sql})`, 'boolean');
};

/** The group of a pattern with one, else the whole match; NULL without a match. */
const extract: FunctionRule = (call) => {
  const [value, pattern] = argsOf(call);
  if (value === undefined || pattern === undefined || call.args.length > 2)
    return refuseCall(call, 'It has a place or a number.');
  const text = literalOf(call.args[1]);
  if (text === null) return refuseCall(call, 'Its pattern is not a literal.');
  const groups =
    text
      .replace(/\\./g, '')
      .replace(/\[[^\]]*\]/g, '')
      .match(/\((?!\?)/g)?.length ?? 0;
  if (groups > 1) return refuseCall(call, 'Its pattern has several groups.');
  return whole(
    `CASE WHEN regexp_matches(${value.sql}, ${pattern.sql}) THEN regexp_extract(${value.sql}, ${pattern.sql}, ${groups}) END`,
    'text',
  );
};

const replace: FunctionRule = (call) => {
  const [value, pattern, replacement] = argsOf(call);
  if (replacement === undefined) return refuseCall(call, null);
  return whole(`regexp_replace(${value!.sql}, ${pattern!.sql}, ${replacement.sql}, 'g')`, 'text');
};

const struct: FunctionRule = (call) => {
  const parts = call.args.map((each) => {
    const name = each.kind === 'alias' ? (each.fields.alias as { name?: unknown }).name : null;
    if (typeof name !== 'string') return null;
    const inner = call.work.expression(
      call.scope,
      each.kind === 'alias'
        ? {
            kind: Object.keys(each.fields.this as object)[0]!,
            fields: Object.values(each.fields.this as object)[0] as never,
          }
        : each,
    );
    return `${JSON.stringify(name)}: ${inner.sql}`;
  });
  return parts.includes(null)
    ? refuseCall(call, 'Its fields have no names.')
    : whole(`{${parts.join(', ')}}`, 'other');
};

/** Quantiles that are read at one place: an approximation there, exact here. */
export const approxQuantiles: FunctionRule = (call) => refuseCall(call, 'It stands without [OFFSET(n)].');

export const bigqueryFunctions: FunctionRules = {
  IFNULL: firstOfTwo,
  DATE: moment('DATE'),
  DATETIME: moment('TIMESTAMP'),
  TIME: moment('TIME'),
  TIMESTAMP: (call) => whole(`CAST(${arg(call, 0).sql} AS TIMESTAMP WITH TIME ZONE)`, 'timestamptz'),
  DATE_DIFF: diff,
  DATETIME_DIFF: diff,
  TIMESTAMP_DIFF: diff,
  DATE_ADD: addInterval('+'),
  DATETIME_ADD: addInterval('+'),
  TIMESTAMP_ADD: addInterval('+'),
  DATE_SUB: addInterval('-'),
  DATETIME_SUB: addInterval('-'),
  TIMESTAMP_SUB: addInterval('-'),
  DATE_TRUNC: truncated(1, 0),
  DATETIME_TRUNC: truncated(1, 0),
  TIMESTAMP_TRUNC: truncated(1, 0),
  LAST_DAY: lastDay,
  PARSE_DATE: parsedBy(1, 0, mask, 'date'),
  PARSE_DATETIME: parsedBy(1, 0, mask, 'timestamp'),
  FORMAT_DATE: formatted(1, 0, mask),
  FORMAT_DATETIME: formatted(1, 0, mask),
  FORMAT_TIMESTAMP: formatted(1, 0, mask),
  CURRENT_DATETIME: now('timestamp'),
  UNIX_SECONDS: (call) => whole(`CAST(floor(epoch(${arg(call, 0).sql})) AS BIGINT)`, 'integer'),
  SAFE_DIVIDE: safeQuotient('NULL'),
  DIV: integerQuotient,
  TRUNC: truncate,
  RAND: random,
  REGEXP_CONTAINS: contains,
  REGEXP_EXTRACT: extract,
  REGEXP_REPLACE: replace,
  STARTS_WITH: same('starts_with', 'boolean', 2),
  ENDS_WITH: same('ends_with', 'boolean', 2),
  SUBSTR: substring,
  LEFT: side('left'),
  RIGHT: side('right'),
  REPEAT: repeat,
  CONCAT: (call) => concat(false)(call),
  STRING_AGG: joinedText(','),
  SPLIT: (call) =>
    whole(
      `string_split(${arg(call, 0).sql}, ${call.args[1] === undefined ? "','" : arg(call, 1).sql})`,
      'list',
    ),
  ARRAY_LENGTH: template('len($1)', 'integer', 1),
  ARRAY_TO_STRING: same('array_to_string', 'text', 2),
  GENERATE_ARRAY: same('generate_series', 'list', 2, 3),
  LOGICAL_OR: sameAggregate('bool_or', 'boolean'),
  LOGICAL_AND: sameAggregate('bool_and', 'boolean'),
  STRUCT: struct,
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  TO_HEX: (call) => {
    // MD5 gives bytes there and hexadecimal text here.
    const inner = call.args[0];
    if (inner?.kind === 'function' && String(inner.fields.name).toUpperCase() === 'MD5') return arg(call, 0);
    return whole(`lower(hex(${arg(call, 0).sql}))`, 'text');
  },
  APPROX_QUANTILES: approxQuantiles,
  PERCENTILE_CONT: (call) => {
    const [value, share] = argsOf(call);
    return share === undefined
      ? refuseCall(call, null)
      : whole(`quantile_cont(${value!.sql}, ${share.sql})${call.over}`, 'float');
  },
  GENERATE_UUID: (call) => whole(`CAST(uuid() AS VARCHAR)`, call.args.length === 0 ? 'text' : 'unknown'),
};
