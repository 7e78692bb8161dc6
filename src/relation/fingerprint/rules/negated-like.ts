import { withOperands } from '../term.ts';
import type { ExpressionRule } from './rule.ts';

/** The engine has operators of their own for these. */
const negated: ReadonlyMap<string, string> = new Map([
  ['call !~~', 'call ~~'],
  ['call !~~*', 'call ~~*'],
]);

export const negatedLike: ExpressionRule = {
  name: 'negated-like',
  says: '`s NOT LIKE p` is `NOT (s LIKE p)`; so with ILIKE',
  operators: [...negated.keys()],
  rewrite(term, terms) {
    const like = terms.apply({ ...withOperands(term, term.operands), op: negated.get(term.op)! });
    return terms.apply({ op: 'not', operands: [like], type: 'BOOLEAN' });
  },
};
