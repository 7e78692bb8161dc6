import type { Expression } from '../expressions/expression.ts';
import type { Join } from '../operators/join.ts';
import { type Block, type ClosedColumn, closeBlock, leafBlock } from './block.ts';
import { canonicalExpressions } from './canonical-expression.ts';
import { bounded, type Canonizing } from './canonizing.ts';
import { hashOf, hashOfSet } from './hash.ts';
import { conjuncts } from './rules/conjuncts.ts';
import { createTermHasher } from './term.ts';

export function canonicalJoin(operator: Join, left: Block, right: Block, canonizing: Canonizing): Block {
  const { terms } = canonizing;
  if (operator.match === 'nearest')
    return closedJoin(`nearest ${operator.type}`, operator, left, right, false, canonizing);
  switch (operator.type) {
    case 'inner': {
      const columns = [...left.columns, ...right.columns];
      const canonical = canonicalExpressions(columns, terms);
      const conditions = [...left.conditions, ...right.conditions, ...operator.conditions.map(canonical)];
      const joined: Block = {
        leaves: [...left.leaves, ...right.leaves],
        conditions: conjuncts(conditions, terms),
        columns,
      };
      return bounded(joined, canonizing);
    }
    case 'semi':
    case 'anti': {
      const { label, operands, stable } = partner(operator, left, right, canonizing);
      const condition = terms.apply(`${operator.type} ${label}`, operands, { unordered: true, stable });
      return { ...left, conditions: conjuncts([...left.conditions, condition], terms) };
    }
    case 'mark': {
      const { label, operands, stable } = partner(operator, left, right, canonizing);
      const mark = terms.apply(`mark ${label}`, operands, { unordered: true, stable });
      return { ...left, columns: [...left.columns, mark] };
    }
    case 'left':
    case 'full':
    case 'single':
      return closedJoin(operator.type, operator, left, right, true, canonizing);
    case 'right': {
      const swapped = closedJoin('left', operator, right, left, true, canonizing, true);
      const width = right.columns.length;
      return { ...swapped, columns: [...swapped.columns.slice(width), ...swapped.columns.slice(0, width)] };
    }
    case 'right_semi':
    case 'right_anti':
      return closedJoin(operator.type, operator, left, right, true, canonizing);
    default:
      return operator.type satisfies never;
  }
}

/** Whether a left row has a partner, as a term over the left columns: the right side is in its label. */
function partner(operator: Join, left: Block, right: Block, { terms }: Canonizing) {
  const closed = closeBlock(right);
  const rights = closed.columns.map((column) =>
    terms.apply(`partner's ${column.value}`, [], { stable: column.stable }),
  );
  const canonical = canonicalExpressions([...left.columns, ...rights], terms);
  return { label: closed.rows, operands: operator.conditions.map(canonical), stable: closed.stable };
}

/**
 * A join that is a leaf: values that cross it are wrapped, since a side's values may turn to NULL. `swapped`: the sides are given the other way round than the
 * conditions count their columns.
 */
function closedJoin(
  label: string,
  operator: { readonly conditions: readonly Expression[] },
  left: Block,
  right: Block,
  stable: boolean,
  { terms, nextLeaf }: Canonizing,
  swapped = false,
): Block {
  const [a, b] = [closeBlock(left), closeBlock(right)];
  const side = (name: string, columns: readonly ClosedColumn[]) =>
    columns.map((column) => terms.apply(`${name} ${column.value}`, [], { stable: column.stable }));
  const [lefts, rights] = [side('left', a.columns), side('right', b.columns)];
  const canonical = canonicalExpressions(swapped ? [...rights, ...lefts] : [...lefts, ...rights], terms);
  const conditions = operator.conditions.map(canonical);
  const hash = createTermHasher(() => '?');
  const rows = hashOf(`join ${label}`, [a.rows, b.rows, hashOfSet('on', conditions.map(hash))]);
  const all = stable && a.stable && b.stable && conditions.every((condition) => condition.stable);
  const wrapped = (name: string, columns: readonly ClosedColumn[]) =>
    columns.map((column) => ({ ...column, value: hashOf(`${name} of ${label}`, [column.value]) }));
  const kept = label === 'right_semi' || label === 'right_anti' ? [] : wrapped('left', a.columns);
  return leafBlock(nextLeaf(), rows, all, [...kept, ...wrapped('right', b.columns)], terms);
}
