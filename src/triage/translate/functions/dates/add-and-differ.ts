import { afterInterval, difference, moved } from '../../expressions/moments.ts';
import { atom, refusedExpression } from '../../work.ts';
import { arg, type FunctionRule } from '../call.ts';
import { momentArg, unitAt } from './moment-arg.ts';

/** DATEADD with unit, number and moment at these places. */
export function dateAdd(unit: number, count: number, moment: number, sign: '+' | '-' = '+'): FunctionRule {
  return (call) => {
    const found = unitAt(call, unit);
    if (found === null) return refusedExpression;
    return moved(call.work, momentArg(call, moment), arg(call, count), found, sign, call.at);
  };
}

/** DATEDIFF with unit and the two moments at these places. */
export function dateDiff(unit: number, from: number, to: number): FunctionRule {
  return (call) => {
    const found = unitAt(call, unit);
    if (found === null) return refusedExpression;
    return difference(call.work, found, momentArg(call, from), momentArg(call, to), call.at);
  };
}

/** DATE_ADD(d, INTERVAL …), or a number of days where the dialect takes one. */
export function addInterval(sign: '+' | '-'): FunctionRule {
  return (call) => {
    const moment = momentArg(call, 0);
    const [, step] = call.args;
    if (step?.kind === 'interval') {
      const interval = arg(call, 1);
      return afterInterval(call.work, moment, atom(interval), isDays(interval.sql), sign, call.at);
    }
    return moved(call.work, moment, arg(call, 1), 'day', sign, call.at);
  };
}

function isDays(interval: string): boolean {
  return !/HOUR|MINUTE|SECOND|MICROSECOND|microsecond|hour|minute|:/.test(interval);
}
