import type { Block } from '../block.ts';
import type { Term } from '../term.ts';
import type { TermTable } from '../term-table.ts';
import { constant, isFalse, isNull, truth } from './constants.ts';
import type { RowsRule } from './rule.ts';

export const neverTrue: RowsRule = {
  name: 'never-true',
  says: '`WHERE FALSE` and `WHERE NULL` are no rows, whatever is read',
};

/** The block without rows that these conditions leave; null where none of them is known never to be true. */
export function noRows(block: Block, conditions: readonly Term[], terms: TermTable): Block | null {
  if (!conditions.some((condition) => isFalse(condition) || isNull(condition))) return null;
  terms.fired(neverTrue.name);
  return {
    leaves: [],
    conditions: [truth(terms, false)],
    columns: block.columns.map(({ type }) => constant(terms, null, type)),
  };
}
