import { tellComparison, unified } from '../expressions/comparisons.ts';
import { remainder } from '../expressions/operators.ts';
import { commonFamily } from '../family.ts';
import { atom, type Written, whole } from '../work.ts';
import { sharedAggregates } from './aggregates.ts';
import {
  arg,
  argsOf,
  type Call,
  type FunctionRule,
  type FunctionRules,
  refuseCall,
  same,
  template,
} from './call.ts';
import { now, partOf } from './dates/index.ts';
import { random, round, truncate } from './numbers.ts';
import { overlay, position, substring } from './pieces.ts';
import { coalesce, concat, firstOfTwo, pad, replaced, textFunction, textLength, trim } from './texts.ts';

/** IF, IIF, IFF: what is not true is false. */
const conditional: FunctionRule = (call) => {
  const [condition, yes, no] = argsOf(call);
  if (condition === undefined || yes === undefined) return refuseCall(call, 'It has not three arguments.');
  const test =
    condition.family === 'integer' || condition.family === 'decimal'
      ? `${atom(condition)} <> 0`
      : condition.sql;
  return oneOf(call, test, yes, no);
};

function oneOf(call: Call, test: string, yes: Written, no: Written | undefined): Written {
  const values = unified(call.work, no === undefined ? [yes] : [yes, no], call.at);
  return whole(
    `CASE WHEN ${test} THEN ${values[0]!.sql} ELSE ${values[1]?.sql ?? 'NULL'} END`,
    commonFamily(values.map((each) => each.family)),
  );
}

const nvl2: FunctionRule = (call) => {
  const [value, yes, no] = argsOf(call);
  if (value === undefined || yes === undefined || no === undefined)
    return refuseCall(call, 'It has not three arguments.');
  return oneOf(call, `${atom(value)} IS NOT NULL`, yes, no);
};

const mod: FunctionRule = (call) => {
  if (call.args.length !== 2) return refuseCall(call, 'It has not two arguments.');
  const found = remainder(call.work, arg(call, 0), arg(call, 1), call.at);
  return whole(`(${found.sql})`, found.family);
};

const integers =
  (name: string): FunctionRule =>
  (call) => {
    const value = arg(call, 0);
    if (call.args.length !== 1) return refuseCall(call, 'It has a scale.');
    return whole(`${name}(${value.sql})`, value.family);
  };

/** Functions that mean the same in all dialects that have them. */
export const sharedFunctions: FunctionRules = {
  ...sharedAggregates,
  UPPER: textFunction('upper', 1),
  LOWER: textFunction('lower', 1),
  LENGTH: textLength,
  TRIM: trim(),
  LTRIM: trim('Leading'),
  RTRIM: trim('Trailing'),
  SUBSTRING: substring,
  REPLACE: replaced,
  OVERLAY: overlay,
  LPAD: pad('lpad'),
  RPAD: pad('rpad'),
  REVERSE: textFunction('reverse', 1),
  CONCAT: concat(true),
  CONCAT_WS: textFunction('concat_ws', 2, 99),
  STRPOS: position(0, 1, 2),
  COALESCE: coalesce,
  NVL: firstOfTwo,
  NULLIF: (call) => {
    tellComparison(call.work, argsOf(call), false, call.at);
    return same('nullif', 0, 2)(call);
  },
  NVL2: nvl2,
  IF: conditional,
  ABS: same('abs', 0),
  SIGN: same('sign', 'integer'),
  SQRT: same('sqrt', 'float'),
  EXP: same('exp', 'float'),
  LN: same('ln', 'float'),
  POWER: same('power', 'float', 2),
  SIN: same('sin', 'float'),
  COS: same('cos', 'float'),
  TAN: same('tan', 'float'),
  ASIN: same('asin', 'float'),
  ACOS: same('acos', 'float'),
  ATAN: same('atan', 'float'),
  ATAN2: same('atan2', 'float', 2),
  PI: same('pi', 'float', 0),
  DEGREES: same('degrees', 'float'),
  RADIANS: same('radians', 'float'),
  CEIL: integers('ceil'),
  FLOOR: integers('floor'),
  ROUND: round,
  TRUNC: truncate,
  MOD: mod,
  RANDOM: random,
  YEAR: partOf('year'),
  QUARTER: partOf('quarter'),
  MONTH: partOf('month'),
  DAY: partOf('day'),
  HOUR: partOf('hour'),
  MINUTE: partOf('minute'),
  SECOND: partOf('second'),
  DAY_OF_YEAR: partOf('doy'),
  CURRENT_DATE: now('date'),
  CURRENT_TIMESTAMP: now('timestamptz'),
  CURRENT_TIME: now('time'),
  LOCALTIMESTAMP: now('timestamp'),
  MD5: same('md5', 'text'),
  ASCII: template('ascii($1)', 'integer', 1),
  ROLLUP: same('ROLLUP', 'other', 1, 99),
  CUBE: same('CUBE', 'other', 1, 99),
};
