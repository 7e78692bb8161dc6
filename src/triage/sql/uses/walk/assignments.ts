import { relationName } from '../../text/token-tests.ts';
import { type From, type Scope, scopeIn } from '../scope.ts';
import { columnParts, nameOf, node, tableParts } from '../tree.ts';
import { use, useAll } from '../use-set.ts';
import type { Walk } from './walk.ts';

export function write(walk: Walk, target: From | null, relation: string, column: string | null): void {
  const origin = target?.kind === 'derived' && column !== null ? target.origins?.get(column) : undefined;
  const to = target === null ? relation : target.kind === 'base' ? target.relation : target.base;
  if (origin !== undefined) use(walk.uses.writes, origin.relation, origin.column);
  else if (to !== null && !to.startsWith('@')) use(walk.uses.writes, to, column);
}

/** Pairs of a SET list, as `eq` nodes below anything. */
export function assignments(
  walk: Walk,
  value: unknown,
  target: From | null,
  relation: string,
  scope: Scope,
): void {
  if (Array.isArray(value)) {
    for (const each of value) assignments(walk, each, target, relation, scope);
    return;
  }
  const at = node(value);
  if (at === null) return;
  const pair = node(at.eq);
  if (pair === null) {
    for (const inner of Object.values(at))
      if (typeof inner === 'object') assignments(walk, inner, target, relation, scope);
    return;
  }
  const left = node(pair.left);
  const name = nameOf(left?.identifier) ?? nameOf(node(left?.column)?.name);
  if (name !== null) write(walk, target, relation, name);
  walk.visit(pair.right, scope);
}

/** T-SQL's OUTPUT: rows of the statement's own table, that may go to another one. */
export function output(walk: Walk, value: unknown, target: string | null, scope: Scope): void {
  const into = node(node(value)?.into_table);
  const parts = tableParts(into?.table) ?? columnParts(into);
  if (parts.length > 0 && parts[0]?.startsWith('@') !== true) useAll(walk.uses.writes, relationName(parts));
  if (target === null || target.startsWith('@')) return;
  const rows = scopeIn(scope);
  for (const name of ['inserted', 'deleted']) rows.sources.set(name, { kind: 'base', relation: target });
  walk.visit(node(value)?.columns, rows);
  walk.visit(node(node(value)?.returning)?.expressions, rows);
}

/** The table of an UPDATE or DELETE is read only where columns of it are. */
export function trimSelf(walk: Walk, relation: string): void {
  const used = walk.uses.reads.get(relation);
  if (
    used !== undefined &&
    used.columns.size === 0 &&
    !used.all &&
    !walk.uses.loose.some(({ candidates }) => candidates.flat().includes(relation))
  )
    walk.uses.reads.delete(relation);
}
