import type { Term, TermTable } from '../term.ts';

/** AND and OR in three-valued logic: associative, commutative, idempotent; TRUE goes from an AND, FALSE from an OR. */
export function logical(terms: TermTable, operator: 'and' | 'or', operands: readonly Term[]): Term {
  const neutral = terms.apply(`constant BOOLEAN ${operator === 'and'}`, []);
  const flat = operands
    .flatMap((term) => (term.kind === 'applied' && term.label === operator ? term.operands : [term]))
    .filter((term) => term !== neutral);
  const distinct = [...new Set(flat)];
  if (distinct.length === 0) return neutral;
  return distinct.length === 1 ? distinct[0]! : terms.apply(operator, distinct, { unordered: true });
}
