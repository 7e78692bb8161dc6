import { isInteger, widens } from '../types.ts';
import type { ExpressionRule } from './rule.ts';

export const losslessCast: ExpressionRule = {
  name: 'lossless-cast',
  says: 'A cast to a wider type and on (or back) is one cast from the start, or none: `a::BIGINT::INTEGER` of an INTEGER is `a`; so is an integer by way of text',
  operators: ['cast'],
  rewrite({ type, operands: [inner] }, terms) {
    if (inner!.type === type) return inner!;
    if (inner!.op !== 'cast') return null;
    const value = inner!.operands[0]!;
    if (value.type === type && (widens(type, inner!.type) || (isInteger(type) && inner!.type === 'VARCHAR')))
      return value;
    if (isInteger(value.type) && isInteger(inner!.type) && isInteger(type) && widens(value.type, inner!.type))
      return terms.apply({ op: 'cast', operands: [value], type });
    return null;
  },
};
