import type { Term } from '../term.ts';
import { isNull } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

export const coalesce: ExpressionRule = {
  name: 'coalesce',
  says: 'COALESCE: nested ones are one, NULLs and repeated values go, what stands behind a value that is never NULL goes',
  operators: ['coalesce'],
  rewrite({ operands, type }, terms) {
    const flat = operands.flatMap((operand) =>
      operand.op === 'coalesce' && operand.type === type ? operand.operands : [operand],
    );
    const kept: Term[] = [];
    for (const operand of flat) {
      if (isNull(operand) || (kept.includes(operand) && operand.stable)) continue;
      kept.push(operand);
      if (operand.notNull) break;
    }
    if (kept.length === 0) return flat[0]!;
    if (kept.length === 1) return kept[0]!;
    const same = kept.length === operands.length && kept.every((one, index) => one === operands[index]);
    return same ? null : terms.apply({ op: 'coalesce', operands: kept, type });
  },
};
