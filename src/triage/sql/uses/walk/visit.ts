import { relationName } from '../../text/token-tests.ts';
import { readLoose, readStar, type Scope, sourceOf } from '../scope.ts';
import { list, type Node, nameOf, node, tableParts } from '../tree.ts';
import { use } from '../use-set.ts';
import { change } from './change.ts';
import { base } from './from.ts';
import { query, querySelect } from './query.ts';
import { triggerRows, type Walk } from './walk.ts';

export function visit(walk: Walk, value: unknown, scope: Scope, byAlias = false): void {
  if (Array.isArray(value)) {
    for (const each of value) visit(walk, each, scope, byAlias);
    return;
  }
  const at = node(value);
  if (at === null) return;
  for (const [tag, inner] of Object.entries(at)) {
    if (tag === 'span' || inner === null || typeof inner !== 'object') continue;
    const child = node(inner);
    if (child === null) {
      visit(walk, inner, scope, byAlias);
      continue;
    }
    switch (tag) {
      case 'column':
        if (node(child.name) === null) visit(walk, child, scope, byAlias);
        else column(walk, child, scope, byAlias);
        break;
      case 'dot':
        dot(walk, child, scope, byAlias);
        break;
      case 'select':
      case 'union':
      case 'intersect':
      case 'except':
      case 'subquery':
        query(walk, { [tag]: inner }, scope);
        break;
      case 'exists': {
        const select = node(node(child.this)?.select);
        if (select === null) visit(walk, child, scope, byAlias);
        else
          querySelect(
            walk,
            {
              ...select,
              expressions: list(select.expressions).filter((each) => node(each)?.star === undefined),
            },
            scope,
          );
        break;
      }
      case 'count':
        visit(walk, node(node(child.this)?.star) === null ? child : { ...child, this: null }, scope, byAlias);
        break;
      case 'star':
        readStar(walk.uses, scope, nameOf(child.table)?.toLowerCase() ?? null);
        break;
      case 'table': {
        const parts = tableParts(child);
        if (parts === null) visit(walk, child, scope, byAlias);
        else base(walk, parts, scope);
        break;
      }
      case 'function':
        if (typeof child.name === 'string') walk.uses.calls.add(child.name.toLowerCase());
        visit(walk, child, scope, byAlias);
        break;
      case 'next_value_for':
        break;
      case 'order_by':
        visit(walk, inner, scope, true);
        break;
      case 'insert':
      case 'update':
      case 'delete':
      case 'merge':
        change(walk, tag, child, scope);
        break;
      default:
        visit(walk, inner, scope, byAlias || tag === 'group_by' || tag === 'having' || tag === 'qualify');
    }
  }
}

function column(walk: Walk, value: Node, scope: Scope, byAlias: boolean): void {
  const name = nameOf(value.name)!.toLowerCase();
  const qualifier = nameOf(value.table)?.toLowerCase() ?? null;
  if (qualifier === null) {
    if (name.startsWith('@')) return;
    if (byAlias && scope.aliases.has(name)) return;
    readLoose(walk.uses, scope, name, walk.around.variables.has(name));
    return;
  }
  const source = sourceOf(scope, qualifier);
  if (source !== null) {
    if (source.kind === 'base') use(walk.uses.reads, source.relation, name);
    return;
  }
  if (walk.around.triggerTable !== null && triggerRows.has(qualifier))
    use(walk.uses.reads, walk.around.triggerTable, name);
}

/** `schema.table.column`, or a part of a value. */
function dot(walk: Walk, value: Node, scope: Scope, byAlias: boolean): void {
  const inner = node(node(value.this)?.column);
  const [schema, table, name] = [nameOf(inner?.table), nameOf(inner?.name), nameOf(value.field)];
  const source = schema === null || table === null ? null : sourceOf(scope, table.toLowerCase());
  if (source?.kind === 'base' && name !== null && source.relation.endsWith(relationName([schema!, table!])))
    use(walk.uses.reads, source.relation, name);
  else visit(walk, value.this, scope, byAlias);
}
