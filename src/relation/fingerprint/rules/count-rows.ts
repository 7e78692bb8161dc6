import type { AggregateRule } from '../call-parts.ts';

export const countRows: AggregateRule = {
  name: 'count-rows',
  says: '`count(1)`, and `count(x)` of what is never NULL, is `count(*)`',
  rewrite(parts) {
    if (parts.name === 'count' && !parts.distinct && parts.arguments.every((argument) => argument.notNull))
      return { ...parts, name: 'count_star', arguments: [], parameterTypes: [], options: null, order: [] };
    return null;
  },
};
