import type { Operator } from '../operators/operator.ts';
import type { LimitBound } from '../operators/row-by-row.ts';
import type { Block } from './block.ts';
import { canonicalExpressions } from './canonical-expression.ts';
import type { Canonizing } from './canonizing.ts';
import { closeBlock } from './close-block.ts';
import { determines } from './determines.ts';
import { totalOrder } from './rules/total-order.ts';
import type { Term } from './term.ts';

/** LIMIT: one more condition on the rows below, over their order. */
export function canonicalLimit(
  operator: Extract<Operator, { kind: 'limit' }>,
  open: Block,
  { terms }: Canonizing,
): Block {
  const from = closeBlock(open, terms);
  const canonical = canonicalExpressions(open.columns, terms);
  const order = open.order ?? [];
  const bounds = [operator.limit, operator.offset];
  const computed = bounds.flatMap((bound) =>
    bound?.kind === 'computed' ? [canonical(bound.expression)] : [],
  );
  // A computed bound is that of the first row: it has to be the same in all.
  const fixed = computed.every((bound) => bound.leaves.length === 0);
  const total =
    from.stable &&
    fixed &&
    determines(
      open,
      order.map(({ term }) => term),
    );
  if (total) terms.fired(totalOrder.name);
  const chosen = terms.plain({
    op: 'limit',
    detail: JSON.stringify([bounds.map(boundText), order.map(({ how }) => how), computed.length]),
    operands: [from.rows, ...from.places, ...order.map(({ term }) => term), ...computed],
    type: 'BOOLEAN',
    steady: total,
    filled: true,
  });
  return { ...open, conditions: [...open.conditions, chosen], order: undefined };
}

function boundText(bound: LimitBound | null): string | null {
  if (bound === null) return null;
  return `${bound.percent ? 'percent' : 'rows'} ${bound.kind === 'constant' ? bound.value : 'computed'}`;
}

/** A random part of the rows. */
export function canonicalSample(
  operator: Extract<Operator, { kind: 'sample' }>,
  open: Block,
  { terms }: Canonizing,
): Block {
  const from = closeBlock(open, terms);
  const { method, size, percent, seed } = operator;
  const chosen: Term = terms.plain({
    op: 'sample',
    detail: JSON.stringify([method, size, percent, seed]),
    operands: [from.rows, ...from.places],
    type: 'BOOLEAN',
    steady: false,
    filled: true,
  });
  return { ...open, conditions: [...open.conditions, chosen] };
}
