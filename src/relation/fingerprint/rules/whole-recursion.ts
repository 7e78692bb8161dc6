import type { RowsRule } from './rule.ts';

export const wholeRecursion: RowsRule = {
  name: 'whole-recursion',
  says: 'A recursive CTE is taken as a whole: equal where its two parts are',
};
