import type { Term, TermParts } from './term.ts';
import { withOperands } from './term.ts';
import type { TermTable } from './term-table.ts';

/** What of a leaf's rows is asked for: those that fit all of `on`, which may be NULL, among those for which all of `filters` are true. */
export interface PartnerConditions {
  readonly on: readonly Term[];
  readonly filters?: readonly Term[];
}

/**
 * A term about the rows of a leaf that fit conditions, in which the leaf's own columns are read as those of the partner. Binders are numbered: this one's number is above all
 * within, so that a partner's column in a nest of binders belongs to exactly one.
 */
export function bindPartner(
  rows: Term,
  leaf: number,
  { on, filters }: PartnerConditions,
  close: (term: Term) => Term,
  terms: TermTable,
  parts: Pick<TermParts, 'op' | 'type' | 'steady'>,
): Term {
  const bind = (number: number) => {
    const detail = String(number);
    const known = new Map<number, Term>();
    const bound = (term: Term): Term => {
      if (!term.leaves.includes(leaf)) return close(term);
      const seen = known.get(term.id);
      if (seen !== undefined) return seen;
      const made =
        term.op === 'column' || term.op === 'row'
          ? terms.plain({
              op: 'partner',
              detail,
              operands: term.operands,
              type: term.type,
              filled: term.notNull,
            })
          : terms.plain(withOperands(term, term.operands.map(bound)));
      known.set(term.id, made);
      return made;
    };
    return [on, ...(filters === undefined ? [] : [filters])].map((conditions) =>
      terms.plain({ op: 'all', operands: [...new Set(conditions.map(bound))], unordered: true }),
    );
  };
  const height = 1 + Math.max(0, rows.height, ...bind(0).map((conditions) => conditions.height));
  return terms.apply({ ...parts, detail: String(height), operands: [rows, ...bind(height)] });
}
