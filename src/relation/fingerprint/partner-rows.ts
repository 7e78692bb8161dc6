import type { Block, Key, Leaf } from './block.ts';
import type { Canonizing } from './canonizing.ts';
import { closeBlock } from './close-block.ts';
import { withConditions } from './rules/filter-conditions.ts';
import { semiDistinct } from './rules/semi-distinct.ts';
import { substitute } from './substitute.ts';
import type { Term } from './term.ts';

/** Conditions over both sides: those whose NULL is told from FALSE, as IN does, and those that count where they are true. */
export interface JoinConditions {
  readonly compared: readonly Term[];
  readonly filters: readonly Term[];
}

/** The other side of a join that is asked for partners: one leaf, all conditions that they have to fit, and its columns over it. */
export interface PartnerRows extends JoinConditions {
  readonly number: number;
  readonly rows: Term;
  readonly stable: boolean;
  readonly keys: readonly Key[];
  readonly columns: readonly Term[];
  /** Rows that are looked up from the leaf's row. */
  readonly lookups: readonly Leaf[];
}

/**
 * `side` as one leaf. A single leaf keeps its conditions outside, as if they stood in ON; more leaves are closed, with the filters that read nothing else.
 * `keepsLookups`: what is looked up from the leaf may stay; `duplicates`: whether it matters how often a row is there.
 */
export function partnerRows(
  side: Block,
  { compared, filters }: JoinConditions,
  { keepsLookups, duplicates }: { keepsLookups: boolean; duplicates: boolean },
  canonizing: Canonizing,
): PartnerRows {
  const opened = duplicates ? null : semiDistinct(side, { compared, filters }, canonizing);
  if (opened !== null)
    return partnerRows(opened.side, opened.conditions, { keepsLookups, duplicates }, canonizing);
  const { terms, nextLeaf } = canonizing;
  const [first, ...others] = [...side.leaves].sort(
    (a, b) => Number(a.optional !== null) - Number(b.optional !== null),
  );
  // What is looked up from the leaf may stay only where no condition asks for it: the leaf's row would depend on what depends on it.
  const lookedUp = new Set(others.map((leaf) => leaf.number));
  const asks = ({ leaves }: Term) => leaves.some((leaf) => lookedUp.has(leaf));
  const single =
    first !== undefined &&
    first.optional === null &&
    others.every((leaf) => keepsLookups && leaf.optional?.once === true) &&
    ![...side.conditions, ...filters, ...compared].some(asks);
  if (single) {
    const { number, rows, stable, keys } = first;
    const all = [...new Set([...side.conditions, ...filters])];
    return { number, rows, stable, keys, compared, filters: all, columns: side.columns, lookups: others };
  }
  const numbers = new Set(side.leaves.map((leaf) => leaf.number));
  const own = filters.filter(({ leaves }) => leaves.length > 0 && leaves.every((leaf) => numbers.has(leaf)));
  const closed = closeBlock(own.length === 0 ? side : withConditions(side, own, canonizing), terms);
  const number = nextLeaf();
  const into = leafColumns(side, closed.close, number, canonizing);
  return {
    number,
    rows: closed.rows,
    stable: closed.stable,
    keys: side.leaves.length === 0 ? [{ values: [], nullsRepeat: false }] : [],
    compared: compared.map(into),
    filters: filters.filter((condition) => !own.includes(condition)).map(into),
    columns: side.columns.map(into),
    lookups: [],
  };
}

/** What reads the leaves of `side` as columns of leaf `number`, which stands for them. What their rows decide together is one column. */
function leafColumns(
  side: Block,
  close: (term: Term) => Term,
  number: number,
  { terms }: Canonizing,
): (term: Term) => Term {
  const numbers = new Set(side.leaves.map((leaf) => leaf.number));
  const whole = (term: Term) => terms.column(number, close(term), term.notNull);
  return substitute(
    terms,
    (term) => (numbers.has(term.leaves[0]!) ? whole(term) : term),
    (term) =>
      (term.op === 'maybe' || term.op === 'window') && term.leaves.every((leaf) => numbers.has(leaf))
        ? whole(term)
        : null,
  );
}
