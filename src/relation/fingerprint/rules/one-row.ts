import type { RowsRule } from './rule.ts';

export const oneRow: RowsRule = {
  name: 'one-row',
  says: 'An aggregate without GROUP BY is one row of values: in a scalar subquery, a CTE or a cross join alike',
};
