import type { Block, Key, Leaf } from '../block.ts';
import { bounded, type Canonizing } from '../canonizing.ts';
import { type PartnerRows, partnerRows } from '../partner-rows.ts';
import type { Term } from '../term.ts';
import { isInteger, widens } from '../types.ts';
import { conjuncts } from './conjunction.ts';
import { constant, isFalse, isNull, isTrue } from './constants.ts';
import type { RowsRule } from './rule.ts';
import { whereTrue } from './where-true.ts';

export const mirroredJoinRule: RowsRule = {
  name: 'mirrored-join',
  says: '`t RIGHT JOIN u` is `u LEFT JOIN t`',
};

export const liftedFilter: RowsRule = {
  name: 'lifted-filter',
  says: 'A filter on the left side of a LEFT JOIN may stand above it; a filter on its right side may stand in ON',
};

export const lookupJoin: RowsRule = {
  name: 'lookup-join',
  says: 'A LEFT JOIN on a key of the right side, and a scalar subquery, keeps the left rows: only columns that read it know of it',
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

/** Whether the conditions fix a key of the partner, so that there is one at most. */
function isKeyed({ number, keys }: PartnerRows, on: readonly Term[]): boolean {
  return keys.some((key: Key) =>
    key.values.every((value) =>
      on.some(({ op, operands }) => {
        if (op !== 'equal' && (op !== 'not_distinct' || key.nullsRepeat)) return false;
        const [a, b] = operands as [Term, Term];
        return [
          [a, b],
          [b, a],
        ].some(
          ([own, other]) =>
            fixedColumn(own!)?.operands[0] === value &&
            fixedColumn(own!)?.leaves[0] === number &&
            !other!.leaves.includes(number),
        );
      }),
    ),
  );
}

/** The column that a side of an equality is, also widened. */
function fixedColumn(term: Term): Term | null {
  if (term.op === 'column') return term;
  const inner = term.op === 'cast' ? term.operands[0]! : null;
  return inner?.op === 'column' &&
    isInteger(inner.type) &&
    isInteger(term.type) &&
    widens(inner.type, term.type)
    ? inner
    : null;
}
