import { relationName } from '../../text/token-tests.ts';
import { basesOf, type From, namedResult, type Scope, scopeIn, sourceOf } from '../scope.ts';
import { list, nameOf, node, tableParts } from '../tree.ts';
import { use, useAll } from '../use-set.ts';
import { originsOf } from './origins.ts';
import { triggerRows, type Walk } from './walk.ts';

export function base(walk: Walk, parts: readonly string[], scope: Scope): From {
  const relation = relationName(parts);
  const named = parts.length === 1 ? namedResult(scope, relation) : null;
  if (named !== null) return named;
  if (walk.around.triggerTable !== null && triggerRows.has(relation))
    return { kind: 'base', relation: walk.around.triggerTable };
  // Variables that hold tables are no relations of the estate.
  if (relation.startsWith('@')) return { kind: 'derived', outputs: null, base: null };
  use(walk.uses.reads, relation);
  return { kind: 'base', relation };
}

/** A name without what stands before its last dot. */
export function lastPart(relation: string): string {
  return relation.slice(relation.lastIndexOf('.') + 1);
}

export function add(walk: Walk, value: unknown, scope: Scope, alias: string | null): void {
  const at = node(value);
  if (at === null) return;
  const put = (source: From, name: string | null) => {
    scope.sources.set((name ?? `\u0000${scope.sources.size}`).toLowerCase(), source);
  };
  const unknown: From = { kind: 'derived', outputs: null, base: null };
  for (const [tag, inner] of Object.entries(at)) {
    const child = node(inner);
    if (child === null) continue;
    switch (tag) {
      case 'table': {
        const parts = tableParts(child);
        if (parts === null) break;
        const named = nameOf(child.alias) ?? alias ?? lastPart(relationName(parts));
        put(base(walk, parts, scope), named);
        for (const key of ['joins', 'pivots', 'laterals']) walk.visit(child[key], scope);
        break;
      }
      case 'alias': {
        const named = nameOf(child.alias);
        add(walk, child.this, scope, named);
        const outputs = list(child.column_aliases).flatMap((each) => nameOf(each)?.toLowerCase() ?? []);
        if (named !== null && outputs.length > 0 && sourceOf(scope, named.toLowerCase())?.kind === 'derived')
          put({ kind: 'derived', outputs: new Set(outputs), base: null }, named);
        break;
      }
      case 'subquery': {
        const inside = node(child.this);
        const name = nameOf(child.alias) ?? alias;
        if (inside !== null && (inside.table !== undefined || inside.joined_table !== undefined)) {
          add(walk, inside, scope, name);
          break;
        }
        const lateral = { ...scopeIn(scope), sources: new Map() };
        const outputs = walk.query(inside, lateral);
        const names = list(child.column_aliases).flatMap((each) => nameOf(each)?.toLowerCase() ?? []);
        put(
          {
            kind: 'derived',
            outputs: names.length > 0 ? new Set(names) : outputs,
            ...originsOf(inside, lateral, names),
          },
          name,
        );
        break;
      }
      case 'joined_table':
        add(walk, child.left, scope, null);
        joins(walk, child.joins, scope);
        if (child.this !== undefined) add(walk, child.this, scope, alias);
        break;
      case 'paren':
        add(walk, child.this, scope, alias);
        break;
      case 'pivot':
      case 'unpivot': {
        const inside = scopeIn(scope);
        add(walk, child.this, inside, null);
        // What stands neither in its aggregates nor in its FOR groups the rows.
        for (const relation of basesOf(inside)) useAll(walk.uses.reads, relation);
        put(unknown, nameOf(child.alias) ?? alias);
        break;
      }
      case 'lateral':
        add(walk, child.this, scope, nameOf(child.alias) ?? alias);
        break;
      case 'function': {
        const name = nameOf(child.name) ?? '';
        if (/^table$/i.test(name)) {
          add(walk, list(child.args)[0], scope, alias);
          break;
        }
        walk.visit(child.args, scope);
        const holder = /^(.+)\.nodes$/i.exec(name)?.[1];
        if (holder !== undefined && list(child.args).length === 1) {
          // T-SQL: the rows of an XML column, doc.nodes('/r') or t.doc.nodes('/r').
          const [table, one] = holder.includes('.') ? holder.split('.') : [null, holder];
          walk.visit(
            { column: { name: { name: one }, table: table === null ? null : { name: table } } },
            scope,
          );
          put(unknown, alias ?? null);
          break;
        }
        const relation = relationName([name.replaceAll(/["`[\]]/g, '')]);
        if (
          relation !== '' &&
          (walk.around.proceduresInFrom || (relation.includes('.') && !/^(sys|dbms_)/.test(relation)))
        ) {
          use(walk.uses.reads, relation);
          put({ kind: 'base', relation }, alias ?? lastPart(relation));
        } else {
          if (relation !== '') walk.uses.calls.add(relation);
          put(unknown, alias ?? lastPart(relation));
        }
        break;
      }
      default:
        walk.visit({ [tag]: inner }, scope);
        put(unknown, alias ?? nameOf(child.alias));
    }
  }
}

export function joins(walk: Walk, value: unknown, scope: Scope): void {
  for (const each of list(value)) {
    const join = node(each);
    if (join === null) continue;
    const before = basesOf(scope);
    add(walk, join.this, scope, null);
    const added = basesOf(scope).filter((relation) => !before.includes(relation));
    for (const name of list(join.using)) {
      const using = nameOf(name) ?? nameOf(node(node(name)?.column)?.name);
      if (using === null) continue;
      for (const relation of added) use(walk.uses.reads, relation, using);
      if (before.length === 1) use(walk.uses.reads, before[0]!, using);
      else if (before.length > 1) walk.uses.loose.push({ column: using.toLowerCase(), candidates: [before] });
    }
    if (typeof join.kind === 'string' && join.kind.startsWith('Natural'))
      for (const relation of [...before, ...added]) useAll(walk.uses.reads, relation);
  }
}

export function joinConditions(walk: Walk, value: unknown, scope: Scope): void {
  for (const each of list(value)) {
    const join = node(each);
    if (join === null) continue;
    walk.visit(join.on, scope);
    walk.visit(join.match_condition, scope);
    joinConditions(walk, node(node(join.this)?.joined_table)?.joins, scope);
  }
}
