import type { Term, TermParts } from '../term.ts';
import type { TermTable } from '../term-table.ts';
import type { ExpressionRule } from './rule.ts';

/** A mark is whether there is a partner, NULL as IN gives it: over rows, conditions that may be NULL, and filters. */
export const certainMark: ExpressionRule = {
  name: 'certain-mark',
  says: '`x IN (SELECT y …)` is EXISTS where its comparisons are never NULL; NOT IN is then an anti join',
  operators: ['mark'],
  rewrite: (term, terms) =>
    term.operands[1]!.operands.every((condition) => condition.notNull)
      ? terms.apply(existence(term, terms))
      : null,
};

/** Whether a mark is true, in two values. */
export function existence(mark: Term, terms: TermTable): TermParts {
  const [rows, on, filters] = mark.operands;
  const { detail, steady } = mark;
  const conditions = [...new Set([...on!.operands, ...filters!.operands])];
  return {
    op: 'exists',
    detail,
    operands: [rows!, terms.plain({ op: 'all', operands: conditions, unordered: true })],
    type: 'BOOLEAN',
    steady,
  };
}
