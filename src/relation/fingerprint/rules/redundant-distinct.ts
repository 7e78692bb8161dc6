import type { Block } from '../block.ts';
import { determines } from '../determines.ts';
import type { Term } from '../term.ts';
import type { TermTable } from '../term-table.ts';
import type { RowsRule } from './rule.ts';

export const redundantDistinct: RowsRule = {
  name: 'redundant-distinct',
  says: 'DISTINCT goes where a key is among its columns: of a table, of a GROUP BY, of another DISTINCT',
};

export function isRedundantDistinct(block: Block, keys: readonly Term[], terms: TermTable): boolean {
  if (!determines(block, keys)) return false;
  terms.fired(redundantDistinct.name);
  return true;
}
