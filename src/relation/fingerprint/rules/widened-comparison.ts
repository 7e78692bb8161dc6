import type { Term } from '../term.ts';
import { fits, isInteger, widens } from '../types.ts';
import { constant, integerOf } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

export const widenedComparison: ExpressionRule = {
  name: 'widened-comparison',
  says: 'Two integers of one type compare as they do after both are widened; so does one with a number that its own type holds',
  operators: ['equal', 'not_equal', 'less', 'less_or_equal', 'distinct', 'not_distinct'],
  rewrite(term, terms) {
    const narrow = term.operands.find((operand) => operand.op === 'cast' && widensInteger(operand));
    if (narrow === undefined) return null;
    const { type } = narrow.operands[0]!;
    const sides = term.operands.map((operand): Term | null => {
      if (operand.op === 'cast' && widensInteger(operand) && operand.operands[0]!.type === type)
        return operand.operands[0]!;
      const value = integerOf(operand);
      return value !== null && fits(value, type) ? constant(terms, String(value), type) : null;
    });
    if (sides.some((side) => side === null)) return null;
    return terms.apply({
      op: term.op,
      operands: sides as Term[],
      unordered: term.unordered,
      type: 'BOOLEAN',
    });
  },
};

function widensInteger(cast: Term): boolean {
  const from = cast.operands[0]!.type;
  return isInteger(from) && isInteger(cast.type) && widens(from, cast.type);
}
