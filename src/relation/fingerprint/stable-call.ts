import type { OrderKey } from './block.ts';
import type { AggregateParts, WindowParts } from './call-parts.ts';
import type { CallContext } from './canonical-call.ts';
import { argumentOrder } from './rules/argument-order.ts';
import { totalOrder } from './rules/total-order.ts';
import {
  extremeAggregates,
  orderedAggregates,
  orderFreeAggregates,
  pickingAggregates,
  positionalWindows,
  tieProofWindows,
} from './stability.ts';
import type { Term } from './term.ts';
import { equalIsIdentical, isFloat } from './types.ts';

type Fired = (rule: string) => void;

/** Whether the same rows always give the same value. */
export function stableAggregate(parts: AggregateParts, context: CallContext | null, fired: Fired): boolean {
  if (context !== null && !context.stable) return false;
  const { name, order } = parts;
  if (pickingAggregates.has(name)) return picksOneOfIdentical(parts.arguments[0]);
  if (orderFreeAggregates.has(name)) return true;
  if (!orderedAggregates.has(name) && !extremeAggregates.has(name)) return false;
  const decides = extremeAggregates.has(name) ? parts.arguments.slice(1, 2) : order.map(({ term }) => term);
  if (decides.length === 0) return false;
  // Equals in the order are equals in the result, or there are no equals.
  if (isOrderedByItself(parts.arguments[0], decides)) {
    fired(argumentOrder.name);
    return true;
  }
  return context !== null && !parts.distinct && isTotal(context, [...context.groupedBy, ...decides], fired);
}

/** Floats count as the numbers that they are: 0.0 and -0.0 are one, as the last bits of sums are. */
function picksOneOfIdentical(argument: Term | undefined): boolean {
  return argument !== undefined && (equalIsIdentical(argument.type) || isFloat(argument.type));
}

function isOrderedByItself(argument: Term | undefined, decides: readonly Term[]): boolean {
  return argument?.stable === true && equalIsIdentical(argument.type) && decides.includes(argument);
}

/** Whether each row has the same value each time. */
export function stableWindow(parts: WindowParts, context: CallContext | null, fired: Fired): boolean {
  const { name, frame, partitions, rowsOrder } = parts;
  if (context !== null && !context.stable) return false;
  if (tieProofWindows.has(name)) return true;
  const positional = positionalWindows.has(name);
  if (!positional && !stableAggregate(parts, null, fired)) return false;
  // RANGE and GROUPS take all of a tie or none of it; ROWS and EXCLUDE cut through it.
  const cutsTies = frame.start.endsWith('ROWS') || frame.end.endsWith('ROWS') || frame.exclude !== 'NO_OTHER';
  if (!positional && !cutsTies) return true;
  if (
    context === null ||
    (parts.order.length > 0 && !context.determines([...partitions, ...orderTerms(parts.order)]))
  )
    return false;
  return isTotal(context, [...partitions, ...orderTerms(rowsOrder)], fired);
}

function orderTerms(order: readonly OrderKey[]): readonly Term[] {
  return order.map(({ term }) => term);
}

function isTotal(context: CallContext, terms: readonly Term[], fired: Fired): boolean {
  const total = context.determines(terms);
  if (total) fired(totalOrder.name);
  return total;
}
