import { type Block, counts, type Leaf } from './block.ts';
import { conditionsOf } from './block-conditions.ts';
import { createCloser } from './closer.ts';
import { nameLeaves } from './name-leaves.ts';
import type { Term } from './term.ts';
import type { TermTable } from './term-table.ts';

/** A block with its leaves named: values mean something relative to `rows` only. */
export interface ClosedBlock {
  readonly rows: Term;
  readonly stable: boolean;
  readonly columns: readonly Term[];
  /** The closed form of any term over the block. */
  readonly close: (term: Term) => Term;
  /** Which row of each leaf it is, open, in the order of names: what a term needs that names `rows` in another block. */
  readonly places: readonly Term[];
}

/**
 * Names the leaves and closes everything under these names. Whatever the names, they are part of all closed terms, so that equal terms are equal structures.
 */
export function closeBlock(block: Block, terms: TermTable): ClosedBlock {
  const counted = block.leaves.filter(counts);
  const names = nameLeaves(block, counted, terms);
  const ordered = [...counted].sort((a, b) => Number(names.get(a.number)) - Number(names.get(b.number)));
  const rows = rowsOf(block, ordered, names, terms);
  const close = createCloser(block, names, terms, counted.length > 1 ? rows : null);
  let columns: readonly Term[] | null = null;
  return {
    rows,
    stable:
      conditionsOf(block, terms).every((condition) => condition.stable) &&
      counted.every((leaf) => leaf.stable),
    get columns() {
      columns ??= block.columns.map(close);
      return columns;
    },
    close,
    places: ordered.map((leaf) => terms.row(leaf.number, true)),
  };
}

function rowsOf(
  block: Block,
  ordered: readonly Leaf[],
  names: ReadonlyMap<number, string>,
  terms: TermTable,
): Term {
  const [only, ...more] = ordered;
  const conditions = conditionsOf(block, terms);
  if (only !== undefined && more.length === 0 && only.optional === null && conditions.length === 0)
    return only.rows;
  const close = createCloser(block, names, terms, null);
  return terms.plain({
    op: 'rows',
    detail: ordered.map((leaf) => (leaf.optional === null ? 'r' : 'o')).join(''),
    operands: [
      ...ordered.map((leaf) => leaf.rows),
      terms.plain({ op: 'all', operands: [...new Set(conditions.map(close))], unordered: true }),
    ],
  });
}
