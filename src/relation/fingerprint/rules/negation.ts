import type { Term } from '../term.ts';
import { isFalse, isTrue, truth } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

/** Comparisons whose negation is another one, with NULL where they have it; `true`: the sides change places. */
const opposites: ReadonlyMap<string, readonly [op: string, swapped: boolean]> = new Map([
  ['equal', ['not_equal', false]],
  ['not_equal', ['equal', false]],
  ['distinct', ['not_distinct', false]],
  ['not_distinct', ['distinct', false]],
  ['less', ['less_or_equal', true]],
  ['less_or_equal', ['less', true]],
]);

export const negation: ExpressionRule = {
  name: 'negation',
  says: 'NOT goes inwards: through NOT, AND, OR and comparisons',
  operators: ['not'],
  rewrite({ operands: [term] }, terms) {
    const { op, operands, unordered } = term!;
    const not = (operand: Term) => terms.apply({ op: 'not', operands: [operand], type: 'BOOLEAN' });
    if (op === 'not') return operands[0]!;
    if (isTrue(term!)) return truth(terms, false);
    if (isFalse(term!)) return truth(terms, true);
    if (op === 'and' || op === 'or')
      return terms.apply({
        op: op === 'and' ? 'or' : 'and',
        operands: operands.map(not),
        unordered: true,
        type: 'BOOLEAN',
      });
    const opposite = opposites.get(op);
    if (opposite === undefined) return null;
    const [other, swapped] = opposite;
    const [left, right] = operands as [Term, Term];
    return terms.apply({
      op: other,
      operands: swapped ? [right, left] : [left, right],
      unordered,
      type: 'BOOLEAN',
    });
  },
};
