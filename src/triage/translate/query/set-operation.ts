import { tellSameText } from '../expressions/comparisons.ts';
import type { Scope } from '../scope.ts';
import { type Fields, type Node, nodeOf, unreadFields } from '../tree.ts';
import { refuse, type Work, type WrittenQuery } from '../work.ts';
import { scopeColumns } from './named-table.ts';
import { tail } from './tail.ts';
import { withClause } from './with.ts';

/**
 * The parser reads set operations from left to right, as Oracle does. Everywhere else INTERSECT binds tighter: `a UNION b INTERSECT c` is `a UNION (b INTERSECT c)`.
 */
export function intersectFirst({ kind, fields }: Node): Node {
  const left = nodeOf(fields.left);
  if (kind !== 'intersect' || !['union', 'except', 'intersect'].includes(left.kind)) return { kind, fields };
  const first = intersectFirst(left);
  if (first.kind === 'intersect') return { kind, fields: { ...fields, left: { intersect: first.fields } } };
  const { order_by, limit, offset, with: opening, ...rest } = fields;
  return {
    kind: first.kind,
    fields: {
      ...first.fields,
      right: { intersect: { ...rest, left: first.fields.right } },
      order_by,
      limit,
      offset,
      with: opening ?? first.fields.with,
    },
  };
}

/** UNION, EXCEPT, INTERSECT of two queries. */
export function setOperation(
  work: Work,
  outer: Scope,
  kind: 'union' | 'except' | 'intersect',
  fields: Fields,
): WrittenQuery {
  const unread = unreadFields(fields, [
    'left',
    'right',
    'all',
    'distinct',
    'with',
    'order_by',
    'limit',
    'offset',
  ]);
  if (unread.length > 0)
    refuse(work, `${kind.toUpperCase()} with ${unread.join(', ').replaceAll('_', ' ')}`, fields);
  const opening = withClause(work, outer, fields.with);
  const [left, right] = [nodeOf(fields.left), nodeOf(fields.right)].map((side) => {
    const query = work.query(opening.scope, side);
    // What has an order, a limit or an operator of its own needs its brackets.
    const inBrackets =
      /\n(ORDER BY|LIMIT|OFFSET) /.test(query.sql) ||
      side.kind === 'subquery' ||
      side.kind === 'paren' ||
      (['union', 'except', 'intersect'].includes(side.kind) && side.kind !== kind);
    return { ...query, sql: inBrackets ? `(${query.sql})` : query.sql };
  });
  const word = `${kind.toUpperCase()}${fields.all === true ? ' ALL' : ''}`;
  if (fields.all !== true && left!.columns?.some((each) => each.family === 'text'))
    tellSameText(work, fields.left);
  const columns = left!.columns?.map((column, at) => {
    const other = right!.columns?.[at]?.family ?? 'unknown';
    return {
      name: column.name,
      family:
        column.family === other || other === 'null'
          ? column.family
          : column.family === 'null'
            ? other
            : ('unknown' as const),
    };
  });
  const scope: Scope = {
    parent: opening.scope,
    relations: [{ alias: '', columns: scopeColumns(columns ?? null) }],
    ctes: new Map(),
  };
  return {
    sql: `${opening.sql}${left!.sql}\n${word}\n${right!.sql}${tail(work, scope, fields, null)}`,
    columns: columns ?? null,
  };
}
