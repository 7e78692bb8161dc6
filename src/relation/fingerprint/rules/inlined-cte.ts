import type { RowsRule } from './rule.ts';

export const inlinedCte: RowsRule = {
  name: 'inlined-cte',
  says: 'A CTE, a subquery and a view are what they say, where they are read; one that nobody reads is nothing. Above 48 joined tables a CTE is not looked into',
};

export const wholeRecursion: RowsRule = {
  name: 'whole-recursion',
  says: 'A recursive CTE is taken as a whole: equal where its two parts are',
};
