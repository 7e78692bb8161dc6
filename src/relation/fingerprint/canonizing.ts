import type { TableName } from '../operators/leaf.ts';
import type { Operator } from '../operators/operator.ts';
import { type Block, type LeafParts, leafBlock } from './block.ts';
import { closeBlock } from './close-block.ts';
import type { Hash } from './hash.ts';
import { substitute } from './substitute.ts';
import type { TermTable } from './term-table.ts';

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
  /** CTEs by number; a recursive one, within itself, is a leaf. */
  readonly ctes: ReadonlyMap<number, SharedBlock>;
  /** How deep each dependent join around stands, by scope. */
  readonly scopes: ReadonlyMap<number, number>;
  readonly canonical: (operator: Operator, canonizing: Canonizing) => Block;
}

/** What several operators read. The first may have the block as it is, every other one an occurrence of its own. */
export interface SharedBlock {
  readonly next: (recurring: boolean) => Block;
  readonly recursive?: boolean;
}

export function newLeaf(parts: LeafParts, { terms, nextLeaf }: Canonizing): Block {
  return leafBlock(nextLeaf(), parts, terms);
}

/** Above this a join is a leaf: sound, and only less complete. It bounds what inlining can grow to. */
const mostLeaves = 48;

/** The block, or a leaf in its place where it has grown too large to be looked into again and again. */
export function bounded(block: Block, canonizing: Canonizing): Block {
  if (block.leaves.length <= mostLeaves && block.conditions.length <= 8 * mostLeaves) return block;
  return newLeaf(closeBlock(block, canonizing.terms), canonizing);
}

/** Another occurrence of the same rows: its leaves have numbers of their own. */
export function renumbered(block: Block, { terms, nextLeaf }: Canonizing): Block {
  const numbers = new Map(block.leaves.map((leaf) => [leaf.number, nextLeaf()]));
  const again = substitute(terms, (term) => {
    const number = numbers.get(term.leaves[0]!);
    if (number === undefined) return term;
    return term.op === 'row'
      ? terms.row(number, term.steady)
      : terms.column(number, term.operands[0]!, term.notNull);
  });
  return {
    leaves: block.leaves.map((leaf) => ({
      ...leaf,
      number: numbers.get(leaf.number)!,
      optional: leaf.optional === null ? null : { ...leaf.optional, on: leaf.optional.on.map(again) },
    })),
    conditions: block.conditions.map(again),
    columns: block.columns.map(again),
    order: block.order?.map((key) => ({ ...key, term: again(key.term) })),
  };
}
