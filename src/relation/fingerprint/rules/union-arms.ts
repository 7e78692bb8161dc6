import type { Arm } from '../block.ts';
import type { TermTable } from '../term-table.ts';
import type { RowsRule } from './rule.ts';

export const unionArms: RowsRule = {
  name: 'union-arms',
  says: 'The arms of a UNION ALL have no order: they are sorted by their rows, once for all columns',
};

/** Arms of the same rows keep the order of the plan: sorting them column by column would let values change places. */
export function orderedArms(arms: readonly Arm[], terms: TermTable): readonly Arm[] {
  const hashed = arms.map((arm) => ({ arm, hash: terms.hash(arm.rows) }));
  const sorted = [...hashed].sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
  if (sorted.some((one, index) => one !== hashed[index])) terms.fired(unionArms.name);
  return sorted.map(({ arm }) => arm);
}
