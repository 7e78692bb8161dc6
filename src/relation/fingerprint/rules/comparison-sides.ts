import type { ExpressionRule } from './rule.ts';

export const comparisonSides: ExpressionRule = {
  name: 'comparison-sides',
  says: '`a > b` is `b < a`; `=`, `<>` and IS DISTINCT FROM have no sides',
  operators: ['greater', 'greater_or_equal', 'equal', 'not_equal', 'distinct', 'not_distinct'],
  rewrite({ op, operands: [left, right], unordered }, terms) {
    if (op === 'greater') return terms.apply({ op: 'less', operands: [right!, left!], type: 'BOOLEAN' });
    if (op === 'greater_or_equal')
      return terms.apply({ op: 'less_or_equal', operands: [right!, left!], type: 'BOOLEAN' });
    return unordered
      ? null
      : terms.apply({ op, operands: [left!, right!], unordered: true, type: 'BOOLEAN' });
  },
};
