import type { Block } from '../block.ts';
import type { Canonizing } from '../canonizing.ts';
import { bindPartner } from '../partner.ts';
import { type PartnerRows, partnerRows } from '../partner-rows.ts';
import type { Term } from '../term.ts';
import type { TermTable } from '../term-table.ts';
import { conjuncts } from './conjunction.ts';
import { isFalse, isNull, isTrue, truth } from './constants.ts';
import { withConditions } from './filter-conditions.ts';
import type { RowsRule } from './rule.ts';
import { whereTrue } from './where-true.ts';

export const semiJoinRule: RowsRule = {
  name: 'semi-join',
  says: 'SEMI JOIN, EXISTS and a filtering IN are one condition on the left rows; ANTI JOIN and NOT EXISTS its negation',
};

/** The left rows with a partner (`semi`), without one (`anti`), or with a column that says whether there is one, NULL as IN gives it (`mark`). */
export function semiJoin(
  type: 'semi' | 'anti' | 'mark',
  left: Block,
  right: Block,
  conditions: readonly Term[],
  filters: readonly Term[],
  canonizing: Canonizing,
): Block {
  const { terms } = canonizing;
  terms.fired(semiJoinRule.name);
  const ask = (all: readonly Term[]) =>
    all.flatMap((condition) => whereTrue(condition, terms)).flatMap(conjuncts);
  // What a mark compares keeps its NULLs.
  const compared = type === 'mark' ? conditions : ask(conditions);
  const asked = ask(filters);
  const partner = partnerRows(
    right,
    type === 'mark' ? { compared, filters: asked } : { compared: [], filters: [...compared, ...asked] },
    { keepsLookups: false, duplicates: false },
    canonizing,
  );
  const found = partnerTerm(partner, terms);
  if (type === 'mark') return { ...left, columns: [...left.columns, found] };
  const condition = type === 'semi' ? found : terms.apply({ op: 'not', operands: [found], type: 'BOOLEAN' });
  return withConditions(left, [condition], canonizing);
}

/** Whether there is a partner. */
export function partnerTerm(
  { number, rows, stable, compared, filters }: PartnerRows,
  terms: TermTable,
): Term {
  if (filters.some((condition) => isFalse(condition) || isNull(condition))) return truth(terms, false);
  const kept = filters.filter((condition) => !isTrue(condition));
  const parts = { type: 'BOOLEAN', steady: stable } as const;
  const same = (term: Term) => term;
  return compared.length === 0
    ? bindPartner(rows, number, { on: kept }, same, terms, { ...parts, op: 'exists' })
    : bindPartner(rows, number, { on: compared, filters: kept }, same, terms, { ...parts, op: 'mark' });
}
