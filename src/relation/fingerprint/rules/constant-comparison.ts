import { integerOf, textOf, truth } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

export const constantComparison: ExpressionRule = {
  name: 'constant-comparison',
  says: "Comparisons between integers that are written out are TRUE or FALSE, and so is whether two texts that are written out are equal: `1 = 1`, `'a' = 'b'`",
  operators: ['equal', 'not_equal', 'less', 'less_or_equal', 'distinct', 'not_distinct'],
  rewrite({ op, operands }, terms) {
    const texts = [textOf(operands[0]!), textOf(operands[1]!)];
    if (texts[0] !== null && texts[1] !== null) {
      if (op === 'equal' || op === 'not_distinct') return truth(terms, texts[0] === texts[1]);
      if (op === 'not_equal' || op === 'distinct') return truth(terms, texts[0] !== texts[1]);
      return null;
    }
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
