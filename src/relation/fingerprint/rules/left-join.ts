import type { Block, Leaf } from '../block.ts';
import { bounded, type Canonizing } from '../canonizing.ts';
import { partnerRows } from '../partner-rows.ts';
import type { Term } from '../term.ts';
import { conjuncts } from './conjunction.ts';
import { constant, isFalse, isNull, isTrue } from './constants.ts';
import { isKeyed, lookupJoin } from './lookup-join.ts';
import type { RowsRule } from './rule.ts';
import { whereTrue } from './where-true.ts';

export const liftedFilter: RowsRule = {
  name: 'lifted-filter',
  says: 'A filter on the left side of a LEFT JOIN may stand above it; a filter on its right side may stand in ON',
};

/** The left rows, each with the right rows that fit, or with none. `once`: more than one is an error. */
export function leftJoin(
  left: Block,
  right: Block,
  conditions: readonly Term[],
  once: boolean,
  canonizing: Canonizing,
): Block {
  const { terms } = canonizing;
  const asked = conditions.flatMap((condition) => whereTrue(condition, terms)).flatMap(conjuncts);
  const partner = partnerRows(
    right,
    { compared: [], filters: asked },
    { keepsLookups: true, duplicates: true },
    canonizing,
  );
  const on = partner.filters.filter((condition) => !isTrue(condition));
  if (on.some((condition) => isFalse(condition) || isNull(condition)))
    return {
      ...left,
      columns: [...left.columns, ...right.columns.map(({ type }) => constant(terms, null, type))],
    };
  const single = once || isKeyed(partner, on);
  terms.fired(single ? lookupJoin.name : liftedFilter.name);
  const stable = partner.stable && on.every((condition) => condition.stable);
  const leaf: Leaf = {
    number: partner.number,
    rows: partner.rows,
    stable: partner.stable,
    keys: partner.keys,
    optional: { on, once: single },
    arms: null,
    distinct: null,
  };
  const row = terms.row(partner.number, stable);
  const values = partner.columns.map((value) =>
    terms.apply({ op: 'maybe', operands: [row, value], type: value.type }),
  );
  return bounded(
    {
      leaves: [...left.leaves, leaf, ...partner.lookups],
      conditions: left.conditions,
      columns: [...left.columns, ...values],
    },
    canonizing,
  );
}
