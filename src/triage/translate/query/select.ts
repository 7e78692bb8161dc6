import { tellSameText } from '../expressions/comparisons.ts';
import type { Scope } from '../scope.ts';
import { type Fields, fieldsOf, isSet, listOf, nodeOf, nodesOf, unreadFields } from '../tree.ts';
import { ranks, refuse, type Work, type WrittenQuery, within } from '../work.ts';
import { fromClause } from './from.ts';
import { groupBy, windows } from './grouping.ts';
import { cutOf } from './limits.ts';
import { scopeColumns } from './named-table.ts';
import { selectList, starsOf, tellOrderOfStar, type WrittenList } from './select-list.ts';
import { tail } from './tail.ts';
import { withClause } from './with.ts';

const read = [
  'expressions',
  'from',
  'joins',
  'lateral_views',
  'where_clause',
  'group_by',
  'having',
  'qualify',
  'order_by',
  'limit',
  'offset',
  'fetch',
  'distinct',
  'distinct_on',
  'top',
  'with',
  'windows',
  'hint',
  'option',
  'into',
  'locks',
  'connect',
  'for_xml',
];

/** A SELECT in DuckDB's words. */
export function select(work: Work, outer: Scope, fields: Fields): WrittenQuery {
  const unread = unreadFields(fields, read);
  if (unread.length > 0)
    refuse(work, unread.map((each) => each.replaceAll('_', ' ').toUpperCase()).join(', '), fields);
  if (isSet(fields.connect)) refuse(work, 'A hierarchical query (CONNECT BY)', fields.connect);
  if (isSet(fields.for_xml)) refuse(work, 'FOR XML', fields);
  if (isSet(fields.hint)) work.tell('translate-hint-dropped', { hint: hintText(fields.hint) }, fields);
  if (typeof fields.option === 'string') work.tell('translate-hint-dropped', { hint: fields.option }, fields);
  if (isSet(fields.locks)) work.tell('translate-hint-dropped', { hint: 'FOR UPDATE' }, fields);
  const opening = withClause(work, outer, fields.with);
  const where = isSet(fields.where_clause) ? nodeOf(fieldsOf(fields.where_clause).this) : null;
  const source = fromClause(work, opening.scope, fields, where);
  const scope: Scope = {
    parent: opening.scope.parent === outer ? opening.scope : outer,
    relations: source.relations,
    ctes: new Map(),
  };
  const { items, cut } = cutOf(work, scope, fields, source.where);
  tellOrderOfStar(work, fields, items);
  const list = selectList(
    work,
    scope,
    source.isReordered ? items.flatMap((each) => starsOf(each, scope)) : items,
  );
  // Names of the select list may stand in GROUP BY, HAVING and ORDER BY.
  const named: Scope = {
    ...scope,
    parent: {
      parent: scope.parent,
      relations: [{ alias: '', columns: scopeColumns(list.columns) }],
      ctes: new Map(),
    },
  };
  const conditions = cut.where.map((each) => within(work.expression(scope, each), ranks.and));
  const lines = [
    list.sql.startsWith('\n')
      ? `SELECT ${distinct(work, scope, fields)}`.trimEnd() + list.sql
      : `SELECT ${distinct(work, scope, fields)}${list.sql}`,
    ...(source.sql === '' ? [] : [`FROM ${source.sql}`]),
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`]),
    ...groupBy(work, named, fields, list.columns),
    ...(isSet(fields.having)
      ? [`HAVING ${work.expression(named, nodeOf(fieldsOf(fields.having).this)).sql}`]
      : []),
    ...windows(work, named, fields),
    ...(isSet(fields.qualify)
      ? [`QUALIFY ${work.expression(named, nodeOf(fieldsOf(fields.qualify).this)).sql}`]
      : []),
  ];
  tellText(work, fields, list);
  return { sql: `${opening.sql}${lines.join('\n')}${tail(work, named, fields, cut)}`, columns: list.columns };
}

/** DISTINCT compares text as the original's collation does. */
function tellText(work: Work, fields: Fields, list: WrittenList): void {
  if (fields.distinct === true && list.columns?.some((each) => each.family === 'text'))
    tellSameText(work, fields.expressions);
}

function distinct(work: Work, scope: Scope, fields: Fields): string {
  if (fields.distinct !== true) return '';
  const on = nodesOf(fields.distinct_on).map((each) => work.expression(scope, each).sql);
  return on.length === 0 ? 'DISTINCT ' : `DISTINCT ON (${on.join(', ')}) `;
}

function hintText(hint: unknown): string {
  return (
    listOf(fieldsOf(hint).expressions)
      .map((each) => String(Object.values(fieldsOf(each))[0] ?? ''))
      .join(' ') || 'hint'
  );
}
