import type { AggregateRule } from '../call-parts.ts';
import { isTrue } from './constants.ts';

export const trueFilter: AggregateRule = {
  name: 'true-filter',
  says: '`FILTER (WHERE TRUE)` goes',
  rewrite: (parts) => (parts.filter !== null && isTrue(parts.filter) ? { ...parts, filter: null } : null),
};
