import type { Term } from './term.ts';

/** Whether `wanted` stands somewhere in the term, also within what is closed. */
export function mentions(term: Term, wanted: Term, seen: Set<number> = new Set()): boolean {
  if (term === wanted) return true;
  if (seen.has(term.id)) return false;
  seen.add(term.id);
  return term.operands.some((operand) => mentions(operand, wanted, seen));
}
