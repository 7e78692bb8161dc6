import type { ExpressionRule } from './rule.ts';

export const between: ExpressionRule = {
  name: 'between',
  says: '`x BETWEEN a AND b` is `x >= a AND x <= b`',
  operators: ['between'],
  rewrite({ detail, operands }, terms) {
    const [value, lower, upper] = operands;
    const [low, high] = detail.split(' ');
    return terms.apply({
      op: 'and',
      operands: [
        terms.apply({ op: low!, operands: [lower!, value!], type: 'BOOLEAN' }),
        terms.apply({ op: high!, operands: [value!, upper!], type: 'BOOLEAN' }),
      ],
      unordered: true,
      type: 'BOOLEAN',
    });
  },
};
