import { isFalse, isTrue } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

export const booleanComparison: ExpressionRule = {
  name: 'boolean-comparison',
  says: '`c = TRUE` and `c <> FALSE` are `c`, the other two `NOT c`',
  operators: ['equal', 'not_equal'],
  rewrite({ op, operands }, terms) {
    const known = operands.find((operand) => isTrue(operand) || isFalse(operand));
    if (known === undefined) return null;
    const condition = operands[0] === known ? operands[1]! : operands[0]!;
    return isTrue(known) === (op === 'equal')
      ? condition
      : terms.apply({ op: 'not', operands: [condition], type: 'BOOLEAN' });
  },
};
