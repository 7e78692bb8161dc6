import { relationName } from '../../text/token-tests.ts';
import { namedResult, type Scope, scopeIn, sourceOf } from '../scope.ts';
import { list, type Node, nameOf, node, tableParts } from '../tree.ts';
import { use, useAll } from '../use-set.ts';
import { assignments, output, trimSelf, write } from './assignments.ts';
import { add, base, joinConditions, joins, lastPart } from './from.ts';
import { merge } from './merge.ts';
import { query, withs } from './query.ts';
import type { Walk } from './walk.ts';

export function change(
  walk: Walk,
  tag: 'insert' | 'update' | 'delete' | 'merge',
  value: Node,
  scope: Scope,
): void {
  if (tag === 'insert') insert(walk, value, scope);
  else if (tag === 'update') update(walk, value, scope);
  else if (tag === 'delete') remove(walk, value, scope);
  else merge(walk, value, scope);
}

export function insert(walk: Walk, value: Node, parent: Scope): void {
  const scope = scopeIn(parent);
  withs(walk, value.with, scope);
  const parts = tableParts(value.table);
  const relation = parts === null ? null : relationName(parts);
  const columns = list(value.columns).flatMap((each) => nameOf(each) ?? []);
  if (relation !== null && !relation.startsWith('@')) {
    if (columns.length === 0) useAll(walk.uses.writes, relation);
    for (const name of columns) use(walk.uses.writes, relation, name);
  }
  query(walk, node(value.query), scope);
  walk.visit(value.values, scope);
  const target = scopeIn(scope);
  if (relation !== null) {
    target.sources.set(lastPart(relation), { kind: 'base', relation });
    target.sources.set('excluded', { kind: 'derived', outputs: new Set(), base: null });
    const conflict = node(node(value.on_conflict)?.on_conflict) ?? node(value.on_conflict);
    assignments(walk, conflict?.action, { kind: 'base', relation }, relation, target);
    walk.visit(conflict?.where_clause, target);
    for (const each of list(value.on_duplicate_key ?? value.duplicate_key))
      assignments(walk, each, null, relation, target);
  }
  walk.visit(value.returning, target);
  output(walk, value.output, relation, scope);
}

function update(walk: Walk, value: Node, parent: Scope): void {
  const scope = scopeIn(parent);
  withs(walk, value.with, scope);
  for (const each of list(node(value.from_clause)?.expressions)) add(walk, each, scope, null);
  joins(walk, value.from_joins, scope);
  const parts = tableParts(value.table);
  if (parts === null) return;
  const relation = relationName(parts);
  const alias = nameOf(node(value.table)?.alias)?.toLowerCase() ?? null;
  let target = parts.length === 1 ? (scope.sources.get(relation) ?? namedResult(scope, relation)) : null;
  if (target === null && !relation.startsWith('@')) {
    target = { kind: 'base', relation };
    use(walk.uses.reads, relation);
  }
  if (target !== null) scope.sources.set(alias ?? lastPart(relation), target);
  for (const each of list(value.extra_tables)) add(walk, { table: each }, scope, null);
  joins(walk, value.table_joins, scope);
  // Of an alias the rows of its table are written; of a variable none.
  const own = target === null ? null : target.kind === 'base' ? target.relation : target.base;
  if (own !== null) use(walk.uses.writes, own);
  for (const each of list(value.set)) {
    const [left, right] = list(each);
    const written = nameOf(left)?.toLowerCase() ?? null;
    if (written !== null && !written.startsWith('@')) {
      const dotAt = written.lastIndexOf('.');
      const qualifier = dotAt < 0 ? null : lastPart(written.slice(0, dotAt));
      const to = qualifier === null ? target : (sourceOf(scope, qualifier) ?? target);
      if (to !== null) write(walk, to, relation, written.slice(dotAt + 1));
    }
    walk.visit(right, scope);
  }
  joinConditions(walk, value.from_joins, scope);
  joinConditions(walk, value.table_joins, scope);
  for (const key of ['where_clause', 'returning', 'order_by', 'limit']) walk.visit(value[key], scope);
  output(walk, value.output, own, scope);
  if (!relation.startsWith('@')) trimSelf(walk, relation);
}

function remove(walk: Walk, value: Node, parent: Scope): void {
  const scope = scopeIn(parent);
  withs(walk, value.with, scope);
  const parts = tableParts(value.table);
  if (parts === null) return;
  const relation = relationName(parts);
  const alias = nameOf(value.alias)?.toLowerCase() ?? null;
  const target = base(walk, parts, scope);
  scope.sources.set(alias ?? lastPart(relation), target);
  joins(walk, value.joins, scope);
  for (const each of list(value.using)) add(walk, { table: each }, scope, null);
  for (const each of list(node(value.from_clause)?.expressions)) add(walk, each, scope, null);
  const targets = list(value.tables).flatMap((each) => tableParts(each) ?? node(each)?.name ?? []);
  const names = targets.flatMap((each) => (typeof each === 'string' ? each : nameOf(each)) ?? []);
  if (names.length === 0) write(walk, target, relation, null);
  let written = target.kind === 'base' ? target.relation : target.base;
  for (const name of names) {
    const source = sourceOf(scope, name.toLowerCase());
    write(walk, source, relation, null);
    if (source !== null) written = source.kind === 'base' ? source.relation : source.base;
  }
  joinConditions(walk, value.joins, scope);
  for (const key of ['where_clause', 'returning', 'order_by']) walk.visit(value[key], scope);
  output(walk, value.output, written, scope);
  trimSelf(walk, relation);
}
