import { isFalse, isTrue } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

export const caseBoolean: ExpressionRule = {
  name: 'case-boolean',
  says: '`CASE WHEN c THEN TRUE ELSE FALSE END` is `c`, where c is never NULL, and turned round `NOT c`',
  operators: ['case'],
  rewrite({ operands: [condition, result, otherwise, ...more] }, terms) {
    if (more.length > 0 || !condition!.notNull) return null;
    if (isTrue(result!) && isFalse(otherwise!)) return condition!;
    return isFalse(result!) && isTrue(otherwise!)
      ? terms.apply({ op: 'not', operands: [condition!], type: 'BOOLEAN' })
      : null;
  },
};
