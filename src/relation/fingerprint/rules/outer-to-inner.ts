import type { Block } from '../block.ts';
import type { Canonizing } from '../canonizing.ts';
import { substituteAbove } from '../substitute.ts';
import type { Term } from '../term.ts';
import type { RowsRule } from './rule.ts';

export const outerToInnerRule: RowsRule = {
  name: 'outer-to-inner',
  says: 'A LEFT JOIN above which a condition fails for every missing row is an inner join: `… LEFT JOIN u ON … WHERE u.x > 1`',
};

/** The block with the first such join made an inner one; null where there is none. */
export function outerToInner(block: Block, { terms }: Canonizing): Block | null {
  const leaf = block.leaves.find(
    ({ number, optional }) =>
      optional !== null && block.conditions.some((condition) => rejects(condition, number)),
  );
  if (leaf === undefined) return null;
  terms.fired(outerToInnerRule.name);
  const there = substituteAbove(
    terms,
    (term) => term,
    (term) => (term.op === 'maybe' && term.operands[0]!.leaves[0] === leaf.number ? term.operands[1]! : null),
  );
  return {
    leaves: block.leaves.map((other) =>
      other === leaf
        ? { ...leaf, optional: null }
        : { ...other, optional: other.optional && { ...other.optional, on: other.optional.on.map(there) } },
    ),
    conditions: [...block.conditions.map(there), ...leaf.optional!.on],
    columns: block.columns.map(there),
  };
}

/** Whether the condition cannot be true where the row of `leaf` is missing. */
function rejects(condition: Term, leaf: number): boolean {
  switch (condition.op) {
    case 'equal':
    case 'not_equal':
    case 'less':
    case 'less_or_equal':
      return condition.operands.some((operand) => nullWithout(operand, leaf));
    case 'and':
      return condition.operands.some((operand) => rejects(operand, leaf));
    case 'or':
      return condition.operands.every((operand) => rejects(operand, leaf));
    case 'not': {
      const [test] = condition.operands;
      return test!.op === 'is_null' && nullWithout(test!.operands[0]!, leaf);
    }
    default:
      return nullWithout(condition, leaf);
  }
}

/** Whether the value is NULL where the row of `leaf` is missing. */
function nullWithout(term: Term, leaf: number): boolean {
  if (term.op === 'maybe') return term.operands[0]!.leaves[0] === leaf;
  return strict.has(term.op) && term.operands.some((operand) => nullWithout(operand, leaf));
}

const strict: ReadonlySet<string> = new Set([
  'cast',
  'sum',
  'product',
  'negative',
  'equal',
  'less',
  'less_or_equal',
  'not_equal',
  'not',
]);
