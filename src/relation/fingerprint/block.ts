import { type Hash, hashOf, hashOfSet } from './hash.ts';
import { createTermHasher, leavesOf, type Term, type TermTable } from './term.ts';

/**
 * Inner joins, filters and projections, flattened: every combination of a row of each leaf for which all conditions hold, and columns computed from it.
 * The order of leaves and conditions has no meaning.
 */
export interface Block {
  readonly leaves: readonly Leaf[];
  readonly conditions: readonly Term[];
  readonly columns: readonly Term[];
}

/** Rows that are not looked into. */
export interface Leaf {
  readonly number: number;
  /** What decides which rows there are, and how often. */
  readonly rows: Hash;
  /** Whether the same input always gives the same rows. */
  readonly stable: boolean;
}

/** A block with its leaves named: values mean something relative to `rows` only. */
export interface ClosedBlock {
  readonly rows: Hash;
  readonly stable: boolean;
  readonly columns: readonly ClosedColumn[];
  /** The hash of any term over the block. */
  readonly hash: (term: Term) => Hash;
}

export interface ClosedColumn {
  readonly value: Hash;
  readonly stable: boolean;
}

/**
 * Names the leaves and hashes everything under these names. Leaves are told apart by what they are and by the conditions that they stand in, refined until nothing
 * changes; what is still alike keeps the order of the plan. Whatever the names, they are part of all hashes, so that equal hashes are equal structures.
 */
export function closeBlock(block: Block): ClosedBlock {
  const names = nameLeaves(block);
  const hash = createTermHasher((leaf) => names.get(leaf) ?? '?');
  const conditions = block.conditions.map(hash);
  const [only] = block.leaves;
  const bare = block.leaves.length === 1 && conditions.length === 0;
  const ordered = [...block.leaves].sort((a, b) => Number(names.get(a.number)) - Number(names.get(b.number)));
  return {
    rows: bare
      ? only!.rows
      : hashOf('rows', [
          hashOf(
            'leaves',
            ordered.map((leaf) => leaf.rows),
          ),
          hashOfSet('conditions', conditions),
        ]),
    stable:
      block.leaves.every((leaf) => leaf.stable) && block.conditions.every((condition) => condition.stable),
    columns: block.columns.map((column) => ({ value: hash(column), stable: column.stable })),
    hash,
  };
}

function nameLeaves({ leaves, conditions }: Block): ReadonlyMap<number, string> {
  const [only, ...more] = leaves;
  if (only !== undefined && more.length === 0) return new Map([[only.number, '']]);
  let colours = new Map(leaves.map((leaf) => [leaf.number, leaf.rows]));
  const readers = conditions.map((condition) => ({ condition, leaves: leavesOf(condition) }));
  for (let round = 0; round < leaves.length; round++) {
    const before = new Set(colours.values()).size;
    if (before === leaves.length) break;
    colours = refine(leaves, readers, colours);
    if (new Set(colours.values()).size === before && round > 0) break;
  }
  const order = leaves.map((leaf, index) => ({ leaf, index, colour: colours.get(leaf.number)! }));
  order.sort((a, b) => (a.colour < b.colour ? -1 : a.colour > b.colour ? 1 : a.index - b.index));
  return new Map(order.map(({ leaf }, index) => [leaf.number, String(index)]));
}

function refine(
  leaves: readonly Leaf[],
  readers: readonly { readonly condition: Term; readonly leaves: ReadonlySet<number> }[],
  colours: ReadonlyMap<number, string>,
): Map<number, string> {
  return new Map(
    leaves.map((leaf) => {
      const seen = createTermHasher(
        (other) => `${other === leaf.number ? 'self ' : ''}${colours.get(other)}`,
      );
      const own = readers
        .filter((reader) => reader.leaves.has(leaf.number))
        .map((reader) => seen(reader.condition));
      return [leaf.number, hashOf('colour', [colours.get(leaf.number)!, hashOf('in', own.sort())])];
    }),
  );
}

/** A block of one leaf whose columns have these values. */
export function leafBlock(
  number: number,
  rows: Hash,
  stable: boolean,
  columns: readonly ClosedColumn[],
  terms: TermTable,
): Block {
  return {
    leaves: [{ number, rows, stable }],
    conditions: [],
    columns: columns.map((column) => terms.column(number, column.value, column.stable)),
  };
}
