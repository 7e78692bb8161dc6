import { isNull, truth } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

export const nullTest: ExpressionRule = {
  name: 'null-test',
  says: '`x IS NOT NULL` is `NOT (x IS NULL)`; IS NULL is FALSE of what is never NULL, and TRUE of NULL',
  operators: ['is_null', 'is_not_null'],
  rewrite({ op, operands: [value] }, terms) {
    if (op === 'is_not_null') {
      const test = terms.apply({ op: 'is_null', operands: [value!], type: 'BOOLEAN' });
      return terms.apply({ op: 'not', operands: [test], type: 'BOOLEAN' });
    }
    if (value!.notNull) return truth(terms, false);
    return isNull(value!) ? truth(terms, true) : null;
  },
};
