import { castTo } from '../expressions/casts.ts';
import { isMoment } from '../family.ts';
import { writtenText } from '../names.ts';
import { fieldsOf } from '../tree.ts';
import { atom, type Written, whole } from '../work.ts';
import { joinedText } from './aggregates.ts';
import {
  arg,
  argsOf,
  type Call,
  constant,
  type FunctionRule,
  type FunctionRules,
  literalOf,
  refuseCall,
  same,
  sameAggregate,
  template,
} from './call.ts';
import { dateAdd, dateDiff, datePart, formatted, lastDay, momentArg, now, truncated } from './dates/index.ts';
import { letterMask } from './masks.ts';
import { power } from './numbers.ts';
import { character, position, side } from './pieces.ts';
import { extreme, firstOfTwo, textFunction } from './texts.ts';

/** CONVERT's styles of dates as formats of strftime. */
const styles: Readonly<Record<string, string>> = {
  '23': '%Y-%m-%d',
  '101': '%m/%d/%Y',
  '102': '%Y.%m.%d',
  '103': '%d/%m/%Y',
  '104': '%d.%m.%Y',
  '105': '%d-%m-%Y',
  '106': '%d %b %Y',
  '108': '%H:%M:%S',
  '110': '%m-%d-%Y',
  '111': '%Y/%m/%d',
  '112': '%Y%m%d',
  '120': '%Y-%m-%d %H:%M:%S',
  '121': '%Y-%m-%d %H:%M:%S.%g',
  '126': '%Y-%m-%dT%H:%M:%S',
  '20': '%Y-%m-%d %H:%M:%S',
  '21': '%Y-%m-%d %H:%M:%S.%g',
};

function convert(tries: boolean): FunctionRule {
  return (call) => {
    const to = call.args[0];
    if (to?.kind !== 'data_type') return refuseCall(call, 'Its type is not known here.');
    const style = literalOf(call.args[2]);
    if (call.args[2] !== undefined) return styled(call, fieldsOf(to.fields), style, tries);
    return castTo(call.work, arg(call, 1), to.fields, call.at, tries);
  };
}

function styled(call: Call, to: Readonly<Record<string, unknown>>, style: string | null, tries: boolean) {
  const format = style === null ? undefined : styles[style];
  const value = arg(call, 1);
  const isText = /char|text/i.test(String(to.data_type) + String(to.name ?? ''));
  if (
    !isText &&
    style !== null &&
    !isMoment(value.family) &&
    value.family !== 'text' &&
    value.family !== 'unknown'
  )
    return castTo(call.work, value, to, call.at, tries);
  if (format === undefined) return refuseCall(call, `Its style ${style ?? ''} is not known here.`);
  if (isText) {
    const length = typeof to.length === 'number' ? to.length : /\((\d+)\)/.exec(String(to.name ?? ''))?.[1];
    if (!isMoment(value.family))
      call.work.tell(
        'translate-date-format',
        { what: 'A value of unknown type is written as a date here' },
        call.at,
      );
    if (value.family === 'date' && style === '108') return refuseCall(call, 'A DATE has no time of day.');
    if (['21', '121', '126'].includes(style ?? '') && value.family !== 'date')
      call.work.tell(
        'translate-text-form',
        { dialect: call.work.facts.title, of: 'fraction of a second' },
        call.at,
      );
    // Of a DATE there is no time to write.
    const shown = value.family === 'date' ? format.replace(/[ T]%H.*$/, '') : format;
    const text = `strftime(${value.sql}, ${writtenText(shown)})`;
    return whole(length === undefined ? text : `left(${text}, ${length})`, 'text');
  }
  const moment = `${tries ? 'try_' : ''}strptime(${value.sql}, ${writtenText(format)})`;
  const target = String(to.name ?? to.data_type).toLowerCase();
  return target === 'date' ? whole(`CAST(${moment} AS DATE)`, 'date') : whole(moment, 'timestamp');
}

const stuff: FunctionRule = (call) => {
  const [text, start, length, piece] = argsOf(call);
  if (piece === undefined) return refuseCall(call, 'It has not four arguments.');
  const isCounted = /^\d+$/.test(length!.sql);
  return whole(
    `CASE WHEN ${atom(start!)} BETWEEN 1 AND length(${text!.sql})${isCounted ? '' : ` AND ${atom(length!)} >= 0`} THEN concat(left(${text!.sql}, ${atom(start!)} - 1), ${piece.sql}, substring(${text!.sql}, ${atom(start!)} + ${atom(length!)})) END`,
    'text',
  );
};

/** REPLICATE and SPACE: NULL where the number is below zero, an empty text in DuckDB. */
function repeated(text: Written, times: Written): Written {
  const sql = `repeat(${text.sql}, ${times.sql})`;
  return whole(/^\d+$/.test(times.sql) ? sql : `CASE WHEN ${atom(times)} >= 0 THEN ${sql} END`, 'text');
}

const replace: FunctionRule = (call) => {
  const wanted = literalOf(call.args[1]);
  if (wanted === null || /\p{L}/u.test(wanted))
    call.work.tell(
      'translate-text-comparison',
      { dialect: call.work.facts.title, caseless: true, padded: false },
      call.at,
    );
  return textFunction('replace', 3)(call);
};

const choose: FunctionRule = (call) => {
  const [index, ...values] = argsOf(call);
  if (index === undefined || values.length === 0) return refuseCall(call, null);
  return whole(
    `CASE ${index.rank < 10 ? `(${index.sql})` : index.sql} ${values.map((each, at) => `WHEN ${at + 1} THEN ${each.sql}`).join(' ')} END`,
    values[0]!.family,
  );
};

export const tsqlFunctions: FunctionRules = {
  ISNULL: firstOfTwo,
  LEN: (call) => whole(`length(rtrim(${arg(call, 0).sql}, ' '))`, 'integer'),
  DATALENGTH: (call) => refuseCall(call, 'Bytes of the old storage are not those of DuckDB.'),
  CHARINDEX: position(1, 0, 2),
  LEFT: side('left'),
  RIGHT: side('right'),
  REPLICATE: (call) => repeated(arg(call, 0), arg(call, 1)),
  SPACE: (call) => repeated(whole("' '", 'text'), arg(call, 0)),
  REPLACE: replace,
  STUFF: stuff,
  CHAR: character(128),
  NCHAR: same('chr', 'text'),
  UNICODE: same('unicode', 'integer'),
  SQUARE: template('$1 * $1', 'float', 1),
  CEILING: template('ceil($1)', 0, 1),
  LOG10: same('log10', 'float'),
  CONVERT: convert(false),
  TRY_CONVERT: convert(true),
  DATEADD: dateAdd(0, 1, 2),
  DATEDIFF: dateDiff(0, 1, 2),
  DATEDIFF_BIG: dateDiff(0, 1, 2),
  DATEPART: datePart,
  DATE_PART: datePart,
  DATETRUNC: truncated(0, 1),
  DATENAME: (call) => {
    const value = momentArg(call, 1);
    const word = String(fieldsOf(call.args[0]?.fields).this ?? '').toLowerCase();
    if (word === 'month') return whole(`monthname(${value.sql})`, 'text');
    if (word === 'weekday' || word === 'dw') return whole(`dayname(${value.sql})`, 'text');
    return refuseCall(call, 'Its part is not known here.');
  },
  EOMONTH: lastDay,
  DATEFROMPARTS: same('make_date', 'date', 3),
  GETDATE: now('timestamp'),
  SYSDATETIME: now('timestamp'),
  GETUTCDATE: constant("(current_timestamp AT TIME ZONE 'UTC')", 'timestamp'),
  SYSUTCDATETIME: constant("(current_timestamp AT TIME ZONE 'UTC')", 'timestamp'),
  CURRENT_TIMESTAMP: now('timestamp'),
  FORMAT: formatted(0, 1, letterMask),
  STRING_AGG: joinedText(','),
  COUNT_BIG: (call) => {
    const value = call.args[0]?.kind === 'star' || call.args.length === 0 ? '*' : arg(call, 0).sql;
    return whole(`count(${call.distinct ? 'DISTINCT ' : ''}${value})${call.over}`, 'integer');
  },
  STDEV: sameAggregate('stddev_samp', 'float'),
  STDEVP: sameAggregate('stddev_pop', 'float'),
  VAR: sameAggregate('var_samp', 'float'),
  VARP: sameAggregate('var_pop', 'float'),
  CHOOSE: choose,
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  NEWID: same('uuid', 'other', 0),
  POWER: power,
};
