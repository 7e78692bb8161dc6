import { writeOrder } from '../expressions/order.ts';
import type { Scope } from '../scope.ts';
import { type Fields, fieldsOf, isSet, listOf, nodeOf } from '../tree.ts';
import { ranks, refuse, type Work } from '../work.ts';
import type { Cut } from './limits.ts';

/** ORDER BY, LIMIT and OFFSET. */
export function tail(work: Work, scope: Scope, fields: Fields, cut: Cut | null): string {
  const lines: string[] = [];
  const order = listOf(fieldsOf(fields.order_by).expressions);
  if (isSet(fieldsOf(fields.order_by).siblings)) refuse(work, 'ORDER SIBLINGS BY', fields.order_by);
  if (order.length > 0) lines.push(`ORDER BY ${writeOrder(work, scope, order)}`);
  const limit = cut?.limit ?? (isSet(fields.limit) ? limitText(work, scope, fields.limit) : null);
  const offset = cut?.offset ?? (isSet(fields.offset) ? limitText(work, scope, fields.offset) : null);
  if ((limit !== null || offset !== null) && order.length === 0 && limit !== '0')
    work.tell('translate-limit-without-order', {}, fields.from ?? fields);
  if (limit !== null) lines.push(`LIMIT ${limit}`);
  if (offset !== null) lines.push(`OFFSET ${offset}`);
  return lines.length === 0 ? '' : `\n${lines.join('\n')}`;
}

/** The number of LIMIT stands in an object of its own, or plain. */
function limitText(work: Work, scope: Scope, value: unknown): string {
  const fields = fieldsOf(value);
  if (fields.percent === true) return refuse(work, 'LIMIT in percent', value).sql;
  const inner = 'this' in fields ? nodeOf(fields.this) : nodeOf(value);
  const written = work.expression(scope, inner);
  return written.rank < ranks.whole ? `(${written.sql})` : written.sql;
}
