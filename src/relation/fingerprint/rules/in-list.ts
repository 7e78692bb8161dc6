import type { ExpressionRule } from './rule.ts';

export const inList: ExpressionRule = {
  name: 'in-list',
  says: '`x IN (1, 2)` is `x = 1 OR x = 2`, `NOT IN` its negation',
  operators: ['in', 'not_in'],
  rewrite({ op, operands: [value, ...members] }, terms) {
    const any = terms.apply({
      op: 'or',
      operands: members.map((member) =>
        terms.apply({ op: 'equal', operands: [value!, member], unordered: true, type: 'BOOLEAN' }),
      ),
      unordered: true,
      type: 'BOOLEAN',
    });
    return op === 'in' ? any : terms.apply({ op: 'not', operands: [any], type: 'BOOLEAN' });
  },
};
