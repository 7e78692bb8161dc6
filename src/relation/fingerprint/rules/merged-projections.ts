import type { RowsRule } from './rule.ts';

export const mergedProjectionsRule: RowsRule = {
  name: 'merged-projections',
  says: 'Projections over projections, subqueries and CTEs: columns are what they compute, under whatever name',
};
