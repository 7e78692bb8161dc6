import type { Arm, Block } from '../block.ts';
import { closeBlock } from '../close-block.ts';
import { substitute } from '../substitute.ts';
import type { TermTable } from '../term-table.ts';
import type { RowsRule } from './rule.ts';

export const flattenedUnion: RowsRule = {
  name: 'flattened-union',
  says: 'A UNION ALL in an arm of a UNION ALL is more arms; a computation over it is one over each arm',
};

const most = 64;

/** The arms that an input of a UNION ALL is: those of the UNION ALL that it consists of, or itself. */
export function flattenedArms(block: Block, terms: TermTable): readonly Arm[] {
  const inner = innerArms(block, terms);
  if (inner !== null) {
    terms.fired(flattenedUnion.name);
    return inner;
  }
  const { rows, stable, columns } = closeBlock(block, terms);
  return [{ rows, stable, columns }];
}

function innerArms(block: Block, terms: TermTable): readonly Arm[] | null {
  const [leaf, ...more] = block.leaves;
  if (leaf === undefined || leaf.arms === null || leaf.arms.length > most) return null;
  if (more.length > 0 || leaf.optional !== null || block.conditions.length > 0) return null;
  let open = true;
  const arms = leaf.arms.map((arm, index): Arm => {
    const into = substitute(terms, (term) => {
      // A column of the leaf is a list of its values in the arms, after the rows.
      const value = term.op === 'column' ? term.operands[0]! : null;
      if (value?.op === 'union' && value.operands[0] === leaf.rows) return value.operands[index + 1]!;
      open = false;
      return term;
    });
    return { rows: arm.rows, stable: arm.stable, columns: block.columns.map(into) };
  });
  return open ? arms : null;
}
