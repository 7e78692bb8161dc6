import type { Term } from '../term.ts';
import type { TermTable } from '../term-table.ts';
import type { RowsRule } from './rule.ts';

export const constantKeysRule: RowsRule = {
  name: 'constant-keys',
  says: 'GROUP BY: a constant beside other keys goes; keys have no order, and count once. A constant alone stays: over no rows it gives no group',
};

export function constantKeys(keys: readonly Term[], terms: TermTable): readonly Term[] {
  const kept = keys.filter((key) => key.op !== 'constant');
  if (kept.length === keys.length) return keys;
  terms.fired(constantKeysRule.name);
  return kept.length > 0 ? kept : keys.slice(0, 1);
}
