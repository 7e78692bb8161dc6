import { widens as holdsAll, isFloat, isInteger } from '../relation/index.ts';

/** Whether every value of the old type is one of the new type, written the same: a number as a number of its sort, not an integer as a float or a date as a timestamp. */
export function widens(from: string, to: string): boolean {
  if ((isInteger(from) && isInteger(to)) || (isFloat(from) && isFloat(to))) return holdsAll(from, to);
  const decimal = (text: string) => /^DECIMAL\((\d+),(\d+)\)$/.exec(text)?.slice(1).map(Number);
  const [old, next] = [decimal(from), decimal(to)];
  if (old === undefined || next === undefined) return false;
  return next[1]! >= old[1]! && next[0]! - next[1]! >= old[0]! - old[1]!;
}
