import { isScalar } from '../types.ts';
import { isNull, truth } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

export const nullSafeComparison: ExpressionRule = {
  name: 'null-safe-comparison',
  says: 'IS NOT DISTINCT FROM is `=` between sides that are never NULL, IS NULL against NULL, and TRUE between a value and itself; IS DISTINCT FROM its negation',
  operators: ['not_distinct', 'distinct'],
  rewrite({ op, operands }, terms) {
    const [left, right] = operands;
    if (left === right && left!.stable) return truth(terms, op === 'not_distinct');
    const other = isNull(left!) ? right! : isNull(right!) ? left! : null;
    if (other !== null) {
      const test = terms.apply({ op: 'is_null', operands: [other], type: 'BOOLEAN' });
      return op === 'not_distinct' ? test : terms.apply({ op: 'not', operands: [test], type: 'BOOLEAN' });
    }
    if (!left!.notNull || !right!.notNull || !isScalar(left!.type)) return null;
    return terms.apply({
      op: op === 'not_distinct' ? 'equal' : 'not_equal',
      operands,
      unordered: true,
      type: 'BOOLEAN',
    });
  },
};
