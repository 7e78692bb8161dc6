import type { Expression } from '../expressions/expression.ts';
import type { Join } from '../operators/join.ts';
import type { Block } from './block.ts';
import { canonicalExpressions } from './canonical-expression.ts';
import { type Canonizing, newLeaf } from './canonizing.ts';
import { closeBlock } from './close-block.ts';
import { conjuncts } from './rules/conjunction.ts';
import { withConditions } from './rules/filter-conditions.ts';
import { flattenedJoinRule } from './rules/flattened-join.ts';
import { fullJoin } from './rules/full-join.ts';
import { leftJoin } from './rules/left-join.ts';
import { semiJoin } from './rules/semi-join.ts';
import type { Term } from './term.ts';

export function canonicalJoin(operator: Join, left: Block, right: Block, canonizing: Canonizing): Block {
  const { terms } = canonizing;
  const columns = [...left.columns, ...right.columns];
  const conditions = operator.conditions.map(canonicalExpressions(columns, terms));
  if (operator.match === 'nearest') return nearestJoin(operator, left, right, canonizing);
  return joined(operator.type, left, right, conditions, [], canonizing);
}

/** The join of two blocks under conditions over both. `filters`: conditions of an IN's subquery, which count where they are true. */
export function joined(
  type: Join['type'],
  left: Block,
  right: Block,
  conditions: readonly Term[],
  filters: readonly Term[],
  canonizing: Canonizing,
): Block {
  switch (type) {
    case 'inner':
      if (left.leaves.length > 0 && right.leaves.length > 0) canonizing.terms.fired(flattenedJoinRule.name);
      return withConditions(
        {
          leaves: [...left.leaves, ...right.leaves],
          conditions: [...left.conditions, ...right.conditions],
          columns: [...left.columns, ...right.columns],
        },
        [...conditions, ...filters].flatMap(conjuncts),
        canonizing,
      );
    case 'left':
    case 'single':
      return leftJoin(left, right, [...conditions, ...filters], type === 'single', canonizing);
    case 'right': {
      const swapped = leftJoin(right, left, [...conditions, ...filters], false, canonizing);
      const width = right.columns.length;
      return { ...swapped, columns: [...swapped.columns.slice(width), ...swapped.columns.slice(0, width)] };
    }
    case 'full':
      return fullJoin(left, right, [...conditions, ...filters], canonizing);
    case 'semi':
    case 'anti':
    case 'mark':
      return semiJoin(type, left, right, conditions, filters, canonizing);
    case 'right_semi':
      return semiJoin('semi', right, left, conditions, filters, canonizing);
    case 'right_anti':
      return semiJoin('anti', right, left, conditions, filters, canonizing);
    default:
      return type satisfies never;
  }
}

/** ASOF: of several nearest rows any may be taken, so that it is not stable. */
function nearestJoin(operator: Join, left: Block, right: Block, canonizing: Canonizing): Block {
  const { terms } = canonizing;
  const sides = [closeBlock(left, terms), closeBlock(right, terms)];
  const wrapped = sides.map((side, index) =>
    side.columns.map((value) =>
      terms.plain({ op: 'side', detail: String(index), operands: [value], type: value.type }),
    ),
  );
  const canonical: (expression: Expression) => Term = canonicalExpressions(wrapped.flat(), terms);
  const rows = terms.plain({
    op: `nearest ${operator.type}`,
    operands: [...sides.map((side) => side.rows), ...operator.conditions.map(canonical)],
  });
  const columns = wrapped
    .flat()
    .map((value) => terms.plain({ op: 'crossed', operands: [rows, value], type: value.type }));
  const kept = ['semi', 'anti'].includes(operator.type) ? columns.slice(0, left.columns.length) : columns;
  return newLeaf({ rows, stable: false, columns: kept }, canonizing);
}
