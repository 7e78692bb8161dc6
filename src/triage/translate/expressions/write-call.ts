import { type Call, refuseCall } from '../functions/call.ts';
import { functionRule } from '../functions/rules.ts';
import { tellPattern } from '../functions/texts.ts';
import type { Scope } from '../scope.ts';
import { type Fields, fieldsOf, isSet, listOf, type Node, nodeOf, unreadFields } from '../tree.ts';
import { refuse, type Work, type Written, whole } from '../work.ts';
import { callOf } from './call-of.ts';
import { castTo } from './casts.ts';
import { writeOrder } from './order.ts';
import { writeOver } from './windows.ts';

/** What stands around a call, in the tree above it. */
interface Around {
  readonly order?: readonly unknown[];
  readonly filter?: Node;
  readonly over?: string;
  readonly ignoreNulls?: boolean;
}

/** A call of a function, by the rule of its dialect. */
export function callExpression(work: Work, scope: Scope, node: Node, around: Around): Written {
  if (node.kind === 'within_group')
    return callExpression(work, scope, nodeOf(node.fields.this), {
      ...around,
      order: listOf(node.fields.order_by),
    });
  if (node.kind === 'filter') {
    const where = nodeOf(node.fields.expression);
    return callExpression(work, scope, nodeOf(node.fields.this), {
      ...around,
      filter: where.kind === 'where' ? nodeOf(where.fields.this) : where,
    });
  }
  if (node.kind === 'ignore_nulls')
    return callExpression(work, scope, nodeOf(node.fields.this), { ...around, ignoreNulls: true });
  if (node.kind === 'respect_nulls') return callExpression(work, scope, nodeOf(node.fields.this), around);
  const parsed = callOf(node);
  if (parsed === null) return refuse(work, wordsOfKind(node.kind), node.fields);
  const filter = around.filter ?? parsed.filter;
  const order = around.order ?? parsed.order;
  const call: Call = {
    name: parsed.name,
    args: parsed.args,
    work,
    scope,
    at: node.fields,
    distinct: parsed.distinct,
    filter: filter === null ? null : work.expression(scope, filter).sql,
    order: order.length === 0 ? null : writeOrder(work, scope, order),
    ignoreNulls: parsed.ignoreNulls || around.ignoreNulls === true,
    limit: parsed.limit === null ? null : work.expression(scope, parsed.limit).sql,
    over: around.over ?? '',
    word: parsed.word,
  };
  if (parsed.unread.length > 0) return refuseCall(call, `It has ${parsed.unread.join(', ')} here.`);
  const rule = functionRule(work.dialect, parsed.name);
  if (rule !== undefined) return rule(call);
  if (parsed.name === 'REGEXP_I_LIKE') {
    const [value, pattern] = parsed.args.map((each) => work.expression(scope, each));
    tellPattern(call, pattern!.sql);
    return whole(`regexp_matches(${value!.sql}, ${pattern!.sql}, 'i')`, 'boolean');
  }
  if (parsed.name === 'REGEXP_LIKE') {
    const [value, pattern] = parsed.args.map((each) => work.expression(scope, each));
    tellPattern(call, pattern!.sql);
    return whole(`regexp_matches(${value!.sql}, ${pattern!.sql})`, 'boolean');
  }
  return unknownFunction(call);
}

/** A function in no table: passed on where DuckDB has one of that name, with a word; else refused. */
function unknownFunction(call: Call): Written {
  const name = call.name.toLowerCase();
  const isPlain = /^[a-z_][a-z0-9_]*$/.test(name) && call.limit === null;
  if (!isPlain || call.work.options.functions?.has(name) !== true) return refuseCall(call, null);
  call.work.tell(
    'translate-function-unchecked',
    { dialect: call.work.facts.title, name: call.name },
    call.at,
  );
  const args = call.args.map((each) => call.work.expression(call.scope, each).sql);
  const order = call.order === null ? '' : ` ORDER BY ${call.order}`;
  const filter = call.filter === null ? '' : ` FILTER (WHERE ${call.filter})`;
  return whole(
    `${name}(${call.distinct ? 'DISTINCT ' : ''}${args.join(', ')}${order})${filter}${call.over}`,
    'unknown',
  );
}

/** A call without arguments, for rules that take a value. */
export function plainCall(work: Work, scope: Scope, name: string, at: unknown): Call {
  return {
    name,
    args: [],
    work,
    scope,
    at,
    distinct: false,
    filter: null,
    order: null,
    ignoreNulls: false,
    limit: null,
    over: '',
    word: null,
  };
}

/** CAST(x AS DATE FORMAT 'YYYY-MM-DD'), Teradata's and BigQuery's. */
export function formattedCast(work: Work, scope: Scope, { fields }: Node): Written {
  const value = work.expression(scope, nodeOf(fields.this));
  const to = fieldsOf(fields.to);
  const isText = /char|string|text/i.test(String(to.data_type));
  const rule = functionRule('oracle', isText ? 'TO_CHAR' : 'TO_DATE');
  if (rule === undefined) return castTo(work, value, to, fields, false);
  const call = {
    ...plainCall(work, scope, 'CAST', fields),
    args: [nodeOf(fields.this), nodeOf(fields.format)],
  };
  const found = rule(call);
  return !isText && to.data_type === 'date' ? whole(`CAST(${found.sql} AS DATE)`, 'date') : found;
}

/** A function with OVER. */
export function windowFunction(work: Work, scope: Scope, fields: Fields): Written {
  const inner = nodeOf(fields.this);
  if (isSet(fields.keep)) return keep(work, scope, fields, inner);
  const unread = unreadFields(fields, ['this', 'over']);
  if (unread.length > 0) return refuse(work, `A window function with ${unread.join(', ')}`, fields);
  return callExpression(work, scope, inner, {
    over: writeOver(work, scope, fieldsOf(fields.over), calledName(inner)),
  });
}

/** The function that stands before OVER, in small letters. */
function calledName(node: Node): string {
  if (['within_group', 'filter', 'ignore_nulls', 'respect_nulls'].includes(node.kind))
    return calledName(nodeOf(node.fields.this));
  return (callOf(node)?.name ?? node.kind).toLowerCase();
}

/** MAX(x) KEEP (DENSE_RANK LAST ORDER BY y): of ties the aggregate decides, which DuckDB's arg_max does not. */
function keep(work: Work, _scope: Scope, fields: Fields, _inner: Node): Written {
  return refuse(work, 'KEEP (DENSE_RANK …)', fields);
}

function wordsOfKind(kind: string): string {
  return `\`${kind.replaceAll('_', ' ')}\``;
}
