import type { ExpressionRule } from './rule.ts';

export const caseCoalesce: ExpressionRule = {
  name: 'case-coalesce',
  says: '`CASE WHEN x IS NULL THEN y ELSE x END` is `COALESCE(x, y)`',
  operators: ['case'],
  rewrite({ operands, type }, terms) {
    const [condition, result, otherwise, ...more] = operands;
    if (
      more.length > 0 ||
      condition!.op !== 'is_null' ||
      condition!.operands[0] !== otherwise ||
      !otherwise!.stable
    )
      return null;
    return terms.apply({ op: 'coalesce', operands: [otherwise!, result!], type });
  },
};
