import { writtenName } from '../names.ts';
import type { Scope } from '../scope.ts';
import {
  type Fields,
  fieldsOf,
  identifierOf,
  isSet,
  listOf,
  nodeOf,
  nodesOf,
  unreadFields,
} from '../tree.ts';
import { refuse, type Work } from '../work.ts';
import { tellSameText } from './comparisons.ts';
import { writeOrder } from './order.ts';

/** What stands between the brackets of OVER, or of a named window. */
export function writeWindow(work: Work, scope: Scope, over: Fields, frame: string | null = null): string {
  const unread = unreadFields(over, ['window_name', 'partition_by', 'order_by', 'frame']);
  if (unread.length > 0) refuse(work, `A window with ${unread.join(', ')}`, over);
  const parts: string[] = [];
  const name = identifierOf(over.window_name);
  if (name !== null) parts.push(writtenName(name.name));
  const groups = nodesOf(over.partition_by).map((each) => {
    const value = work.expression(scope, each);
    if (value.family === 'text') tellSameText(work, each.fields);
    return value.sql;
  });
  if (groups.length > 0) parts.push(`PARTITION BY ${groups.join(', ')}`);
  const order = listOf(over.order_by);
  if (order.length > 0) parts.push(`ORDER BY ${writeOrder(work, scope, order)}`);
  if (isSet(over.frame)) parts.push(writeFrame(work, scope, fieldsOf(over.frame)));
  else if (order.length > 0 && frame !== null) parts.push(frame);
  return parts.join(' ');
}

/** ` OVER w` or ` OVER (…)`. */
export function writeOver(work: Work, scope: Scope, over: Fields, called: string): string {
  const name = identifierOf(over.window_name);
  const isName = name !== null && !isSet(over.partition_by) && !isSet(over.order_by) && !isSet(over.frame);
  return isName
    ? ` OVER ${writtenName(name.name)}`
    : ` OVER (${writeWindow(work, scope, over, ownFrame(work, called))})`;
}

const wholePartition = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';
const aggregates = new Set(
  'avg corr count covar_pop covar_samp max min regr_count regr_intercept regr_slope stddev_pop stddev_samp sum var_pop var_samp'.split(
    ' ',
  ),
);

/**
 * The frame where an order is given and no frame, if it is not the standard's. Sources: Snowflake, "Window function syntax and usage" (FIRST_VALUE, LAST_VALUE and
 * NTH_VALUE see the whole partition); Teradata, "The Window Specification: ROWS" (so do aggregates, but not FIRST_VALUE and LAST_VALUE).
 */
function ownFrame(work: Work, called: string): string | null {
  if (work.dialect === 'snowflake')
    return ['first_value', 'last_value', 'nth_value'].includes(called) ? wholePartition : null;
  return work.dialect === 'teradata' && aggregates.has(called) ? wholePartition : null;
}

function writeFrame(work: Work, scope: Scope, frame: Fields): string {
  const kind = String(frame.kind).toUpperCase();
  const start = writeBound(work, scope, frame.start);
  const end = isSet(frame.end) ? writeBound(work, scope, frame.end) : null;
  const exclusions: Readonly<Record<string, string>> = {
    CurrentRow: 'CURRENT ROW',
    Group: 'GROUP',
    Ties: 'TIES',
    NoOthers: 'NO OTHERS',
  };
  const exclusion = isSet(frame.exclude) ? ` EXCLUDE ${exclusions[String(frame.exclude)] ?? ''}` : '';
  return `${kind} ${end === null ? start : `BETWEEN ${start} AND ${end}`}${exclusion}`;
}

function writeBound(work: Work, scope: Scope, bound: unknown): string {
  switch (bound) {
    case 'CurrentRow':
      return 'CURRENT ROW';
    case 'UnboundedPreceding':
      return 'UNBOUNDED PRECEDING';
    case 'UnboundedFollowing':
      return 'UNBOUNDED FOLLOWING';
  }
  const { kind } = nodeOf(bound);
  const value = fieldsOf(bound)[kind];
  if (kind === 'Preceding' || kind === 'Following')
    return `${work.expression(scope, nodeOf(value)).sql} ${kind.toUpperCase()}`;
  return refuse(work, 'The frame of a window', bound).sql;
}
