import type { Operator } from '../operators/operator.ts';
import type { Block, Key } from './block.ts';
import { type CallContext, orderKeys } from './canonical-call.ts';
import { canonicalExpressions } from './canonical-expression.ts';
import { type Canonizing, newLeaf } from './canonizing.ts';
import { type ClosedBlock, closeBlock } from './close-block.ts';
import { determines } from './determines.ts';
import { partnerRows } from './partner-rows.ts';
import { constantKeys } from './rules/constant-keys.ts';
import { distinctAsGroup } from './rules/distinct-as-group.ts';
import { isExistsCount } from './rules/limited-count.ts';
import { oneRow } from './rules/one-row.ts';
import { isRedundantDistinct } from './rules/redundant-distinct.ts';
import { partnerTerm } from './rules/semi-join.ts';
import { totalOrder } from './rules/total-order.ts';
import type { Term } from './term.ts';
import type { TermTable } from './term-table.ts';
import { equalIsIdentical } from './types.ts';

export function groupContext(open: Block, from: ClosedBlock, groupedBy: readonly Term[]): CallContext {
  return { rows: [], stable: from.stable, determines: (given) => determines(open, given), groupedBy };
}

export function canonicalAggregate(
  operator: Extract<Operator, { kind: 'aggregate' }>,
  canonizing: Canonizing,
): Block {
  const { terms, canonical: operatorBlock } = canonizing;
  if (isExistsCount(operator))
    return existsCount(operatorBlock(operator.input.input, canonizing), canonizing);
  const open = operatorBlock(operator.input, canonizing);
  const from = closeBlock(open, terms);
  const keys = operator.keys.map(canonicalExpressions(open.columns, terms));
  const sets = operator.groupingSets;
  const plain = sets.length <= 1 && sets.every((set) => set.length === keys.length);
  const inAllSets = keys.filter((_, index) => sets.every((set) => set.includes(index)));
  const canonical = canonicalExpressions(
    open.columns,
    terms,
    groupContext(open, from, plain ? keys : inAllSets),
  );
  const aggregates = operator.aggregates.map((aggregate) => {
    const term = from.close(canonical(aggregate));
    return terms.plain({
      op: 'aggregated',
      operands: [from.rows, term],
      type: term.type,
      steady: from.stable,
      filled: term.notNull,
    });
  });
  if (plain && keys.length === 0) {
    // One row whatever comes in: values that need no leaf.
    terms.fired(oneRow.name);
    return { leaves: [], conditions: [], columns: aggregates };
  }
  const closedKeys = keys.map(from.close);
  // A key among grouping sets is known by its value, unless another key has the same: then by its place.
  const repeats = !plain && new Set(closedKeys).size < closedKeys.length;
  const placeOf = (indexes: readonly number[]) => (repeats ? JSON.stringify([indexes, sets]) : '');
  const values = closedKeys.map((key, index) =>
    terms.plain({
      op: plain ? 'key' : 'rolled key',
      detail: placeOf([index]),
      operands: [key],
      type: key.type,
      steady: equalIsIdentical(key.type),
    }),
  );
  const rows = groupedRows(
    from,
    plain ? constantKeys(closedKeys, terms) : closedKeys,
    plain ? [] : sets,
    closedKeys,
    terms,
    placeOf([]),
  );
  const groupings = operator.groupingFunctions.map((indexes) =>
    terms.plain({
      op: 'grouping',
      detail: placeOf(indexes),
      operands: indexes.map((index) => closedKeys[index]!),
      type: 'BIGINT',
      filled: true,
    }),
  );
  return newLeaf(
    {
      rows,
      stable: from.stable && keys.every((key) => key.stable),
      columns: [...values, ...aggregates, ...groupings],
      keys: plain ? [{ values, nullsRepeat: false }] : [],
      ...(plain
        ? { distinct: { from: open, values: new Map(values.map((value, index) => [value, keys[index]!])) } }
        : {}),
    },
    canonizing,
  );
}

/** The rows of groups: the input's rows, and the set of keys; `sets` name keys by their index in `all`. */
function groupedRows(
  from: ClosedBlock,
  keys: readonly Term[],
  sets: readonly (readonly number[])[],
  all: readonly Term[],
  terms: TermTable,
  places = '',
): Term {
  const setOf = (of: readonly Term[]) =>
    terms.plain({ op: 'all', operands: [...new Set(of)], unordered: true });
  return terms.plain({
    op: 'groups',
    operands: [
      from.rows,
      setOf(keys),
      ...(sets.length === 0
        ? []
        : [
            terms.plain({
              op: 'sets',
              detail: places,
              operands: sets.map((set) => setOf(set.map((index) => all[index]!))),
              unordered: true,
            }),
          ]),
    ],
  });
}

/** A count that is 1 where there is a row, else 0. */
function existsCount(open: Block, canonizing: Canonizing): Block {
  const { terms } = canonizing;
  const partner = partnerRows(
    open,
    { compared: [], filters: [] },
    { keepsLookups: false, duplicates: false },
    canonizing,
  );
  const any = partnerTerm(partner, terms);
  const counted = terms.plain({ op: 'one if any', operands: [any], type: 'BIGINT', filled: true });
  return { leaves: [], conditions: [], columns: [counted] };
}

/** DISTINCT groups by all its columns; DISTINCT ON takes whichever row comes first. */
export function canonicalDistinct(
  operator: Extract<Operator, { kind: 'distinct' }>,
  open: Block,
  canonizing: Canonizing,
): Block {
  const { terms } = canonizing;
  const canonical = canonicalExpressions(open.columns, terms);
  const keys = operator.keys.map(canonical);
  if (operator.on) return firstOfEach(operator, open, keys, canonizing);
  if (isRedundantDistinct(open, keys, terms)) return unordered(open);
  const from = closeBlock(open, terms);
  const closed = keys.map(from.close);
  terms.fired(distinctAsGroup.name);
  const values = new Map(
    closed.map((key, index) => [
      key,
      terms.plain({
        op: 'key',
        operands: [key],
        type: key.type,
        steady: keys[index]!.stable && equalIsIdentical(key.type),
      }),
    ]),
  );
  const columns = from.columns.map(
    (column) =>
      values.get(column) ??
      terms.plain({ op: 'any of group', operands: [column], type: column.type, steady: false }),
  );
  const key: Key = { values: [...values.values()], nullsRepeat: false };
  return newLeaf(
    {
      rows: groupedRows(from, constantKeys(closed, terms), [], closed, terms),
      stable: from.stable && keys.every((one) => one.stable),
      columns,
      keys: [key],
      distinct: { from: open, values: new Map(closed.map((one, index) => [values.get(one)!, keys[index]!])) },
    },
    canonizing,
  );
}

/** The rows stay what they are, under one more condition. */
function firstOfEach(
  operator: Extract<Operator, { kind: 'distinct' }>,
  open: Block,
  keys: readonly Term[],
  { terms }: Canonizing,
): Block {
  const from = closeBlock(open, terms);
  const order = orderKeys(operator.order, canonicalExpressions(open.columns, terms));
  const total = from.stable && determines(open, [...keys, ...order.map(({ term }) => term)]);
  if (total) terms.fired(totalOrder.name);
  const first = terms.plain({
    op: 'first of',
    detail: order.map(({ how }) => how).join(),
    operands: [
      from.rows,
      ...from.places,
      terms.plain({ op: 'all', operands: [...new Set(keys)], unordered: true }),
      ...order.map(({ term }) => term),
    ],
    type: 'BOOLEAN',
    steady: total,
    filled: true,
  });
  return unordered({ ...open, conditions: [...open.conditions, first] });
}

/** The engine groups by hashing: what comes out stands in no order. */
function unordered({ order: _order, ...block }: Block): Block {
  return block;
}
