import type { Term } from '../term.ts';
import type { TermTable } from '../term-table.ts';
import { isScalar } from '../types.ts';
import { existence } from './certain-mark.ts';
import { isFalse } from './constants.ts';
import type { RowsRule } from './rule.ts';

export const truthOnly: RowsRule = {
  name: 'truth-only',
  says: 'A filter asks whether a condition is true: IN (SELECT …) is a semi join there, `x IS NOT DISTINCT FROM 1` is `x = 1`, `COALESCE(c, FALSE)` is `c`',
};

/** A condition that is true for the same rows as `condition`; it may be NULL where that is false, and the other way round. */
export function whereTrue(condition: Term, terms: TermTable): Term {
  const found = asked(condition, terms);
  if (found !== condition) terms.fired(truthOnly.name);
  return found;
}

function asked(condition: Term, terms: TermTable): Term {
  const { op, operands } = condition;
  switch (op) {
    case 'mark':
      return terms.apply(existence(condition, terms));
    case 'and':
    case 'or': {
      const parts = operands.map((operand) => asked(operand, terms));
      return parts.every((part, index) => part === operands[index])
        ? condition
        : terms.apply({ op, operands: parts, unordered: true, type: 'BOOLEAN' });
    }
    case 'not_distinct':
      return operands.some((operand) => operand.notNull) && isScalar(operands[0]!.type)
        ? terms.apply({ op: 'equal', operands, unordered: true, type: 'BOOLEAN' })
        : condition;
    case 'coalesce':
      return operands.length === 2 && isFalse(operands[1]!) ? asked(operands[0]!, terms) : condition;
    default:
      return condition;
  }
}
