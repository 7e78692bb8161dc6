import type { Scope } from '../scope.ts';
import { type Fields, fieldsOf, isSet, type Node, nodeOf, nodesOf, unreadFields } from '../tree.ts';
import { atom, ranks, refuse, type Work } from '../work.ts';

/** Which rows of a query are kept, whatever the original says it with. */
export interface Cut {
  readonly limit: string | null;
  readonly offset: string | null;
  /** The conditions of WHERE that are left. */
  readonly where: readonly Node[];
}

/** TOP, FETCH FIRST, LIMIT, ROWNUM and Firebird's FIRST and SKIP as LIMIT and OFFSET, and the select list without them. */
export function cutOf(
  work: Work,
  scope: Scope,
  fields: Fields,
  where: readonly Node[],
): { readonly items: readonly Node[]; readonly cut: Cut } {
  const items = nodesOf(fields.expressions);
  const plain: Cut = { limit: null, offset: null, where };
  const [first] = items;
  if (first?.kind === 'function' && first.fields.name === 'LODE_FIRST_SKIP') {
    const [limit, offset] = nodesOf(first.fields.args).map((each) =>
      each.kind === 'null' ? null : number(work, scope, each),
    );
    return { items: items.slice(1), cut: { ...plain, limit: limit ?? null, offset: offset ?? null } };
  }
  if (isSet(fields.top)) return { items, cut: { ...plain, limit: top(work, scope, fieldsOf(fields.top)) } };
  if (isSet(fields.fetch)) {
    const fetch = fieldsOf(fields.fetch);
    if (fetch.percent === true || fetch.with_ties === true)
      refuse(work, 'FETCH in percent or WITH TIES', fields.fetch);
    return {
      items,
      cut: {
        ...plain,
        limit: isSet(fetch.count) ? number(work, scope, nodeOf(fetch.count)) : '1',
        offset: isSet(fields.offset) ? number(work, scope, nodeOf(fieldsOf(fields.offset).this)) : null,
      },
    };
  }
  if (work.dialect === 'oracle') return { items, cut: rownum(work, scope, fields, where) ?? plain };
  return { items, cut: plain };
}

function top(work: Work, scope: Scope, fields: Fields): string {
  const unread = unreadFields(fields, ['this']);
  if (unread.length > 0) refuse(work, `TOP with ${unread.join(', ').replaceAll('_', ' ')}`, fields);
  return number(work, scope, nodeOf(fields.this));
}

function number(work: Work, scope: Scope, node: Node): string {
  const written = work.expression(scope, node);
  return written.rank < ranks.whole ? atom(written) : written.sql;
}

/** `ROWNUM <= n` among the conditions: a limit, where nothing is ordered, grouped or counted behind it. */
function rownum(work: Work, scope: Scope, fields: Fields, where: readonly Node[]): Cut | null {
  const at = where.findIndex(
    (each) => isRownum(nodeOf(each.fields.left)) || isRownum(nodeOf(each.fields.right)),
  );
  if (at < 0) return null;
  const condition = where[at]!;
  const rest = where.filter((_, index) => index !== at);
  const isBehind = isSet(fields.order_by) || isSet(fields.group_by) || fields.distinct === true;
  if (isBehind)
    refuse(
      work,
      'ROWNUM beside ORDER BY, GROUP BY or DISTINCT, which see the rows that are left,',
      condition.fields,
    );
  if (!isRownum(nodeOf(condition.fields.left)) || !['lt', 'lte', 'eq'].includes(condition.kind)) {
    refuse(work, 'ROWNUM in this condition', condition.fields);
    return { limit: null, offset: null, where: rest };
  }
  const value = number(work, scope, nodeOf(condition.fields.right));
  if (condition.kind === 'eq' && value !== '1')
    refuse(work, 'ROWNUM equal to another number than 1', condition.fields);
  const limit =
    condition.kind === 'lt' ? (/^\d+$/.test(value) ? String(Number(value) - 1) : `(${value} - 1)`) : value;
  return { limit, offset: null, where: rest };
}

function isRownum(node: Node): boolean {
  return node.kind === 'pseudocolumn' && node.fields.kind === 'Rownum';
}
