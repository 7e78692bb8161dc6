import { type Block, counts, type Leaf } from './block.ts';
import type { Term } from './term.ts';
import { equalIsIdentical } from './types.ts';

/**
 * Whether no two rows of the block agree in all of `given` (where NULL agrees with NULL): each leaf that counts has a key among what they decide. What is equal to something
 * decided is decided, and so is a function of it; but not of a float, since 0.0 agrees with -0.0, nor of an interval or of anything with parts.
 */
export function determines(block: Block, given: readonly Term[]): boolean {
  const leaves = new Map(block.leaves.map((leaf) => [leaf.number, leaf]));
  const decided = new Set(given.map(keyOf));
  const columns = [...given];
  const rows = new Set<number>();
  const equalities = block.conditions.filter(({ op }) => op === 'equal' || op === 'not_distinct');

  let known = new Map<number, boolean>();
  const isDecided = (term: Term): boolean => {
    if (decided.has(keyOf(term))) return true;
    if (!term.stable || term.leaves.length === 0) return term.stable;
    const seen = known.get(term.id);
    if (seen !== undefined) return seen;
    const found =
      term.op === 'row' || term.op === 'column'
        ? rowDecided(term.leaves[0]!)
        : term.operands.every((operand) => isDecided(operand) && isSame(operand));
    known.set(term.id, found);
    return found;
  };
  const rowDecided = (number: number): boolean => {
    if (rows.has(number)) return true;
    const leaf = leaves.get(number);
    return (
      leaf?.optional?.once === true &&
      leaf.stable &&
      leaf.optional.on.every((condition) =>
        condition.leaves.every((other) => other === number || rowDecided(other)),
      )
    );
  };

  for (let changed = true; changed; ) {
    changed = false;
    known = new Map();
    for (const leaf of block.leaves) {
      if (rows.has(leaf.number) || !counts(leaf) || !hasDecidedKey(leaf, columns)) continue;
      rows.add(leaf.number);
      changed = true;
    }
    for (const { operands } of equalities) {
      const [left, right] = operands as [Term, Term];
      for (const [one, other] of [
        [left, right],
        [right, left],
      ] as const) {
        if (decided.has(keyOf(other)) || !equalIsIdentical(one.type) || !isDecided(one)) continue;
        decided.add(keyOf(other));
        columns.push(other);
        changed = true;
      }
    }
  }
  return block.leaves.every((leaf) => !counts(leaf) || rows.has(leaf.number));
}

/** Whether two values of the term that are equal are one value, so that a function of it gives one value. */
function isSame(term: Term): boolean {
  return term.op === 'row' || term.leaves.length === 0 || equalIsIdentical(term.type);
}

/** A key of the leaf whose values are decided. Where rows without it may repeat, or may be missing, its values must not be NULL. */
function hasDecidedKey(leaf: Leaf, decided: readonly Term[]): boolean {
  return leaf.keys.some(({ values, nullsRepeat }) =>
    values.every((value) => {
      for (const term of decided) {
        const column = columnOf(term, leaf);
        if (column?.operands[0] !== value) continue;
        if (column.notNull || (!nullsRepeat && leaf.optional === null)) return true;
      }
      return false;
    }),
  );
}

/** The column of the leaf that the term is, also behind an outer join. */
function columnOf(term: Term, leaf: Leaf): Term | null {
  const inner = term.op === 'maybe' && leaf.optional !== null ? term.operands[1]! : term;
  return inner.op === 'column' && inner.leaves[0] === leaf.number ? inner : null;
}

/** Of a column that is known to be there and one that is not, the same. */
function keyOf(term: Term): string {
  return term.op === 'column' ? `${term.leaves[0]}:${term.operands[0]!.id}` : `#${term.id}`;
}
