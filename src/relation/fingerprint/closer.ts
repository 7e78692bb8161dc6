import type { Block, Leaf } from './block.ts';
import { bindPartner } from './partner.ts';
import { type Term, withOperands } from './term.ts';
import type { TermTable } from './term-table.ts';

/**
 * Closes terms over a block: each column is replaced by what it is within its leaf, and the name of that leaf. The values of a single leaf stay as they are: filters and
 * projections leave no trace in them. `whole`: the rows in which names mean something; null while these are made.
 */
export function createCloser(
  block: Block,
  names: ReadonlyMap<number, string>,
  terms: TermTable,
  whole: Term | null,
): (term: Term) => Term {
  const leaves = new Map(block.leaves.map((leaf) => [leaf.number, leaf]));
  const known = new Map<number, Term>();
  const looked = new Map<number, Term>();
  const context = whole === null ? [] : [whole];

  function close(term: Term): Term {
    if (term.leaves.length === 0) return term;
    const seen = known.get(term.id);
    if (seen !== undefined) return seen;
    const made =
      term.op === 'column' || term.op === 'row'
        ? named(term, leaves.get(term.leaves[0]!))
        : terms.plain(withOperands(term, term.operands.map(close)));
    known.set(term.id, made);
    return made;
  }

  function named(term: Term, leaf: Leaf | undefined): Term {
    if (leaf?.optional?.once === true) {
      const row = lookup(leaf, leaf.optional.on);
      return term.op === 'row'
        ? row
        : terms.plain({ op: 'of', detail: 'lookup', operands: [row, term.operands[0]!], type: term.type });
    }
    const name = names.get(term.leaves[0]!) ?? 'elsewhere';
    if (term.op === 'row')
      return terms.plain({ op: 'row', detail: name, operands: context, steady: term.steady });
    const value = term.operands[0]!;
    return name === ''
      ? value
      : terms.plain({
          op: 'of',
          detail: name,
          operands: [...context, value],
          type: term.type,
          filled: term.notNull,
        });
  }

  /** The one row of a leaf that fits, or none: a function of the other leaves. */
  function lookup(leaf: Leaf, on: readonly Term[]): Term {
    const seen = looked.get(leaf.number);
    if (seen !== undefined) return seen;
    const made = bindPartner(leaf.rows, leaf.number, { on }, close, terms, {
      op: 'lookup',
      steady: leaf.stable,
    });
    looked.set(leaf.number, made);
    return made;
  }

  return close;
}
