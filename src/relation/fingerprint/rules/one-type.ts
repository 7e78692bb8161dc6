import type { Term } from '../term.ts';

/** Whether a function takes and gives one type only. Dates plus integers are another function than integers plus integers. */
export function ofOneType(call: Term): boolean {
  const [types] = JSON.parse(call.detail) as [readonly string[]];
  return types.every((type) => type === call.type) && types.length === call.operands.length;
}
