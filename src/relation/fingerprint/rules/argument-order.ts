import type { RowsRule } from './rule.ts';

export const argumentOrder: RowsRule = {
  name: 'argument-order',
  says: 'An aggregate that is ordered by its own argument is stable: `list(x ORDER BY x)`',
};
