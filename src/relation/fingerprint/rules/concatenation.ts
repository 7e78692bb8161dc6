import { withOperands } from '../term.ts';
import type { ExpressionRule } from './rule.ts';

const most = 128;

export const concatenation: ExpressionRule = {
  name: 'concatenation',
  says: '`(a || b) || c` is `a || (b || c)`, of texts',
  operators: ['call ||'],
  rewrite(term, terms) {
    const { op, operands, type } = term;
    if (type !== 'VARCHAR' || !operands.some((operand) => operand.op === op && operand.type === type))
      return null;
    const flat = operands.flatMap((operand) =>
      operand.op === op && operand.type === type ? operand.operands : [operand],
    );
    if (flat.length > most || flat.some((operand) => operand.type !== type)) return null;
    return terms.plain(withOperands(term, flat));
  },
};
