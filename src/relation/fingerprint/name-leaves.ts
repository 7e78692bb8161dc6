import type { Block, Leaf } from './block.ts';
import { conditionsOf } from './block-conditions.ts';
import { createCloser } from './closer.ts';
import { hashOf } from './hash.ts';
import type { Term } from './term.ts';
import type { TermTable } from './term-table.ts';

/**
 * Names for the leaves that count. They are told apart by what they are and by the conditions that they stand in, refined until nothing changes; what is still
 * alike keeps the order of the plan. A leaf that stands alone has no name.
 */
export function nameLeaves(
  block: Block,
  counted: readonly Leaf[],
  terms: TermTable,
): ReadonlyMap<number, string> {
  const [only, ...more] = counted;
  if (only !== undefined && more.length === 0) return new Map([[only.number, '']]);
  let colours = new Map(
    counted.map((leaf) => [
      leaf.number,
      `${leaf.optional === null ? '' : 'optional '}${terms.hash(leaf.rows)}`,
    ]),
  );
  let different = new Set(colours.values()).size;
  if (different < counted.length) {
    const readers = readersOf(block, terms);
    for (let round = 0; round < counted.length && different < counted.length; round++) {
      colours = refine(block, counted, readers, colours, terms);
      const now = new Set(colours.values()).size;
      if (now === different && round > 0) break;
      different = now;
    }
  }
  const order = counted.map((leaf, index) => ({ leaf, index, colour: colours.get(leaf.number)! }));
  order.sort((a, b) => (a.colour < b.colour ? -1 : a.colour > b.colour ? 1 : a.index - b.index));
  return new Map(order.map(({ leaf }, index) => [leaf.number, String(index)]));
}

interface Reader {
  readonly condition: Term;
  readonly leaves: ReadonlySet<number>;
}

/** Each condition with the leaves that it reads, also through rows that are looked up. */
function readersOf(block: Block, terms: TermTable): readonly Reader[] {
  const lookups = new Map(
    block.leaves.filter((leaf) => leaf.optional?.once).map((leaf) => [leaf.number, leaf.optional!.on]),
  );
  const reach = (numbers: readonly number[], into: Set<number>) => {
    for (const number of numbers) {
      if (into.has(number)) continue;
      into.add(number);
      for (const condition of lookups.get(number) ?? []) reach(condition.leaves, into);
    }
    return into;
  };
  return conditionsOf(block, terms).map((condition) => ({
    condition,
    leaves: reach(condition.leaves, new Set()),
  }));
}

function refine(
  block: Block,
  counted: readonly Leaf[],
  readers: readonly Reader[],
  colours: ReadonlyMap<number, string>,
  terms: TermTable,
): Map<number, string> {
  return new Map(
    counted.map(({ number }) => {
      const names = new Map(colours).set(number, `self ${colours.get(number)}`);
      const close = createCloser(block, names, terms, null);
      const own = readers
        .filter(({ leaves }) => leaves.has(number))
        .map(({ condition }) => terms.hash(close(condition)))
        .sort();
      return [number, hashOf('colour', [colours.get(number)!, ...own])];
    }),
  );
}
