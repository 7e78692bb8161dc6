import { type Term, withOperands } from './term.ts';
import type { TermTable } from './term-table.ts';

/** Operators that look at rows as they were where they stood: what is known of the rows further up is not known of theirs. */
const rowsOfTheirOwn: ReadonlySet<string> = new Set(['window', 'limit', 'first of', 'sample']);

/** As `substitute`, for what a condition tells of the rows above it: leaves alone what was computed over the rows below. */
export function substituteAbove(
  terms: TermTable,
  replace: (leafTerm: Term) => Term,
  other: (term: Term) => Term | null = () => null,
): (term: Term) => Term {
  return substitute(terms, replace, (term) => (rowsOfTheirOwn.has(term.op) ? term : other(term)));
}

/** Replaces what an open term reads of leaves: `replace` is given each column and row, and `other` may take any other term. The rules are applied again, but inside TRY, where nothing may move. */
export function substitute(
  terms: TermTable,
  replace: (leafTerm: Term) => Term,
  other: (term: Term) => Term | null = () => null,
): (term: Term) => Term {
  const walk = (make: TermTable['apply']) => {
    const known = new Map<number, Term>();
    const again = (term: Term): Term => {
      if (term.leaves.length === 0) return term;
      const seen = known.get(term.id);
      if (seen !== undefined) return seen;
      const made = change(term);
      known.set(term.id, made);
      return made;
    };
    const change = (term: Term): Term => {
      if (term.op === 'column' || term.op === 'row') return replace(term);
      const found = other(term);
      if (found !== null) return found === term ? term : again(found);
      const inside = term.op === 'try' ? asItIs() : again;
      const operands = term.operands.map(inside);
      if (operands.every((operand, index) => operand === term.operands[index])) return term;
      return make(withOperands(term, operands));
    };
    return again;
  };
  let plain: ((term: Term) => Term) | null = null;
  const asItIs = () => {
    plain ??= walk(terms.plain);
    return plain;
  };
  return walk(terms.apply);
}
