import type { AggregateRule } from '../call-parts.ts';
import { isFloat } from '../types.ts';

const orderProof: ReadonlySet<string> = new Set([
  'sum',
  'count',
  'count_star',
  'min',
  'max',
  'bool_and',
  'bool_or',
  'bit_and',
  'bit_or',
  'bit_xor',
]);

export const unseenOrder: AggregateRule = {
  name: 'unseen-order',
  says: 'ORDER BY inside an aggregate that does not see it goes: `sum(x ORDER BY y)`, but of floats',
  rewrite: (parts) =>
    parts.order.length > 0 && orderProof.has(parts.name) && !parts.arguments.some(({ type }) => isFloat(type))
      ? { ...parts, order: [] }
      : null,
};
