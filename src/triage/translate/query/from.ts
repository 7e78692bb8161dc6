import type { Scope, ScopeRelation } from '../scope.ts';
import { type Fields, fieldsOf, isSet, listOf, type Node, nodeOf, nodesOf } from '../tree.ts';
import { ranks, refuse, type Work, within } from '../work.ts';
import type { WrittenSource } from './named-table.ts';
import { conjuncts, unmarked } from './outer-joins.ts';
import { writeJoins, writeSource } from './tables.ts';

interface WrittenFrom extends WrittenSource {
  /** The conditions of WHERE that are left. */
  readonly where: readonly Node[];
  /** The relations stand in another order than they did: a star has to name them in theirs. */
  readonly isReordered: boolean;
}

/** FROM with its joins, and Oracle's joins by (+) out of WHERE. */
export function fromClause(work: Work, scope: Scope, fields: Fields, where: Node | null): WrittenFrom {
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
