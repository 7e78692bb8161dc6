import type { TableName } from '../operators/leaf.ts';
import { type Block, closeBlock, leafBlock } from './block.ts';
import type { Hash } from './hash.ts';
import type { Term, TermTable } from './term.ts';

/** What is known of a table that a relation scans: what decides its rows, and each of its columns relative to these. */
export interface TableFingerprint {
  readonly rows: Hash;
  readonly column: (name: string) => Hash;
  /** What a proof may use of the table. Left out: nothing. */
  readonly facts?: TableFacts;
}

/** What audits or a contract hold of a table, column names in lower case: `notNull` columns, and `keys`, of which no two rows without NULLs agree in all columns. */
export interface TableFacts {
  readonly notNull: ReadonlySet<string>;
  readonly keys: readonly (readonly string[])[];
}

/** What bringing one relation into canonical form shares, and what stands around the operator. */
export interface Canonizing {
  readonly terms: TermTable;
  readonly nextLeaf: () => number;
  readonly table: (name: TableName) => TableFingerprint;
  /** Blocks of CTEs by number, and the names of dependent joins' parameters by scope. */
  readonly ctes: ReadonlyMap<number, Block>;
  readonly scopes: ReadonlyMap<number, string>;
}

/** Above this a CTE or a subquery is a leaf: sound, and only less complete. It bounds what inlining can grow to. */
const mostLeaves = 48;

/** The block, or a leaf in its place where it has grown too large to be looked into again and again. */
export function bounded(block: Block, { terms, nextLeaf }: Canonizing): Block {
  if (block.leaves.length <= mostLeaves) return block;
  const closed = closeBlock(block);
  return leafBlock(nextLeaf(), closed.rows, closed.stable, closed.columns, terms);
}

/** Another occurrence of the same rows: its leaves have numbers of their own. */
export function renumbered(block: Block, { terms, nextLeaf }: Canonizing): Block {
  const numbers = new Map(block.leaves.map((leaf) => [leaf.number, nextLeaf()]));
  const known = new Map<number, Term>();
  const again = (term: Term): Term => {
    const seen = known.get(term.id);
    if (seen !== undefined) return seen;
    const made =
      term.kind === 'column'
        ? terms.column(numbers.get(term.leaf) ?? term.leaf, term.value, term.stable)
        : term.operands.length === 0
          ? term
          : terms.apply(term.label, term.operands.map(again), {
              unordered: term.unordered,
              stable: term.stable,
            });
    known.set(term.id, made);
    return made;
  };
  return {
    leaves: block.leaves.map((leaf) => ({ ...leaf, number: numbers.get(leaf.number)! })),
    conditions: block.conditions.map(again),
    columns: block.columns.map(again),
  };
}
