import type { Term } from '../term.ts';
import { isFalse, isTrue, truth } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

export const conjunction: ExpressionRule = {
  name: 'conjunction',
  says: 'AND and OR: any order and grouping, each operand once; TRUE goes from an AND and decides an OR, FALSE the other way round',
  operators: ['and', 'or'],
  rewrite(term, terms) {
    const { op } = term;
    const [neutral, deciding] = op === 'and' ? [isTrue, isFalse] : [isFalse, isTrue];
    const flat = term.operands.flatMap((operand) => (operand.op === op ? operand.operands : [operand]));
    const distinct = [...new Set(flat)].filter((operand) => !neutral(operand));
    if (distinct.some(deciding)) return truth(terms, op === 'or');
    if (distinct.length === 0) return truth(terms, op === 'and');
    if (distinct.length === 1) return distinct[0]!;
    const same =
      term.unordered &&
      distinct.length === term.operands.length &&
      distinct.every((one, index) => one === term.operands[index]);
    return same ? null : terms.apply({ op, operands: distinct, unordered: true, type: 'BOOLEAN' });
  },
};

/** The conditions that hold together, ANDs taken apart. */
export function conjuncts(term: Term): readonly Term[] {
  return term.op === 'and' ? term.operands : [term];
}
