import type { Block } from './block.ts';
import type { Term } from './term.ts';
import type { TermTable } from './term-table.ts';

/** The block's conditions, and those of optional rows that count, which say whose they are. */
export function conditionsOf(block: Block, terms: TermTable): readonly Term[] {
  const own = block.leaves.flatMap((leaf) =>
    leaf.optional === null || leaf.optional.once
      ? []
      : leaf.optional.on.map((condition) =>
          terms.plain({ op: 'joined when', operands: [terms.row(leaf.number, true), condition] }),
        ),
  );
  return own.length === 0 ? block.conditions : [...block.conditions, ...own];
}
