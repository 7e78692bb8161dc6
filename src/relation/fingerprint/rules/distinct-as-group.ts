import type { RowsRule } from './rule.ts';

export const distinctAsGroup: RowsRule = {
  name: 'distinct-as-group',
  says: 'DISTINCT is GROUP BY all columns',
};
