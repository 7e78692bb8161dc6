import type { RowsRule } from './rule.ts';

export const totalOrder: RowsRule = {
  name: 'total-order',
  says: 'row_number, lag, ROWS frames, LIMIT, DISTINCT ON and ordered aggregates are stable where a key stands in partition and order',
};
