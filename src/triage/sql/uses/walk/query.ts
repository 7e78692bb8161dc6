import { relationName } from '../../text/token-tests.ts';
import { readStar, type Scope, scopeIn, sourceOf } from '../scope.ts';
import { list, type Node, nameOf, node, tableParts } from '../tree.ts';
import { useAll } from '../use-set.ts';
import { add, joinConditions, joins } from './from.ts';
import { originsOf } from './origins.ts';
import type { Walk } from './walk.ts';

/** Names of the columns that a query gives, or null. */
export function query(walk: Walk, value: Node | null, scope: Scope): ReadonlySet<string> | null {
  if (value === null) return null;
  for (const [tag, inner] of Object.entries(value)) {
    const child = node(inner);
    if (child === null) continue;
    if (tag === 'select') return querySelect(walk, child, scope);
    if (tag === 'subquery' || tag === 'paren') {
      const own = scopeIn(scope);
      withs(walk, child.with, own);
      const outputs = query(walk, node(child.this), own);
      return outputs;
    }
    if (tag === 'union' || tag === 'intersect' || tag === 'except') {
      const own = scopeIn(scope);
      withs(walk, child.with, own);
      const outputs = query(walk, node(child.left), own);
      query(walk, node(child.right), own);
      return outputs;
    }
    walk.visit({ [tag]: inner }, scope);
    // T-SQL: what DELETE … OUTPUT gives, as a table.
    const given = list(node(child.output)?.columns ?? node(node(child.returning)?.returning)?.expressions);
    const names = given.map((each) => {
      const one = node(each);
      return nameOf(node(one?.alias)?.alias) ?? nameOf(node(one?.column)?.name);
    });
    if (names.length > 0 && names.every((name) => name !== null))
      return new Set(names.map((name) => name!.toLowerCase()));
  }
  return null;
}

export function withs(walk: Walk, value: unknown, scope: Scope): void {
  for (const each of list(node(value)?.ctes)) {
    const cte = node(each);
    const name = nameOf(cte?.alias)?.toLowerCase();
    if (cte === null || name === undefined) continue;
    const given = list(cte.columns).flatMap((one) => nameOf(one)?.toLowerCase() ?? []);
    // A recursive query reads itself: it is known by name while it is read.
    scope.named.set(name, {
      kind: 'derived',
      outputs: given.length > 0 ? new Set(given) : null,
      base: null,
    });
    const inner = scopeIn(scope);
    const outputs = query(walk, node(cte.this), inner);
    scope.named.set(name, {
      kind: 'derived',
      outputs: given.length > 0 ? new Set(given) : outputs,
      ...originsOf(cte.this, inner, given),
    });
  }
}

const inQueryOnly = new Set(['from', 'joins', 'with', 'expressions', 'into', 'lateral_views']);

export function querySelect(walk: Walk, select: Node, parent: Scope): ReadonlySet<string> | null {
  const scope = scopeIn(parent);
  withs(walk, select.with, scope);
  for (const each of list(node(select.from)?.expressions)) add(walk, each, scope, null);
  joins(walk, select.joins, scope);
  for (const each of list(select.lateral_views)) {
    const view = node(each);
    walk.visit(view?.this, scope);
    scope.sources.set(nameOf(view?.table_alias)?.toLowerCase() ?? `\u0000${scope.sources.size}`, {
      kind: 'derived',
      outputs: null,
      base: null,
    });
  }
  const outputs = new Set<string>();
  let isKnown = true;
  for (const each of list(select.expressions)) {
    const item = node(each);
    if (item === null) continue;
    const star = node(item.star);
    if (star !== null) {
      const alias = nameOf(star.table)?.toLowerCase() ?? null;
      readStar(walk.uses, scope, alias);
      const from = alias === null ? [...scope.sources.values()] : [sourceOf(scope, alias)];
      for (const source of from)
        if (source?.kind === 'derived' && source.outputs !== null)
          for (const name of source.outputs) outputs.add(name);
        else isKnown = false;
      continue;
    }
    // T-SQL: name = value.
    const named = node(item.eq);
    const left = node(node(named?.left)?.column);
    if (named !== null && left !== null && left.table == null && scope.parent?.parent == null) {
      const name = nameOf(left.name)!.toLowerCase();
      outputs.add(name);
      walk.visit(named.right, scope);
      continue;
    }
    const alias = node(item.alias);
    const name = alias === null ? nameOf(node(item.column)?.name) : nameOf(alias.alias);
    if (name !== null) {
      outputs.add(name.toLowerCase());
      if (alias !== null) scope.aliases.add(name.toLowerCase());
    }
    walk.visit(item, scope);
  }
  joinConditions(walk, select.joins, scope);
  for (const each of list(node(select.from)?.expressions))
    joinConditions(walk, node(node(each)?.joined_table)?.joins, scope);
  for (const [key, inner] of Object.entries(select))
    if (!inQueryOnly.has(key)) walk.visit({ [key]: inner }, scope);
  const into = tableParts(node(node(select.into)?.this)?.table);
  if (into !== null && into[0]?.startsWith('@') !== true) useAll(walk.uses.writes, relationName(into));
  return isKnown ? outputs : null;
}
