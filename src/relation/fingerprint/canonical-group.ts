import type { Operator } from '../operators/operator.ts';
import { type Block, type ClosedBlock, type ClosedColumn, closeBlock, leafBlock } from './block.ts';
import { canonicalExpressions } from './canonical-expression.ts';
import type { Canonizing } from './canonizing.ts';
import { type Hash, hashOf, hashOfSet } from './hash.ts';
import type { Term } from './term.ts';

/** The rows of groups: the input's rows, and the set of keys. `sets`: grouping sets as sets of keys' hashes. */
function groupedRows(from: ClosedBlock, keys: readonly Term[], sets: readonly string[]): Hash {
  return hashOf('groups', [from.rows, hashOfSet('keys', keys.map(from.hash)), ...[...sets].sort()]);
}

function keyValue(value: Hash): Hash {
  return hashOf('key', [value]);
}

export function canonicalAggregate(
  operator: Extract<Operator, { kind: 'aggregate' }>,
  open: Block,
  { terms, nextLeaf }: Canonizing,
): Block {
  const from = closeBlock(open);
  const canonical = canonicalExpressions(open.columns, terms);
  const keys = operator.keys.map(canonical);
  const keyHashes = keys.map(from.hash);
  const plain =
    operator.groupingSets.length <= 1 && operator.groupingSets.every((set) => set.length === keys.length);
  const sets = plain
    ? []
    : operator.groupingSets.map((set) =>
        hashOfSet(
          'set',
          set.map((index) => keyHashes[index]!),
        ),
      );
  const rows = keys.length === 0 && plain ? hashOf('one row', []) : groupedRows(from, keys, sets);
  const stable = (keys.length === 0 && plain) || (from.stable && keys.every((key) => key.stable));
  const aggregates = operator.aggregates.map((aggregate): ClosedColumn => {
    const term = canonical(aggregate);
    // Relative to the groups, which hold the input's rows, or to these where there is one group of all.
    return { value: hashOf('aggregate', [from.rows, from.hash(term)]), stable: term.stable && from.stable };
  });
  return leafBlock(
    nextLeaf(),
    rows,
    stable,
    [
      ...keyHashes.map((hash, index) => ({ value: keyValue(hash), stable: keys[index]!.stable })),
      ...aggregates,
      ...operator.groupingFunctions.map((indexes) => ({
        value: hashOf(
          'grouping',
          indexes.map((index) => keyHashes[index]!),
        ),
        stable: true,
      })),
    ],
    terms,
  );
}

/** DISTINCT groups by all its columns; DISTINCT ON takes whichever row comes first. */
export function canonicalDistinct(
  operator: Extract<Operator, { kind: 'distinct' }>,
  open: Block,
  { terms, nextLeaf }: Canonizing,
): Block {
  const from = closeBlock(open);
  if (operator.on) {
    return leafBlock(nextLeaf(), hashOf('distinct on', [from.rows]), false, from.columns, terms);
  }
  const keys = operator.keys.map(canonicalExpressions(open.columns, terms));
  const keyHashes = new Set(keys.map(from.hash));
  const columns = from.columns.map(({ value, stable }) => ({
    value: keyValue(value),
    stable: stable && keyHashes.has(value),
  }));
  const stable = from.stable && keys.every((key) => key.stable);
  return leafBlock(nextLeaf(), groupedRows(from, keys, []), stable, columns, terms);
}
