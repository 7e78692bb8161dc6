import { writeOrder } from '../expressions/order.ts';
import { writeWindow } from '../expressions/windows.ts';
import { writtenName } from '../names.ts';
import type { Scope, ScopeColumns, ScopeRelation } from '../scope.ts';
import type { WrittenColumn } from '../translation.ts';
import {
  type Fields,
  fieldsOf,
  identifierOf,
  isSet,
  listOf,
  type Node,
  nodeOf,
  nodesOf,
  unreadFields,
} from '../tree.ts';
import { ranks, refuse, type Work, type WrittenQuery, within } from '../work.ts';
import { type Cut, cutOf } from './limits.ts';
import { conjuncts, unmarked } from './outer-joins.ts';
import { scopeColumns, type WrittenSource, writeJoins, writeSource } from './tables.ts';

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

/** A query: SELECT, a set operation, VALUES, or one in brackets. */
export function writeQuery(work: Work, scope: Scope, node: Node): WrittenQuery {
  const { kind, fields } = node;
  switch (kind) {
    case 'select':
      return select(work, scope, fields);
    case 'union':
    case 'except':
    case 'intersect': {
      const operation = work.dialect === 'oracle' ? node : intersectFirst(node);
      return setOperation(work, scope, operation.kind as typeof kind, operation.fields);
    }
    case 'paren':
      return writeQuery(work, scope, nodeOf(fields.this));
    case 'subquery': {
      const unread = unreadFields(fields, ['this', 'order_by', 'limit', 'offset']);
      if (unread.length > 0) refuse(work, `A query in brackets with ${unread.join(', ')}`, fields);
      const inner = writeQuery(work, scope, nodeOf(fields.this));
      if (!isSet(fields.order_by) && !isSet(fields.limit) && !isSet(fields.offset)) return inner;
      return {
        ...inner,
        sql: `(${inner.sql})${tail(work, { ...scope, relations: [{ alias: '', columns: scopeColumns(inner.columns) }] }, fields, null)}`,
      };
    }
    case 'values': {
      const rows = listOf(fields.expressions).map((row) =>
        nodesOf(fieldsOf(row).expressions).map((each) => work.expression(scope, each)),
      );
      return {
        sql: `VALUES ${rows.map((row) => `(${row.map((each) => each.sql).join(', ')})`).join(', ')}`,
        columns: (rows[0] ?? []).map((each) => ({ name: null, family: each.family })),
      };
    }
    default:
      refuse(work, `\`${kind.replaceAll('_', ' ')}\``, fields);
      return { sql: 'SELECT NULL', columns: null };
  }
}

/** WITH, and the scope behind it. */
function withClause(
  work: Work,
  scope: Scope,
  clause: unknown,
): { readonly sql: string; readonly scope: Scope } {
  if (!isSet(clause)) return { sql: '', scope };
  const fields = fieldsOf(clause);
  const unread = unreadFields(fields, ['ctes', 'recursive']);
  if (unread.length > 0) refuse(work, `WITH with ${unread.join(', ')}`, fields);
  const known = new Map<string, ScopeColumns>();
  let isRecursive = fields.recursive === true;
  const parts = listOf(fields.ctes).map((each) => {
    const cte = fieldsOf(each);
    const name = identifierOf(cte.alias)?.name ?? '';
    const names = listOf(cte.columns).map((column) => identifierOf(column)?.name ?? '');
    const unreadParts = unreadFields(cte, ['alias', 'this', 'columns', 'materialized']);
    if (unreadParts.length > 0) refuse(work, `A common table expression with ${unreadParts.join(', ')}`, cte);
    // One that reads itself has columns that are known only afterwards; T-SQL and Oracle leave RECURSIVE out.
    const isOwn = readsItself(cte.this, name.toLowerCase());
    isRecursive ||= isOwn;
    const inner: Scope = {
      parent: scope,
      relations: [],
      ctes: new Map([...known, ...(isOwn ? [[name.toLowerCase(), null] as const] : [])]),
    };
    const query = work.query(inner, nodeOf(cte.this));
    const columns = scopeColumns(
      query.columns === null
        ? null
        : query.columns.map((column, at) => ({ ...column, name: names[at] ?? column.name })),
    );
    known.set(name.toLowerCase(), columns);
    return `${writtenName(name)}${names.length === 0 ? '' : `(${names.map(writtenName).join(', ')})`} AS (\n${indented(query.sql)}\n)`;
  });
  return {
    sql: `WITH ${isRecursive ? 'RECURSIVE ' : ''}${parts.join(',\n')}\n`,
    scope: { parent: scope, relations: [], ctes: known },
  };
}

function readsItself(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((each) => readsItself(each, name));
  return Object.entries(value).some(([key, part]) => {
    if (key === 'table' && typeof part === 'object' && part !== null && 'schema' in part) {
      const { schema, name: own } = part as Fields;
      if (!isSet(schema) && identifierOf(own)?.name.toLowerCase() === name) return true;
    }
    return readsItself(part, name);
  });
}

function select(work: Work, outer: Scope, fields: Fields): WrittenQuery {
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
    ...groupBy(work, named, fields),
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
  const { facts } = work;
  if (
    fields.distinct === true &&
    (facts.caseless || facts.padded) &&
    list.columns?.some((each) => each.family === 'text')
  )
    work.tell(
      'translate-text-comparison',
      { dialect: facts.title, caseless: facts.caseless, padded: facts.padded },
      fields.expressions,
    );
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

interface WrittenFrom extends WrittenSource {
  /** The conditions of WHERE that are left. */
  readonly where: readonly Node[];
  /** The relations stand in another order than they did: a star has to name them in theirs. */
  readonly isReordered: boolean;
}

/** A star over relations in the order in which the original named them. */
function starsOf(item: Node, scope: Scope): readonly Node[] {
  if (item.kind !== 'star' || isSet(item.fields.table)) return [item];
  return scope.relations.map(({ alias }) => ({
    kind: 'star',
    fields: { ...item.fields, table: { name: alias, quoted: true } },
  }));
}

/** Of JOIN … USING a star gives the columns that join first everywhere but in DuckDB, where they stay where they are. */
function tellOrderOfStar(work: Work, fields: Fields, items: readonly Node[]): void {
  const isMerging = listOf(fields.joins).some((each) => {
    const { using, kind } = fieldsOf(each);
    return isSet(using) || /^Natural/.test(String(kind));
  });
  if (
    isMerging &&
    work.dialect !== 'duckdb' &&
    items.some((each) => each.kind === 'star' && !isSet(each.fields.table))
  )
    work.tell(
      'translate-meaning',
      {
        what: 'The star gives the columns of USING or NATURAL JOIN first in the original; DuckDB leaves them in their place',
      },
      fields.expressions,
    );
}

function fromClause(work: Work, scope: Scope, fields: Fields, where: Node | null): WrittenFrom {
  const items = nodesOf(fieldsOf(fields.from).expressions);
  if (items.length === 0) return { sql: '', relations: [], where: conjuncts(where), isReordered: false };
  const marked = work.dialect === 'oracle' ? unmarked(work, where, items) : null;
  if (marked === null) {
    let relations: ScopeRelation[] = [];
    let sql = '';
    items.forEach((item, at) => {
      const source = writeSource(work, { ...scope, relations: [...scope.relations, ...relations] }, item);
      relations = [...relations, ...source.relations];
      sql += at === 0 ? source.sql : `,\n  ${source.sql}`;
    });
    const joined = writeJoins(work, scope, { sql, relations }, [
      ...listOf(fields.joins),
      ...lateralViews(work, fields),
    ]);
    return { ...joined, where: conjuncts(where), isReordered: false };
  }
  if (isSet(fields.joins)) refuse(work, 'Joins by (+) beside JOIN', fields.from);
  const outer = new Set(marked.joins.map((each) => each.relation));
  const sources = items.map((item) => writeSource(work, scope, item));
  const relations = sources.flatMap((each) => each.relations);
  const all: Scope = { ...scope, relations: [...scope.relations, ...relations] };
  let sql = sources
    .filter((_, at) => !outer.has(at))
    .map((each) => each.sql)
    .join('\nCROSS JOIN ');
  for (const { relation, conditions } of marked.joins)
    sql += `\nLEFT JOIN ${sources[relation]!.sql} ON ${conditions.map((each) => within(work.expression(all, each), ranks.and)).join(' AND ')}`;
  return { sql, relations, where: marked.where, isReordered: true };
}

/** Databricks' LATERAL VIEW explode(x) t AS y. */
function lateralViews(work: Work, fields: Fields): unknown[] {
  return listOf(fields.lateral_views).map((view) => {
    const { this: call, table_alias: alias, column_aliases: columns, outer } = fieldsOf(view);
    const inner = nodeOf(call);
    const names = listOf(columns);
    if (inner.kind !== 'explode' || names.length !== 1)
      refuse(work, 'LATERAL VIEW with something else than explode', view);
    return {
      this: { alias: { this: { explode: inner.fields }, alias: alias ?? names[0], column_aliases: names } },
      on: outer === true ? { boolean: { value: true } } : null,
      using: [],
      kind: outer === true ? 'Left' : 'Cross',
    };
  });
}

interface WrittenList {
  readonly sql: string;
  readonly columns: readonly WrittenColumn[] | null;
}

function selectList(work: Work, scope: Scope, items: readonly Node[]): WrittenList {
  const parts: string[] = [];
  const columns: WrittenColumn[] = [];
  let isWhole = true;
  for (const item of items.map(withOwnName)) {
    if (item.kind === 'star') {
      const star = starItem(work, scope, item);
      parts.push(star.sql);
      if (star.columns === null) isWhole = false;
      else columns.push(...star.columns);
      continue;
    }
    const { name, value } = namedItem(work, item);
    const written = work.expression(scope, value);
    if (work.dialect === 'firebird' && written.family !== 'integer' && asksQuery(item.fields))
      work.tell(
        'translate-meaning',
        {
          what: 'Where IN, ANY or ALL of a query is a value, Firebird 3 gives FALSE for NULL, and where BETWEEN is one NULL for FALSE; DuckDB keeps to the standard',
        },
        item.fields,
      );
    const own = value.kind === 'column' ? (identifierOf(value.fields.name)?.name ?? null) : null;
    parts.push(name === null ? written.sql : `${written.sql} AS ${writtenName(name)}`);
    columns.push({ name: name ?? own, family: written.family });
  }
  const inLine = parts.join(', ');
  return {
    sql:
      inLine.length <= 72 && !inLine.includes('\n')
        ? inLine
        : `\n${parts.map((each) => `  ${each.replaceAll('\n', '\n  ')}`).join(',\n')}`,
    columns: isWhole ? columns : null,
  };
}

/** The parser gives the name of `a < (b, c) AS x` to the row on the right. */
function withOwnName(item: Node): Node {
  const right = nodeOf(item.fields.right);
  if (right.kind !== 'alias' || nodeOf(right.fields.this).kind !== 'tuple') return item;
  const fields = { ...item.fields, right: right.fields.this };
  return { kind: 'alias', fields: { this: { [item.kind]: fields }, alias: right.fields.alias } };
}

/** Whether IN, ANY or ALL of a query, or BETWEEN, stands in it. */
function asksQuery(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  if (Array.isArray(part)) return part.some(asksQuery);
  return Object.entries(part).some(
    ([kind, inner]) =>
      ((kind === 'any' || kind === 'all') && isSet(fieldsOf(inner).subquery)) ||
      (kind === 'in' && isSet(fieldsOf(inner).query)) ||
      kind === 'between' ||
      asksQuery(inner),
  );
}

/** `x AS y`, and T-SQL's `y = x`. */
function namedItem(work: Work, item: Node): { readonly name: string | null; readonly value: Node } {
  if (item.kind === 'alias') {
    const unread = unreadFields(item.fields, ['this', 'alias']);
    if (unread.length > 0) refuse(work, 'An alias of several columns', item.fields);
    return { name: identifierOf(item.fields.alias)?.name ?? null, value: nodeOf(item.fields.this) };
  }
  if (work.dialect === 'tsql' && item.kind === 'eq') {
    const left = nodeOf(item.fields.left);
    const name = left.kind === 'column' && !isSet(left.fields.table) ? identifierOf(left.fields.name) : null;
    if (name?.name.startsWith('@') === true) {
      refuse(work, 'An assignment to a variable', item.fields);
      return { name: null, value: nodeOf(item.fields.right) };
    }
    if (name !== null) return { name: name.name, value: nodeOf(item.fields.right) };
  }
  return { name: null, value: item };
}

function starItem(work: Work, scope: Scope, { fields }: Node): WrittenList {
  const table = identifierOf(fields.table)?.name ?? null;
  const except = listOf(fields.except).map((each) => identifierOf(each)?.name ?? '');
  const replace = listOf(fields.replace).map((each) => {
    const { this: value, alias } = fieldsOf(each);
    return { name: identifierOf(alias)?.name ?? '', value: work.expression(scope, nodeOf(value)) };
  });
  if (isSet(fields.rename)) refuse(work, 'A star with RENAME', fields);
  const sql = [
    `${table === null ? '' : `${writtenName(table)}.`}*`,
    ...(except.length === 0 ? [] : [`EXCLUDE (${except.map(writtenName).join(', ')})`]),
    ...(replace.length === 0
      ? []
      : [`REPLACE (${replace.map((each) => `${each.value.sql} AS ${writtenName(each.name)}`).join(', ')})`]),
  ].join(' ');
  const relations =
    table === null ? scope.relations : scope.relations.filter((each) => each.alias === table.toLowerCase());
  const gone = new Set(except.map((each) => each.toLowerCase()));
  const columns: WrittenColumn[] = [];
  for (const relation of relations) {
    if (relation.columns === null) return { sql, columns: null };
    for (const [name, family] of relation.columns)
      if (!gone.has(name))
        columns.push({
          name,
          family: replace.find((each) => each.name.toLowerCase() === name)?.value.family ?? family,
        });
  }
  return { sql, columns: relations.length === 0 ? null : columns };
}

function groupBy(work: Work, scope: Scope, fields: Fields): string[] {
  if (!isSet(fields.group_by)) return [];
  const group = fieldsOf(fields.group_by);
  const unread = unreadFields(group, ['expressions', 'all']);
  if (unread.length > 0) refuse(work, `GROUP BY with ${unread.join(', ')}`, group);
  if (group.all === true) return ['GROUP BY ALL'];
  const items = nodesOf(group.expressions);
  const isRollup = items.at(-1)?.kind === 'rollup' && !isSet(items.at(-1)?.fields.expressions);
  const kept = isRollup ? items.slice(0, -1) : items;
  const { facts } = work;
  const written = kept.map((each) => {
    const sets = groupingSets(work, scope, each);
    if (sets !== null) return sets;
    const value = work.expression(scope, each);
    if (value.family === 'text' && (facts.caseless || facts.padded))
      work.tell(
        'translate-text-comparison',
        { dialect: facts.title, caseless: facts.caseless, padded: facts.padded },
        each.fields,
      );
    // A literal that is no place in the select list groups nothing.
    return value.sql;
  });
  return [`GROUP BY ${isRollup ? `ROLLUP (${written.join(', ')})` : written.join(', ')}`];
}

function groupingSets(work: Work, scope: Scope, node: Node): string | null {
  const name =
    node.kind === 'function'
      ? String(node.fields.name).toUpperCase()
      : node.kind.toUpperCase().replace('_', ' ');
  if (!['ROLLUP', 'CUBE', 'GROUPING SETS'].includes(name)) return null;
  const items = nodesOf(node.fields.args ?? node.fields.expressions).map((each) =>
    each.kind === 'tuple'
      ? `(${nodesOf(each.fields.expressions)
          .map((one) => work.expression(scope, one).sql)
          .join(', ')})`
      : work.expression(scope, each).sql,
  );
  return `${name} (${items.join(', ')})`;
}

function windows(work: Work, scope: Scope, fields: Fields): string[] {
  const list = listOf(fields.windows).map((each) => {
    const { name, spec } = fieldsOf(each);
    return `${writtenName(identifierOf(name)?.name ?? '')} AS (${writeWindow(work, scope, fieldsOf(spec))})`;
  });
  return list.length === 0 ? [] : [`WINDOW ${list.join(', ')}`];
}

/** ORDER BY, LIMIT and OFFSET. */
function tail(work: Work, scope: Scope, fields: Fields, cut: Cut | null): string {
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

/**
 * The parser reads set operations from left to right, as Oracle does. Everywhere else INTERSECT binds tighter: `a UNION b INTERSECT c` is `a UNION (b INTERSECT c)`.
 */
function intersectFirst({ kind, fields }: Node): Node {
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

function setOperation(
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
    const query = writeQuery(work, opening.scope, side);
    // What has an order, a limit or an operator of its own needs its brackets.
    const inBrackets =
      /\n(ORDER BY|LIMIT|OFFSET) /.test(query.sql) ||
      side.kind === 'subquery' ||
      side.kind === 'paren' ||
      (['union', 'except', 'intersect'].includes(side.kind) && side.kind !== kind);
    return { ...query, sql: inBrackets ? `(${query.sql})` : query.sql };
  });
  const word = `${kind.toUpperCase()}${fields.all === true ? ' ALL' : ''}`;
  const { facts } = work;
  if (
    fields.all !== true &&
    (facts.caseless || facts.padded) &&
    left!.columns?.some((each) => each.family === 'text')
  )
    work.tell(
      'translate-text-comparison',
      { dialect: facts.title, caseless: facts.caseless, padded: facts.padded },
      fields.left,
    );
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

function indented(sql: string): string {
  return sql
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
