import { writtenName } from '../names.ts';
import type { Scope } from '../scope.ts';
import { type Fields, identifierOf, nodeOf, nodesOf, unreadFields } from '../tree.ts';
import { refuse, type Work } from '../work.ts';
import { nothing, type WrittenSource } from './named-table.ts';

/** PIVOT of T-SQL with one aggregate: the names in the list are values, and come out as columns. */
export function pivot(work: Work, scope: Scope, fields: Fields, source: WrittenSource): WrittenSource {
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
