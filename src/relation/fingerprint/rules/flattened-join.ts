import type { RowsRule } from './rule.ts';

export const flattenedJoinRule: RowsRule = {
  name: 'flattened-join',
  says: 'Inner joins, comma, CROSS JOIN, USING and NATURAL: rows side by side under conditions, in any order and nesting',
};
