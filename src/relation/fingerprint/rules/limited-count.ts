import type { Aggregate } from '../../operators/group.ts';
import type { Operator } from '../../operators/operator.ts';
import type { Limit } from '../../operators/row-by-row.ts';

/** Whether it counts the rows of a LIMIT 1: what the engine makes of an EXISTS that does not depend on the query around it. */
export function isExistsCount(
  operator: Aggregate,
): operator is Aggregate & { readonly input: Limit & { readonly input: Operator } } {
  const { input, keys, groupingSets, aggregates, groupingFunctions } = operator;
  const [only, ...more] = aggregates;
  return (
    input.kind === 'limit' &&
    input.offset === null &&
    input.limit?.kind === 'constant' &&
    !input.limit.percent &&
    input.limit.value === '1' &&
    keys.length === 0 &&
    groupingSets.length <= 1 &&
    groupingFunctions.length === 0 &&
    more.length === 0 &&
    only?.name === 'count_star' &&
    only.filter === null &&
    !only.distinct
  );
}
