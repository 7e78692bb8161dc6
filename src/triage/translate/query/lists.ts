import { writtenName } from '../names.ts';
import type { Scope, ScopeRelation } from '../scope.ts';
import { type Fields, fieldsOf, identifierOf, listOf, nodeOf, nodesOf, unreadFields } from '../tree.ts';
import { refuse, type Work } from '../work.ts';
import { aliasList, nothing, type WrittenSource } from './named-table.ts';

/** VALUES in FROM. */
export function values(
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

/** UNNEST of a list, of BigQuery with the places of its elements. */
export function unnested(work: Work, scope: Scope, fields: Fields): WrittenSource {
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
