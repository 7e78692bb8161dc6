import { integerOf, truth } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

export const constantComparison: ExpressionRule = {
  name: 'constant-comparison',
  says: 'Comparisons between integers that are written out are TRUE or FALSE: `1 = 1`',
  operators: ['equal', 'not_equal', 'less', 'less_or_equal', 'distinct', 'not_distinct'],
  rewrite({ op, operands }, terms) {
    const [left, right] = [integerOf(operands[0]!), integerOf(operands[1]!)];
    if (left === null || right === null) return null;
    switch (op) {
      case 'equal':
      case 'not_distinct':
        return truth(terms, left === right);
      case 'not_equal':
      case 'distinct':
        return truth(terms, left !== right);
      case 'less':
        return truth(terms, left < right);
      default:
        return truth(terms, left <= right);
    }
  },
};
