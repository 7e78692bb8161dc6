import type { AggregateRule } from '../call-parts.ts';

const duplicateProof: ReadonlySet<string> = new Set([
  'min',
  'max',
  'bool_and',
  'bool_or',
  'bit_and',
  'bit_or',
]);

export const distinctAggregate: AggregateRule = {
  name: 'distinct-aggregate',
  says: '`max(DISTINCT x)` is `max(x)`; so with min, bool_and, bool_or, bit_and and bit_or',
  rewrite: (parts) =>
    // `max(x, 2)` gives the two greatest, of equals both.
    parts.distinct && duplicateProof.has(parts.name) && parts.arguments.length === 1
      ? { ...parts, distinct: false }
      : null,
};
