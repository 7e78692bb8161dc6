import { familyOf } from '../family.ts';
import { writtenName } from '../names.ts';
import { cteOf, familyInScope, type Scope, type ScopeColumns, type ScopeRelation } from '../scope.ts';
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
import { refuse, type Work } from '../work.ts';

/** A relation of FROM in DuckDB's words, and what it brings into scope. */
export interface WrittenSource {
  readonly sql: string;
  readonly relations: readonly ScopeRelation[];
}

const nothing: WrittenSource = { sql: 'NULL', relations: [] };

/** Hints that say how to run or lock, and change no result but by reading what is not committed. */
const harmlessHints =
  /^(NOLOCK|READUNCOMMITTED|READPAST|ROWLOCK|PAGLOCK|TABLOCK|UPDLOCK|HOLDLOCK|FORCESEEK|INDEX.*)$/i;

/** The names of one- and two-row tables that dialects have for a FROM that must be there. */
const dummies = new Set(['dual', 'rdb$database', 'sysibm.sysdummy1', 'sysdummy1']);

/** One item of FROM. */
export function writeSource(work: Work, scope: Scope, node: Node): WrittenSource {
  const { kind, fields } = node;
  switch (kind) {
    case 'table':
      return table(work, scope, fields);
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
      return pivot(work, scope, fields);
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

/** The parts of a table's name, also where one quoted name has dots, as in BigQuery. */
export function nameParts(work: Work, fields: Fields): string[] {
  return [fields.catalog, fields.schema, fields.name].flatMap((part) => {
    const identifier = identifierOf(part);
    if (identifier === null || identifier.name === '') return [];
    return work.dialect === 'bigquery' && identifier.quoted ? identifier.name.split('.') : [identifier.name];
  });
}

function table(work: Work, scope: Scope, fields: Fields): WrittenSource {
  const unread = unreadFields(fields, ['name', 'schema', 'catalog', 'alias', 'column_aliases', 'hints']);
  if (unread.length > 0) {
    refuse(work, `A table with ${unread.join(', ').replaceAll('_', ' ')}`, fields);
    return nothing;
  }
  for (const hint of nodesOf(fields.hints)) tableHint(work, hint, fields);
  const parts = nameParts(work, fields);
  const alias = identifierOf(fields.alias);
  const given = listOf(fields.column_aliases).map((each) => identifierOf(each)?.name ?? '');
  if (parts.some((part) => /[@#]/.test(part) && !part.startsWith('#'))) {
    refuse(
      work,
      parts.join('.').startsWith('@')
        ? `A table variable (${parts.join('.')})`
        : 'A table behind a database link',
      fields,
    );
    return nothing;
  }
  if (dummies.has(parts.join('.').toLowerCase()) && work.options.tables?.(parts) == null)
    return dummy(alias?.name ?? parts.at(-1)!);
  const cte = parts.length === 1 ? cteOf(scope, parts[0]!) : undefined;
  const known = cte === undefined ? (work.options.tables?.(parts) ?? null) : null;
  if (cte === undefined) work.reads(parts);
  const written = known?.name ?? usualName(work, parts, fields);
  const columns: ScopeColumns =
    cte !== undefined
      ? cte
      : known?.columns == null
        ? null
        : new Map(known.columns.map((each) => [each.name.toLowerCase(), familyOf(each.type)]));
  const name = alias?.name ?? parts.at(-1)!;
  const shown = written.at(-1)!.toLowerCase() === name.toLowerCase() ? '' : ` AS ${writtenName(name)}`;
  return {
    sql: `${written.map(writtenName).join('.')}${given.length > 0 ? ` AS ${writtenName(name)}` : shown}${aliasList(given)}`,
    relations: [{ alias: name.toLowerCase(), columns: renamed(columns, given) }],
  };
}

/** Two parts are schema and table; a third is a database of the old server. */
function usualName(work: Work, parts: readonly string[], at: Fields): string[] {
  const shown = parts.map((part) => part.replace(/^#+/, ''));
  if (shown.length <= 2) return shown;
  const short = shown.slice(-2);
  work.tell('translate-catalog-dropped', { name: parts.join('.'), written: short.join('.') }, at);
  return short;
}

function dummy(name: string): WrittenSource {
  return {
    sql: `(SELECT 'X' AS dummy) AS ${writtenName(name.replaceAll('$', '_'))}`,
    relations: [{ alias: name.toLowerCase(), columns: new Map([['dummy', 'text']]) }],
  };
}

function tableHint(work: Work, hint: Node, at: Fields): void {
  const words = nodesOf(hint.fields.expressions).map((each) =>
    String(each.fields.this ?? each.fields.name ?? each.kind),
  );
  for (const word of words.length === 0 ? [hint.kind] : words)
    if (harmlessHints.test(word)) work.tell('translate-hint-dropped', { hint: word }, at);
    else refuse(work, `The hint ${word}`, at);
}

function aliasList(names: readonly string[]): string {
  return names.length === 0 ? '' : `(${names.map(writtenName).join(', ')})`;
}

function renamed(columns: ScopeColumns, names: readonly string[]): ScopeColumns {
  if (names.length === 0 || columns === null) return names.length === 0 ? columns : null;
  const families = [...columns.values()];
  return new Map(
    [...columns.keys()].map((name, at) => [names[at]?.toLowerCase() ?? name, families[at] ?? 'unknown']),
  );
}

export function scopeColumns(columns: readonly WrittenColumn[] | null): ScopeColumns {
  if (columns === null) return null;
  return new Map(
    columns.flatMap((each) => (each.name === null ? [] : [[each.name.toLowerCase(), each.family] as const])),
  );
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

function values(
  work: Work,
  scope: Scope,
  fields: Fields,
  alias: string | null,
  given: readonly string[],
): WrittenSource {
  const rows = listOf(fields.expressions).map((row) =>
    nodesOf(fieldsOf(row).expressions).map((each) => work.expression(scope, each)),
  );
  const name = alias ?? identifierOf(fields.alias)?.name ?? 'v';
  const names =
    given.length > 0 ? given : listOf(fields.column_aliases).map((each) => identifierOf(each)?.name ?? '');
  return {
    sql: `(VALUES ${rows.map((row) => `(${row.map((each) => each.sql).join(', ')})`).join(', ')}) AS ${writtenName(name)}${aliasList(names)}`,
    relations: [
      {
        alias: name.toLowerCase(),
        columns: new Map(names.map((each, at) => [each.toLowerCase(), rows[0]?.[at]?.family ?? 'unknown'])),
      },
    ],
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

function unnested(work: Work, scope: Scope, fields: Fields): WrittenSource {
  const alias = identifierOf(fields.alias)?.name ?? null;
  const offset = identifierOf(fields.offset_alias)?.name ?? null;
  const unread = unreadFields(fields, ['this', 'alias', 'offset_alias', 'with_ordinality']);
  if (unread.length > 0 || alias === null) {
    refuse(work, 'UNNEST without a name, or of several lists', fields);
    return nothing;
  }
  const list = work.expression(scope, nodeOf(fields.this)).sql;
  const relations: ScopeRelation[] = [
    {
      alias: alias.toLowerCase(),
      columns: new Map([
        [alias.toLowerCase(), 'unknown' as const],
        ...(offset === null ? [] : [[offset.toLowerCase(), 'integer' as const] as const]),
      ]),
    },
  ];
  if (fields.with_ordinality !== true)
    return { sql: `unnest(${list}) AS ${writtenName(`_${alias}`)}(${writtenName(alias)})`, relations };
  const position = offset ?? 'offset';
  // BigQuery counts places from 0.
  return {
    sql: `LATERAL (SELECT unnest(${list}) AS ${writtenName(alias)}, generate_subscripts(${list}, 1) - 1 AS ${writtenName(position)}) AS ${writtenName(`_${alias}`)}`,
    relations,
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
  const { caseless, padded, title } = work.facts;
  const names = listOf(join.using).map((column) => identifierOf(column)?.name ?? '');
  const families = names.map((name) => familyInScope(scope, null, name));
  if (!(caseless || padded) || !(families.includes('text') || /^Natural/.test(kind))) return;
  work.tell('translate-text-comparison', { dialect: title, caseless, padded }, join);
}

/** PIVOT of T-SQL with one aggregate: the names in the list are values, and come out as columns. */
function pivot(work: Work, scope: Scope, fields: Fields): WrittenSource {
  const unread = unreadFields(fields, ['this', 'expressions', 'fields', 'alias']);
  const aggregates = nodesOf(fields.expressions);
  const [list, ...more] = nodesOf(fields.fields);
  if (
    unread.length > 0 ||
    work.dialect !== 'tsql' ||
    aggregates.length !== 1 ||
    list?.kind !== 'in' ||
    more.length > 0
  ) {
    refuse(work, fields.unpivot === true ? 'UNPIVOT' : 'PIVOT', fields);
    return nothing;
  }
  const source = writeSource(work, scope, nodeOf(fields.this));
  const inner: Scope = { ...scope, relations: [...scope.relations, ...source.relations] };
  const aggregate = work.expression(inner, aggregates[0]!);
  if (!/^\w+\([^()]*\)$/.test(aggregate.sql)) refuse(work, 'PIVOT of more than one column', fields);
  const by = work.expression(inner, nodeOf(list.fields.this));
  const names = nodesOf(list.fields.expressions).map((each) => identifierOf(each.fields.name)?.name ?? null);
  if (names.includes(null)) refuse(work, 'PIVOT over something else than names', fields);
  if (by.family !== 'text' && by.family !== 'integer')
    work.tell(
      'translate-implicit-cast',
      { dialect: work.facts.title, from: 'a name', to: 'a value' },
      fields,
    );
  const alias = identifierOf(fields.alias)?.name ?? 'p';
  const items = names.map((name) =>
    by.family === 'integer' && /^\d+$/.test(name ?? '') ? name : `'${(name ?? '').replaceAll("'", "''")}'`,
  );
  return {
    sql: `(SELECT * FROM ${source.sql} PIVOT (${aggregate.sql} FOR ${by.sql} IN (${items.join(', ')}))) AS ${writtenName(alias)}`,
    relations: [{ alias: alias.toLowerCase(), columns: null }],
  };
}
