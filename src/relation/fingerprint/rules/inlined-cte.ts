import type { RowsRule } from './rule.ts';

export const inlinedCte: RowsRule = {
  name: 'inlined-cte',
  says: 'A CTE, a subquery and a view are what they say, where they are read; one that nobody reads is nothing. Above 48 joined tables a CTE is not looked into',
};
