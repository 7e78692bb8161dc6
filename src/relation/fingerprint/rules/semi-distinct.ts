import type { Block } from '../block.ts';
import { type Canonizing, renumbered } from '../canonizing.ts';
import type { JoinConditions } from '../partner-rows.ts';
import { substitute } from '../substitute.ts';
import type { RowsRule } from './rule.ts';

export const semiDistinctRule: RowsRule = {
  name: 'semi-distinct',
  says: 'DISTINCT and GROUP BY without aggregates go from what EXISTS, IN and semi joins look into',
};

/** The side without the DISTINCT that it consists of, and the join's conditions over that; null where it is none. */
export function semiDistinct(
  side: Block,
  { compared, filters }: JoinConditions,
  canonizing: Canonizing,
): { readonly side: Block; readonly conditions: JoinConditions } | null {
  const [leaf, ...more] = side.leaves;
  if (leaf?.distinct == null || more.length > 0 || leaf.optional !== null) return null;
  const { from, values } = leaf.distinct;
  const columns = [...values.values()];
  const again = renumbered({ ...from, columns }, canonizing);
  const terms = new Map([...values.keys()].map((value, index) => [value, again.columns[index]!]));
  let whole = true;
  const below = substitute(canonizing.terms, (term) => {
    if (term.leaves[0] !== leaf.number) return term;
    const found = term.op === 'column' ? terms.get(term.operands[0]!) : undefined;
    if (found === undefined) whole = false;
    return found ?? term;
  });
  const result = {
    side: {
      leaves: again.leaves,
      conditions: [...new Set([...again.conditions, ...side.conditions.map(below)])],
      columns: side.columns.map(below),
    },
    conditions: { compared: compared.map(below), filters: filters.map(below) },
  };
  if (!whole) return null;
  canonizing.terms.fired(semiDistinctRule.name);
  return result;
}
