import type { AggregateExpression } from '../expressions/aggregate.ts';
import type { Expression } from '../expressions/expression.ts';
import type { SortKey } from '../expressions/sort-key.ts';
import type { WindowExpression } from '../expressions/window.ts';
import type { OrderKey } from './block.ts';
import type { AggregateParts, WindowParts } from './call-parts.ts';
import { canonicalAggregateParts, canonicalWindowParts } from './rules/aggregates.ts';
import { stableAggregate, stableWindow } from './stable-call.ts';
import type { Term } from './term.ts';
import type { TermTable } from './term-table.ts';

/** The rows that an aggregate or a window looks at. */
export interface CallContext {
  /** The rows, and which of them it is, as operands that name them; empty for an aggregate, whose rows are those of its operator. */
  readonly rows: readonly Term[];
  readonly stable: boolean;
  /** Whether no two rows agree in all of these terms. */
  readonly determines: (terms: readonly Term[]) => boolean;
  /** The keys that an aggregate groups by. */
  readonly groupedBy: readonly Term[];
}

type Canonical = (expression: Expression) => Term;

export function orderKeys(keys: readonly SortKey[], canonical: Canonical): readonly OrderKey[] {
  return keys.map((key) => ({ term: canonical(key.expression), how: `${key.direction} ${key.nulls}` }));
}

export function canonicalAggregateTerm(
  expression: AggregateExpression,
  canonical: Canonical,
  terms: TermTable,
  context: CallContext | null,
): Term {
  const parts = canonicalAggregateParts<AggregateParts>(
    {
      name: expression.name,
      arguments: expression.arguments.map(canonical),
      parameterTypes: expression.parameterTypes.map(({ text }) => text),
      options: expression.options,
      distinct: expression.distinct,
      filter: expression.filter === null ? null : canonical(expression.filter),
      order: orderKeys(expression.order, canonical),
      type: expression.type.text,
    },
    terms.fired,
  );
  const { detail, operands } = aggregateLabel(parts);
  return terms.plain({
    op: 'aggregate',
    detail: JSON.stringify(detail),
    operands,
    type: parts.type,
    steady: stableAggregate(parts, context, terms.fired),
    filled: parts.name === 'count_star' || parts.name === 'count',
  });
}

function aggregateLabel(parts: AggregateParts): { detail: readonly unknown[]; operands: readonly Term[] } {
  const { name, parameterTypes, options, distinct, filter, order, arguments: given } = parts;
  return {
    detail: [
      name,
      parameterTypes,
      options,
      distinct,
      filter !== null,
      order.map(({ how }) => how),
      given.length,
    ],
    operands: [...given, ...(filter === null ? [] : [filter]), ...order.map(({ term }) => term)],
  };
}

export function canonicalWindowTerm(
  expression: WindowExpression,
  canonical: Canonical,
  terms: TermTable,
  context: CallContext | null,
): Term {
  const optional = (one: Expression | null) => (one === null ? null : canonical(one));
  const { frame } = expression;
  const parts: WindowParts = canonicalWindowParts(
    {
      name: expression.name,
      arguments: expression.arguments.map(canonical),
      parameterTypes: expression.parameterTypes.map(({ text }) => text),
      options: expression.options,
      distinct: expression.distinct,
      filter: optional(expression.filter),
      order: orderKeys(expression.argumentOrder, canonical),
      type: expression.type.text,
      partitions: expression.partitions.map(canonical),
      rowsOrder: orderKeys(expression.order, canonical),
      frame: { start: frame.start, end: frame.end, exclude: frame.exclude },
      distances: [optional(frame.startDistance), optional(frame.endDistance)],
      ignoreNulls: expression.ignoreNulls,
      extras: [optional(expression.offset), optional(expression.fallback)],
    },
    terms.fired,
  );
  const { detail, operands } = aggregateLabel(parts);
  const others = [...parts.distances, ...parts.extras];
  return terms.plain({
    op: 'window',
    detail: JSON.stringify([
      ...detail,
      parts.frame,
      parts.ignoreNulls,
      parts.rowsOrder.map(({ how }) => how),
      others.map((one) => one !== null),
    ]),
    operands: [
      ...(context?.rows ?? []),
      ...operands,
      terms.plain({ op: 'all', operands: [...new Set(parts.partitions)], unordered: true }),
      ...parts.rowsOrder.map(({ term }) => term),
      ...others.filter((one) => one !== null),
    ],
    type: parts.type,
    steady: stableWindow(parts, context, terms.fired),
    filled: countingWindows.has(parts.name),
  });
}

/** These count rows and are never NULL. */
const countingWindows: ReadonlySet<string> = new Set([
  'row_number',
  'rank',
  'dense_rank',
  'percent_rank',
  'cume_dist',
  'count_star',
  'count',
]);
