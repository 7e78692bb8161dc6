import type { RowsRule } from './rule.ts';

export const unseenSortRule: RowsRule = {
  name: 'unseen-sort',
  says: 'ORDER BY goes where no LIMIT stands right above it: a table has no order',
};
