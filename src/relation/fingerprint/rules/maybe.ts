import { isNull } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

/** `maybe(r, x)`: x, or NULL where the row r of an outer join's other side is missing. */
export const maybe: ExpressionRule = {
  name: 'maybe',
  says: 'A value that crosses the null-supplying side of an outer join twice crosses it once; NULL stays NULL',
  operators: ['maybe'],
  rewrite({ operands: [row, value] }) {
    if (isNull(value!)) return value!;
    return value!.op === 'maybe' && value!.operands[0] === row ? value! : null;
  },
};
