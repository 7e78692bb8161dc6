import { moved } from '../expressions/moments.ts';
import { unitOf } from '../expressions/units.ts';
import { whole } from '../work.ts';
import { joinedText } from './aggregates.ts';
import {
  arg,
  argsOf,
  type FunctionRule,
  type FunctionRules,
  refuseCall,
  same,
  template,
  wordOf,
} from './call.ts';
import { dateDiff, momentArg } from './dates/index.ts';
import { truncate } from './numbers.ts';
import { character, position, side, substring } from './pieces.ts';
import { decode, extreme } from './texts.ts';

/** DATEADD(unit, n, d), or (n, unit, d) as DATEADD(n unit TO d) is prepared. */
const dateAdd: FunctionRule = (call) => {
  const first = unitOf(wordOf(call.args[0]) ?? '');
  const isFirst = first !== null && call.args[0]?.kind !== 'literal';
  const unit = isFirst ? first : unitOf(wordOf(call.args[1]) ?? '');
  if (unit === null || call.args.length !== 3) return refuseCall(call, 'Its unit is not known here.');
  return moved(call.work, momentArg(call, 2), arg(call, isFirst ? 1 : 0), unit, '+', call.at);
};

export const firebirdFunctions: FunctionRules = {
  LIST: joinedText(','),
  // STARTING WITH comes as `~`, which Firebird has not itself: see `prepare.ts`.
  REGEXP_LIKE: same('starts_with', 'boolean', 2),
  DATEADD: dateAdd,
  DATEDIFF: dateDiff(0, 1, 2),
  DECODE: decode,
  MAXVALUE: extreme('greatest'),
  MINVALUE: extreme('least'),
  LEFT: side('left'),
  RIGHT: side('right'),
  SUBSTR: substring,
  STRPOS: position(0, 1, 2),
  BIT_LENGTH: (call) => refuseCall(call, 'Bytes of the old storage are not those of DuckDB.'),
  OCTET_LENGTH: (call) => refuseCall(call, 'Bytes of the old storage are not those of DuckDB.'),
  CEILING: template('ceil($1)', 0, 1),
  TRUNC: truncate,
  LOG10: same('log10', 'float'),
  BIN_AND: (call) =>
    whole(
      `(${argsOf(call)
        .map((each) => `(${each.sql})`)
        .join(' & ')})`,
      'integer',
    ),
  BIN_OR: (call) =>
    whole(
      `(${argsOf(call)
        .map((each) => `(${each.sql})`)
        .join(' | ')})`,
      'integer',
    ),
  BIN_XOR: same('xor', 'integer', 2),
  ASCII_CHAR: character(128),
  ASCII_VAL: same('ascii', 'integer'),
  RAND: same('random', 'float', 0),
  GEN_ID: (call) => refuseCall(call, 'It takes numbers from a generator: a query that changes something.'),
};
