import type { Block } from '../block.ts';
import { type Canonizing, newLeaf } from '../canonizing.ts';
import { closeBlock } from '../close-block.ts';
import { substitute } from '../substitute.ts';
import type { Term } from '../term.ts';
import { conjuncts } from './conjunction.ts';
import { isTrue } from './constants.ts';
import type { RowsRule } from './rule.ts';
import { whereTrue } from './where-true.ts';

export const fullJoinRule: RowsRule = {
  name: 'full-join',
  says: 'FULL JOIN has no sides; values of both sides may turn to NULL and are wrapped',
};

export function fullJoin(
  left: Block,
  right: Block,
  conditions: readonly Term[],
  canonizing: Canonizing,
): Block {
  const { terms } = canonizing;
  const closed = [left, right].map((block) => ({ block, ...sideOf(block) }));
  function sideOf(block: Block) {
    const side = closeBlock(block, terms);
    return {
      rows: side.rows,
      stable: side.stable,
      columns: side.columns,
      close: side.close,
      hash: terms.hash(side.rows),
    };
  }
  const swapped = closed[1]!.hash < closed[0]!.hash;
  if (swapped) terms.fired(fullJoinRule.name);
  const place = (index: number) => (swapped ? 1 - index : index);
  const owner = new Map(
    closed.flatMap(({ block }, index) => block.leaves.map((leaf) => [leaf.number, index] as const)),
  );
  const side = (index: number, value: Term) =>
    terms.plain({
      op: 'side',
      detail: String(place(index)),
      operands: [value],
      type: value.type,
      filled: value.notNull,
    });
  // What stands on one side is closed as a whole; what reads both is made of such parts.
  const into = substitute(
    terms,
    (term) => side(owner.get(term.leaves[0]!)!, closed[owner.get(term.leaves[0]!)!]!.close(term)),
    (term) => {
      const [first, ...others] = new Set(term.leaves.map((leaf) => owner.get(leaf)!));
      return others.length === 0 && (term.op === 'maybe' || term.op === 'window')
        ? side(first!, closed[first!]!.close(term))
        : null;
    },
  );
  const on = conditions
    .flatMap((condition) => whereTrue(condition, terms))
    .flatMap(conjuncts)
    .filter((condition) => !isTrue(condition))
    .map(into);
  const rows = terms.plain({
    op: 'full join',
    operands: [
      ...(swapped ? [closed[1]!, closed[0]!] : closed).map((one) => one.rows),
      terms.plain({ op: 'all', operands: [...new Set(on)], unordered: true }),
    ],
  });
  const columns = closed.flatMap((one, index) =>
    one.columns.map((value) =>
      terms.plain({ op: 'outer', operands: [rows, side(index, value)], type: value.type }),
    ),
  );
  const stable = closed.every((one) => one.stable) && on.every((condition) => condition.stable);
  return newLeaf({ rows, stable, columns }, canonizing);
}
