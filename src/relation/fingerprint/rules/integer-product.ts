import { isInteger } from '../types.ts';
import { constant, integerOf } from './constants.ts';
import { ofOneType } from './one-type.ts';
import type { ExpressionRule } from './rule.ts';

const most = 64;

export const integerProduct: ExpressionRule = {
  name: 'integer-product',
  says: 'Products of integers: any order and grouping, constants multiplied. Never of floats',
  operators: ['call *', 'call multiply'],
  rewrite(term, terms) {
    const { operands, type } = term;
    if (!isInteger(type) || !ofOneType(term)) return null;
    const flat = operands.flatMap((part) =>
      part.op === 'product' && part.type === type ? part.operands : [part],
    );
    const factors = flat.length > most ? operands : flat;
    let known = 1n;
    const rest = factors.filter((factor) => {
      const value = integerOf(factor);
      if (value !== null) known *= value;
      return value === null;
    });
    const all = known === 1n && rest.length > 0 ? rest : [...rest, constant(terms, String(known), type)];
    return all.length === 1 ? all[0]! : terms.plain({ op: 'product', operands: all, unordered: true, type });
  },
};
