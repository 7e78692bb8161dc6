import type { Block, Leaf } from '../block.ts';
import type { Canonizing } from '../canonizing.ts';
import { substituteAbove } from '../substitute.ts';
import type { Term } from '../term.ts';
import type { RowsRule } from './rule.ts';

export const impliedPresenceRule: RowsRule = {
  name: 'implied-presence',
  says: 'What a condition compares is not NULL above it: `IS NOT NULL` beside it goes, and `count(x)` is `count(*)`',
};

/** The block without tests that its other conditions answer, and with columns that are known not to be NULL. */
export function impliedPresence(block: Block, { terms }: Canonizing): Block {
  const required = new Set(
    block.leaves.filter((leaf: Leaf) => leaf.optional === null).map(({ number }) => number),
  );
  const compared = new Map<string, Term>();
  const tested = new Map<string, Term>();
  for (const condition of block.conditions) {
    const into = testedColumn(condition) === null ? compared : tested;
    for (const column of into === tested ? [testedColumn(condition)!] : strictColumns(condition)) {
      if (!column.notNull && required.has(column.leaves[0]!))
        into.set(`${column.leaves[0]}:${column.operands[0]!.id}`, column);
    }
  }
  if (compared.size === 0 && tested.size === 0) return block;
  const conditions = block.conditions.filter((condition) => {
    const column = testedColumn(condition);
    return column === null || !compared.has(`${column.leaves[0]}:${column.operands[0]!.id}`);
  });
  if (conditions.length < block.conditions.length) terms.fired(impliedPresenceRule.name);
  const there = substituteAbove(terms, (term) => {
    const key = term.op === 'column' ? `${term.leaves[0]}:${term.operands[0]!.id}` : '';
    return compared.has(key) || tested.has(key)
      ? terms.column(term.leaves[0]!, term.operands[0]!, true)
      : term;
  });
  return { ...block, conditions, columns: block.columns.map(there) };
}

/** The column that `x IS NOT NULL` is about. */
function testedColumn(condition: Term): Term | null {
  const test = condition.op === 'not' ? condition.operands[0]! : null;
  const value = test?.op === 'is_null' ? test.operands[0]! : null;
  return value?.op === 'column' ? value : null;
}

/** Columns that a comparison reads, so that it is not true where one of them is NULL. */
function strictColumns(condition: Term): readonly Term[] {
  return ['equal', 'not_equal', 'less', 'less_or_equal'].includes(condition.op)
    ? condition.operands.filter((operand) => operand.op === 'column')
    : [];
}
