import { fits } from '../types.ts';
import { constant, integerOf, isNull } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

export const constantCast: ExpressionRule = {
  name: 'constant-cast',
  says: "A cast of an integer that is written out to a type that holds it, of NULL, and of 't' and 'f' to BOOLEAN is that constant",
  operators: ['cast', 'try_cast'],
  rewrite({ type, operands: [operand] }, terms) {
    if (isNull(operand!)) return constant(terms, null, type);
    const value = integerOf(operand!);
    if (value !== null && fits(value, type)) return constant(terms, String(value), type);
    // This is how TRUE and FALSE arrive.
    if (type === 'BOOLEAN' && operand!.op === 'constant') {
      if (operand!.detail === '"t"') return constant(terms, 'true', type);
      if (operand!.detail === '"f"') return constant(terms, 'false', type);
    }
    return null;
  },
};
