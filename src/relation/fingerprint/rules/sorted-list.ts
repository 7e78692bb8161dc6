import { withOperands } from '../term.ts';
import { equalIsIdentical } from '../types.ts';
import type { ExpressionRule } from './rule.ts';

/** The engine writes `list(x ORDER BY x)` as `list_sort(list(x))`. What decides whether the rows themselves are stable stands outside of the aggregate. */
export const sortedList: ExpressionRule = {
  name: 'sorted-list',
  says: '`list(x ORDER BY x)` is stable: sorting takes away the order in which the rows came, where equals are identical',
  operators: ['call list_sort', 'call array_sort', 'call list_reverse_sort', 'call array_reverse_sort'],
  rewrite(term, terms) {
    const [operand, ...how] = term.operands;
    // The aggregate itself, or a column of grouped rows that is one.
    const list = operand?.op === 'column' ? operand.operands[0]! : operand;
    if (list?.op !== 'aggregated') return null;
    const [rows, aggregate] = list.operands;
    const [name] = JSON.parse(aggregate!.detail) as [string];
    if (aggregate!.steady || (name !== 'list' && name !== 'array_agg')) return null;
    if (!list.type.endsWith('[]') || !equalIsIdentical(list.type.slice(0, -'[]'.length))) return null;
    const bag = terms.plain({ ...withOperands(aggregate!, aggregate!.operands), steady: true });
    const whole = terms.plain(withOperands(list, [rows!, bag]));
    const sorted = operand?.op === 'column' ? terms.column(operand.leaves[0]!, whole) : whole;
    return terms.apply(withOperands(term, [sorted, ...how]));
  },
};
