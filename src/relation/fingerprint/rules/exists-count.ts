import { integerOf } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

/** The engine writes an EXISTS that does not depend on the query around it as `(SELECT count(*) FROM (… LIMIT 1)) = 1`. */
export const existsCount: ExpressionRule = {
  name: 'exists-count',
  says: 'Counting at most one row and comparing with 1 is EXISTS',
  operators: ['equal'],
  rewrite({ operands }) {
    const counted = operands.find((operand) => operand.op === 'one if any');
    const other = operands.find((operand) => operand !== counted);
    if (counted === undefined || other === undefined || integerOf(other) !== 1n) return null;
    return counted.operands[0]!;
  },
};
