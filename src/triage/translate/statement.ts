import { writtenName } from './names.ts';
import { nameParts } from './query/named-table.ts';
import { emptyScope } from './scope.ts';
import type { StatementForm, Translated, WrittenTarget } from './translation.ts';
import { type Fields, fieldsOf, identifierOf, isSet, listOf, type Node, nodeOf, nodesOf } from './tree.ts';
import type { Work, WrittenQuery } from './work.ts';

type WrittenStatement = Pick<Translated, 'sql' | 'form' | 'target' | 'columns'>;

/** A statement as the query that it is, or that decides what it writes; null: told why not. */
export function writeStatement(work: Work, node: Node): WrittenStatement | null {
  const { kind, fields } = node;
  switch (kind) {
    case 'select': {
      const query = work.query(emptyScope, node);
      if (!isSet(fields.into)) return finish(query, 'query', null);
      const table = nodeOf(fieldsOf(fields.into).this);
      const name = nameParts(work, table.fields);
      return table.kind === 'table' && name[0]?.startsWith('@') === false
        ? finish(query, 'table', { name, columns: null })
        : refused(work, 'SELECT INTO a variable', fields.into);
    }
    case 'union':
    case 'except':
    case 'intersect':
    case 'subquery':
    case 'paren':
    case 'values':
      return finish(work.query(emptyScope, node), 'query', null);
    case 'create_view':
      return finish(
        renamed(work.query(emptyScope, nodeOf(fields.query)), namesOf(fields.columns)),
        'view',
        target(work, fields.name, []),
      );
    case 'create_table':
      return isSet(fields.as_select)
        ? finish(work.query(emptyScope, nodeOf(fields.as_select)), 'table', target(work, fields.name, []))
        : refused(work, 'CREATE TABLE without a query', fields);
    case 'insert':
      return isSet(fields.query)
        ? finish(
            work.query(emptyScope, withOuter(nodeOf(fields.query), fields.with)),
            'insert',
            target(
              work,
              fields.table,
              namesOf(fields.columns, (each) => each),
            ),
          )
        : refused(work, 'INSERT of values', fields);
    case 'update':
      return update(work, fields);
    case 'locking_statement': {
      work.tell('translate-hint-dropped', { hint: 'LOCKING' }, fields);
      return writeStatement(work, nodeOf(fields.expression));
    }
    default:
      return refused(work, `\`${kind.replaceAll('_', ' ').toUpperCase()}\``, fields);
  }
}

function refused(work: Work, statement: string, at: unknown): null {
  work.tell('translate-statement-refused', { dialect: work.facts.title, statement }, at);
  return null;
}

function finish(query: WrittenQuery, form: StatementForm, to: WrittenTarget | null): WrittenStatement {
  return { sql: query.sql, form, target: to, columns: query.columns };
}

function target(work: Work, table: unknown, columns: readonly string[]): WrittenTarget {
  return { name: nameParts(work, fieldsOf(table)), columns: columns.length === 0 ? null : columns };
}

function namesOf(
  columns: unknown,
  pick: (value: unknown) => unknown = (value) => fieldsOf(value).name,
): string[] {
  return listOf(columns).flatMap((each) => identifierOf(pick(each))?.name ?? []);
}

/** A view's own names for its columns. */
function renamed(query: WrittenQuery, names: readonly string[]): WrittenQuery {
  if (names.length === 0) return query;
  return {
    sql: `SELECT *\nFROM (\n${query.sql
      .split('\n')
      .map((line) => `  ${line}`)
      .join('\n')}\n) AS view_columns(${names.map(writtenName).join(', ')})`,
    columns: query.columns?.map((column, at) => ({ ...column, name: names[at] ?? column.name })) ?? null,
  };
}

/** WITH in front of INSERT belongs to its query. */
function withOuter(query: Node, opening: unknown): Node {
  return isSet(opening) && !isSet(query.fields.with)
    ? { kind: query.kind, fields: { ...query.fields, with: opening } }
    : query;
}

/** UPDATE … FROM as the query of the values that it sets, over the rows that it changes. */
function update(work: Work, fields: Fields): WrittenStatement | null {
  const table = fieldsOf(fields.table);
  const sets = listOf(fields.set).map((pair) => listOf(pair));
  if (isSet(fields.limit) || isSet(fields.order_by)) return refused(work, 'UPDATE with LIMIT', fields);
  const named = identifierOf(table.name)?.name.toLowerCase();
  const from = nodesOf(fieldsOf(fields.from_clause).expressions);
  const joins = listOf(fields.from_joins);
  const inFrom = [...from, ...joins.map((join) => nodeOf(fieldsOf(join).this))].find(
    (each) =>
      (identifierOf(each.fields.alias) ?? identifierOf(each.fields.name))?.name.toLowerCase() === named,
  );
  const written = inFrom?.kind === 'table' ? inFrom.fields : table;
  const query = work.query(emptyScope, {
    kind: 'select',
    fields: {
      expressions: sets.map(([column, value]) => ({ alias: { this: value, alias: column } })),
      from: {
        expressions: [
          ...(inFrom === undefined ? [{ table: fields.table }] : []),
          ...listOf(fieldsOf(fields.from_clause).expressions),
          ...listOf(fields.extra_tables).map((each) => ({ table: each })),
        ],
      },
      joins: [...listOf(fields.table_joins), ...joins],
      where_clause: fields.where_clause,
      with: fields.with,
    },
  });
  return finish(query, 'update', {
    name: nameParts(work, written),
    columns: sets.flatMap(([column]) => identifierOf(column)?.name.split('.').at(-1) ?? []),
  });
}
