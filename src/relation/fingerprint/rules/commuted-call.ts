import { withOperands } from '../term.ts';
import type { ExpressionRule } from './rule.ts';

/** Also of floats: only regrouping changes their last bits. */
export const commutedCall: ExpressionRule = {
  name: 'commuted-call',
  says: '`+`, `*`, `&`, `|` and xor of two values of one type have no sides',
  operators: ['call +', 'call add', 'call *', 'call multiply', 'call &', 'call |', 'call xor'],
  rewrite(term, terms) {
    const [types] = JSON.parse(term.detail) as [readonly string[]];
    if (term.unordered || types.length !== 2 || types[0] !== types[1]) return null;
    return terms.apply({ ...withOperands(term, term.operands), unordered: true });
  },
};
