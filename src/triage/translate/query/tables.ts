import { tellSameText } from '../expressions/comparisons.ts';
import { writtenName } from '../names.ts';
import { familyInScope, type Scope } from '../scope.ts';
import {
  type Fields,
  fieldsOf,
  identifierOf,
  isSet,
  listOf,
  type Node,
  nodeOf,
  unreadFields,
} from '../tree.ts';
import { refuse, type Work } from '../work.ts';
import { unnested, values } from './lists.ts';
import { aliasList, namedTable, nothing, renamed, scopeColumns, type WrittenSource } from './named-table.ts';
import { pivot } from './pivot.ts';

/** One item of FROM. */
export function writeSource(work: Work, scope: Scope, node: Node): WrittenSource {
  const { kind, fields } = node;
  switch (kind) {
    case 'table':
      return namedTable(work, scope, fields);
    case 'subquery':
      return subquery(work, scope, fields, isSet(fields.lateral));
    case 'paren':
      return writeSource(work, scope, nodeOf(fields.this));
    case 'joined_table':
      return joinedTable(work, scope, fields);
    case 'alias':
      return aliased(work, scope, fields);
    case 'unnest':
      return unnested(work, scope, fields);
    case 'values':
      return values(work, scope, fields, null, []);
    case 'pivot':
      return pivot(work, scope, fields, writeSource(work, scope, nodeOf(fields.this)));
    case 'function':
      return aliased(work, scope, {
        this: { function: fields },
        alias: { name: String(fields.name) },
        column_aliases: [],
      });
    case 'lateral':
      return lateral(work, scope, fields);
    default:
      refuse(work, `\`${kind.replaceAll('_', ' ')}\` in FROM`, fields);
      return nothing;
  }
}

function subquery(work: Work, scope: Scope, fields: Fields, isLateral: boolean): WrittenSource {
  const unread = unreadFields(fields, ['this', 'alias', 'column_aliases', 'lateral']);
  const inner = nodeOf(fields.this);
  const alias = identifierOf(fields.alias);
  const given = listOf(fields.column_aliases).map((each) => identifierOf(each)?.name ?? '');
  if (unread.length > 0) {
    refuse(work, `A subquery with ${unread.join(', ').replaceAll('_', ' ')}`, fields);
    return nothing;
  }
  if (inner.kind === 'values') return values(work, scope, inner.fields, alias?.name ?? null, given);
  if (['table', 'joined_table', 'pivot'].includes(inner.kind)) {
    const source = writeSource(work, scope, inner);
    return { ...source, sql: `(${source.sql})` };
  }
  const query = work.query(isLateral ? scope : { ...scope, relations: scope.relations }, inner);
  const columns = scopeColumns(query.columns);
  const name = alias?.name ?? null;
  return {
    sql: `${isLateral ? 'LATERAL ' : ''}(${query.sql})${name === null ? '' : ` AS ${writtenName(name)}${aliasList(given)}`}`,
    relations: [{ alias: (name ?? '').toLowerCase(), columns: renamed(columns, given) }],
  };
}

/** A function in FROM under an alias: only series and lists, which DuckDB has too. */
function aliased(work: Work, scope: Scope, fields: Fields): WrittenSource {
  const inner = nodeOf(fields.this);
  const alias = identifierOf(fields.alias)?.name ?? 't';
  const given = listOf(fields.column_aliases).map((each) => identifierOf(each)?.name ?? '');
  if (['table', 'subquery', 'values', 'joined_table'].includes(inner.kind))
    return writeSource(work, scope, {
      kind: inner.kind,
      fields: { ...inner.fields, alias: fields.alias, column_aliases: fields.column_aliases },
    });
  const name = String(inner.fields.name ?? inner.kind).toLowerCase();
  if (!['generate_series', 'unnest', 'explode'].includes(name)) {
    refuse(work, `The table function \`${name}\``, fields);
    return nothing;
  }
  const call = work.expression(scope, inner);
  const columns = given.length > 0 ? given : [alias];
  return {
    sql: `${name === 'generate_series' ? call.sql : `unnest(${call.sql.replace(/^unnest\((.*)\)$/s, '$1')})`} AS ${writtenName(alias)}(${columns.map(writtenName).join(', ')})`,
    relations: [
      {
        alias: alias.toLowerCase(),
        columns: new Map(columns.map((each) => [each.toLowerCase(), 'unknown' as const])),
      },
    ],
  };
}

function lateral(work: Work, scope: Scope, fields: Fields): WrittenSource {
  const inner = nodeOf(fields.this);
  const alias = typeof fields.alias === 'string' ? { name: fields.alias } : null;
  if (inner.kind === 'subquery')
    return subquery(work, scope, { ...inner.fields, alias: inner.fields.alias ?? alias }, true);
  const isPlain = unreadFields(fields, ['this', 'alias', 'column_aliases']).length === 0;
  if (work.dialect === 'postgres' && isPlain && ['unnest', 'function'].includes(inner.kind))
    return aliased(work, scope, {
      this: fields.this,
      alias,
      column_aliases: listOf(fields.column_aliases).map((name) => ({ name })),
    });
  refuse(work, `LATERAL \`${String(inner.fields.name ?? inner.kind)}\``, fields);
  return nothing;
}

function joinedTable(work: Work, scope: Scope, fields: Fields): WrittenSource {
  const unread = unreadFields(fields, ['left', 'joins']);
  if (unread.length > 0) {
    refuse(work, `A bracket of joins with ${unread.join(', ')}`, fields);
    return nothing;
  }
  const source = writeJoins(work, scope, writeSource(work, scope, nodeOf(fields.left)), listOf(fields.joins));
  return { ...source, sql: `(${source.sql})` };
}

const joinWords: Readonly<Record<string, string>> = {
  Inner: 'JOIN',
  Left: 'LEFT JOIN',
  Right: 'RIGHT JOIN',
  Full: 'FULL JOIN',
  Outer: 'FULL JOIN',
  Cross: 'CROSS JOIN',
  Natural: 'NATURAL JOIN',
  NaturalLeft: 'NATURAL LEFT JOIN',
  LeftSemi: 'SEMI JOIN',
  LeftAnti: 'ANTI JOIN',
  Straight: 'JOIN',
};

/** Joins in the order in which they stand. What is joined sees what stands before it. */
export function writeJoins(
  work: Work,
  scope: Scope,
  first: WrittenSource,
  joins: readonly unknown[],
): WrittenSource {
  let { sql } = first;
  let relations = [...first.relations];
  for (const each of joins) {
    const fields = fieldsOf(each);
    const kind = String(fields.kind);
    const unread = unreadFields(fields, ['this', 'on', 'using', 'kind', 'join_hint']);
    if (unread.length > 0) refuse(work, `A join with ${unread.join(', ').replaceAll('_', ' ')}`, fields);
    if (isSet(fields.join_hint))
      work.tell('translate-hint-dropped', { hint: String(fields.join_hint) }, fields);
    const inner: Scope = { ...scope, relations: [...scope.relations, ...relations] };
    const source = writeSource(work, inner, nodeOf(fields.this));
    relations = [...relations, ...source.relations];
    if (kind === 'CrossApply' || kind === 'OuterApply' || kind === 'Lateral' || kind === 'LeftLateral') {
      const body = source.sql.startsWith('LATERAL ') ? source.sql : `LATERAL ${source.sql}`;
      if (!/^LATERAL \(SELECT|^LATERAL \(WITH|^LATERAL \(VALUES/.test(body))
        refuse(work, 'APPLY with a function of the database', fields);
      const isOuter = kind === 'OuterApply' || kind === 'LeftLateral';
      sql += `\n${isOuter ? 'LEFT JOIN' : 'JOIN'} ${body} ON TRUE`;
      continue;
    }
    if (kind === 'Implicit') {
      // A comma behind a join: it binds less than JOIN, here as there.
      sql += `,\n${source.sql}`;
      continue;
    }
    const word = joinWords[kind];
    if (word === undefined) {
      refuse(work, `A join (${kind})`, fields);
      continue;
    }
    const using = listOf(fields.using).map((column) => writtenName(identifierOf(column)?.name ?? ''));
    tellJoinedText(work, fields, { ...scope, relations }, kind);
    const condition = isSet(fields.on)
      ? ` ON ${work.expression({ ...scope, relations: [...scope.relations, ...relations] }, nodeOf(fields.on)).sql}`
      : using.length > 0
        ? ` USING (${using.join(', ')})`
        : word === 'JOIN' && kind !== 'Cross'
          ? ' ON TRUE'
          : '';
    sql += `\n${word} ${source.sql}${condition}`;
  }
  return { sql, relations };
}

/** Tells that columns of text are compared by USING and NATURAL JOIN as the original compares text. */
function tellJoinedText(work: Work, join: Fields, scope: Scope, kind: string): void {
  const names = listOf(join.using).map((column) => identifierOf(column)?.name ?? '');
  const families = names.map((name) => familyInScope(scope, null, name));
  if (families.includes('text') || /^Natural/.test(kind)) tellSameText(work, join);
}
