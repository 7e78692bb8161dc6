import type { Block, Leaf } from '../block.ts';
import type { Canonizing } from '../canonizing.ts';
import { bindPartner } from '../partner.ts';
import { substituteAbove } from '../substitute.ts';
import type { Term } from '../term.ts';
import { constant } from './constants.ts';
import type { RowsRule } from './rule.ts';

export const leftAntiRule: RowsRule = {
  name: 'left-anti',
  says: '`… LEFT JOIN u ON t.a = u.a WHERE u.a IS NULL` is NOT EXISTS: u.a is never NULL in a partner',
};

/** The block with the first such join made an anti join; null where there is none. */
export function leftAnti(block: Block, { terms }: Canonizing): Block | null {
  for (const condition of block.conditions) {
    const value = condition.op === 'is_null' ? condition.operands[0]! : null;
    if (value?.op !== 'maybe') continue;
    const leaf = block.leaves.find(({ number }) => number === value.operands[0]!.leaves[0]);
    if (leaf === undefined || leaf.optional === null || !presentInPartner(value.operands[1]!, leaf)) continue;
    const missing = substituteAbove(
      terms,
      (term) => term,
      (term) =>
        term.op === 'maybe' && term.operands[0]!.leaves[0] === leaf.number
          ? constant(terms, null, term.type)
          : null,
    );
    const leaves = block.leaves
      .filter((other) => other !== leaf)
      .map((other) => ({
        ...other,
        optional: other.optional && { ...other.optional, on: other.optional.on.map(missing) },
      }));
    const conditions = block.conditions.filter((other) => other !== condition).map(missing);
    const columns = block.columns.map(missing);
    const left = [...conditions, ...columns, ...leaves.flatMap((other) => other.optional?.on ?? [])];
    if (left.some((term) => term.leaves.includes(leaf.number))) continue;
    terms.fired(leftAntiRule.name);
    const exists = bindPartner(leaf.rows, leaf.number, { on: leaf.optional.on }, (term) => term, terms, {
      op: 'exists',
      type: 'BOOLEAN',
      steady: leaf.stable,
    });
    return {
      leaves,
      conditions: [...conditions, terms.apply({ op: 'not', operands: [exists], type: 'BOOLEAN' })],
      columns,
    };
  }
  return null;
}

/** Whether the value is not NULL in any row that is joined: known so, or compared by the join. */
function presentInPartner(value: Term, { number, optional }: Leaf): boolean {
  if (value.notNull && value.leaves.length === 1 && value.leaves[0] === number) return true;
  return (
    value.op === 'column' &&
    optional!.on.some(
      ({ op, operands }) =>
        ['equal', 'not_equal', 'less', 'less_or_equal'].includes(op) &&
        operands.some(
          (operand) =>
            operand.op === 'column' &&
            operand.leaves[0] === number &&
            operand.operands[0] === value.operands[0],
        ),
    )
  );
}
