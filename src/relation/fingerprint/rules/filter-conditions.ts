import type { Block } from '../block.ts';
import type { Canonizing } from '../canonizing.ts';
import { bounded } from '../canonizing.ts';
import type { Term } from '../term.ts';
import { conjuncts } from './conjunction.ts';
import { isTrue } from './constants.ts';
import { impliedPresence } from './implied-presence.ts';
import { leftAnti } from './left-anti.ts';
import { noRows } from './never-true.ts';
import { outerToInner } from './outer-to-inner.ts';
import type { RowsRule } from './rule.ts';
import { whereTrue } from './where-true.ts';

export const mergedFilters: RowsRule = {
  name: 'merged-filters',
  says: 'Filters over filters, in ON of inner joins, in HAVING and QUALIFY are conditions that hold together, in any order, each once',
};

/** The block with further conditions. */
export function withConditions(block: Block, conditions: readonly Term[], canonizing: Canonizing): Block {
  const { terms } = canonizing;
  const asked = conditions.flatMap((condition) => whereTrue(condition, terms)).flatMap(conjuncts);
  if (block.conditions.length > 0 && asked.length > 0) terms.fired(mergedFilters.name);
  const all = [...new Set([...block.conditions, ...asked])].filter((condition) => !isTrue(condition));
  const none = noRows(block, all, terms);
  if (none !== null) return none;
  const inner = outerToInner({ ...block, conditions: all }, canonizing);
  if (inner !== null) return withConditions(inner, [], canonizing);
  const anti = leftAnti({ ...block, conditions: all }, canonizing);
  if (anti !== null) return withConditions(anti, [], canonizing);
  return bounded(impliedPresence({ ...block, conditions: all }, canonizing), canonizing);
}
