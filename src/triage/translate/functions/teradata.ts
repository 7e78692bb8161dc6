import { atom, whole } from '../work.ts';
import { arg, type FunctionRules, refuseCall, template } from './call.ts';
import { addMonths, lastDay, now } from './dates/index.ts';
import { toChar, toDate, truncOfEither } from './oracle.ts';
import { position, side, substring } from './pieces.ts';
import { coalesce, concat, extreme, textFunction, textLength } from './texts.ts';

export const teradataFunctions: FunctionRules = {
  CONCAT: concat(false),
  ZEROIFNULL: (call) => whole(`coalesce(${arg(call, 0).sql}, 0)`, arg(call, 0).family),
  NULLIFZERO: (call) => whole(`nullif(${arg(call, 0).sql}, 0)`, arg(call, 0).family),
  NVL: coalesce,
  INDEX: position(0, 1, null),
  LODE_INSTR: position(0, 1, 2, 3),
  SUBSTR: substring,
  OREPLACE: textFunction('replace', 3),
  OTRANSLATE: textFunction('translate', 3),
  CHARS: textLength,
  CHARACTERS: textLength,
  CHAR_LENGTH: textLength,
  ADD_MONTHS: addMonths,
  LAST_DAY: lastDay,
  TO_CHAR: toChar,
  TO_DATE: toDate('date'),
  TRUNC: truncOfEither,
  STRTOK: (call) => refuseCall(call, 'It skips empty pieces.'),
  CURRENT_TIMESTAMP: (call) => now('timestamptz')({ ...call, args: [] }),
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  CEILING: template('ceil($1)', 0, 1),
  TD_DAY_OF_WEEK: (call) => whole(`(extract(dow FROM ${atom(arg(call, 0))}) + 1)`, 'integer'),
  LEFT: side('left'),
  RIGHT: side('right'),
};
