import type { Block, Leaf } from '../block.ts';
import type { Canonizing } from '../canonizing.ts';
import { bounded } from '../canonizing.ts';
import { substituteAbove } from '../substitute.ts';
import type { Term } from '../term.ts';
import { conjuncts } from './conjunction.ts';
import { constant, isFalse, isNull, isTrue, truth } from './constants.ts';
import { leftAnti } from './left-anti.ts';
import { outerToInner } from './outer-to-inner.ts';
import type { RowsRule } from './rule.ts';
import { whereTrue } from './where-true.ts';

export const mergedFilters: RowsRule = {
  name: 'merged-filters',
  says: 'Filters over filters, in ON of inner joins, in HAVING and QUALIFY are conditions that hold together, in any order, each once',
};

export const neverTrue: RowsRule = {
  name: 'never-true',
  says: '`WHERE FALSE` and `WHERE NULL` are no rows, whatever is read',
};

/** The block with further conditions. */
export function withConditions(block: Block, conditions: readonly Term[], canonizing: Canonizing): Block {
  const { terms } = canonizing;
  const asked = conditions.flatMap((condition) => whereTrue(condition, terms)).flatMap(conjuncts);
  if (block.conditions.length > 0 && asked.length > 0) terms.fired(mergedFilters.name);
  const all = [...new Set([...block.conditions, ...asked])].filter((condition) => !isTrue(condition));
  if (all.some((condition) => isFalse(condition) || isNull(condition))) {
    terms.fired(neverTrue.name);
    return {
      leaves: [],
      conditions: [truth(terms, false)],
      columns: block.columns.map(({ type }) => constant(terms, null, type)),
    };
  }
  const inner = outerToInner({ ...block, conditions: all }, canonizing);
  if (inner !== null) return withConditions(inner, [], canonizing);
  const anti = leftAnti({ ...block, conditions: all }, canonizing);
  if (anti !== null) return withConditions(anti, [], canonizing);
  return bounded(present({ ...block, conditions: all }, canonizing), canonizing);
}

export const impliedPresence: RowsRule = {
  name: 'implied-presence',
  says: 'What a condition compares is not NULL above it: `IS NOT NULL` beside it goes, and `count(x)` is `count(*)`',
};

function present(block: Block, { terms }: Canonizing): Block {
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
  if (conditions.length < block.conditions.length) terms.fired(impliedPresence.name);
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
