import type { ComparisonOperator } from '../../expressions/comparison.ts';
import type { Term, TermTable } from '../term.ts';

/** `a > b` is `b < a`; equality and its kind have no sides. */
export function compare(terms: TermTable, operator: ComparisonOperator, left: Term, right: Term): Term {
  switch (operator) {
    case 'greater':
      return terms.apply('less', [right, left]);
    case 'greater_or_equal':
      return terms.apply('less_or_equal', [right, left]);
    case 'less':
    case 'less_or_equal':
      return terms.apply(operator, [left, right]);
    case 'equal':
    case 'not_equal':
    case 'distinct':
    case 'not_distinct':
      return terms.apply(operator, [left, right], { unordered: true });
    default:
      return operator satisfies never;
  }
}
