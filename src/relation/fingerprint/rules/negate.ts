import type { Term, TermTable } from '../term.ts';
import { compare } from './compare.ts';
import { logical } from './logical.ts';

/** NOT goes inwards as far as three-valued logic lets it: through AND, OR, NOT and comparisons. */
export function negate(terms: TermTable, term: Term): Term {
  if (term.kind === 'applied') {
    const [left, right] = term.operands;
    switch (term.label) {
      case 'not':
        return left!;
      case 'and':
        return logical(
          terms,
          'or',
          term.operands.map((operand) => negate(terms, operand)),
        );
      case 'or':
        return logical(
          terms,
          'and',
          term.operands.map((operand) => negate(terms, operand)),
        );
      case 'equal':
        return compare(terms, 'not_equal', left!, right!);
      case 'not_equal':
        return compare(terms, 'equal', left!, right!);
      case 'distinct':
        return compare(terms, 'not_distinct', left!, right!);
      case 'not_distinct':
        return compare(terms, 'distinct', left!, right!);
      case 'less':
        return compare(terms, 'less_or_equal', right!, left!);
      case 'less_or_equal':
        return compare(terms, 'less', right!, left!);
    }
  }
  return terms.apply('not', [term]);
}
