import { relationName } from '../text/token-tests.ts';
import {
  basesOf,
  type From,
  namedResult,
  readLoose,
  readStar,
  type Scope,
  scopeIn,
  sourceOf,
} from './scope.ts';
import { columnParts, list, type Node, nameOf, node, tableParts } from './tree.ts';
import { type UseSet, use, useAll } from './use-set.ts';

/** What a statement knows from where it stands. */
export interface Surroundings {
  /** Variables and parameters of its routine, in lower case. */
  readonly variables: ReadonlySet<string>;
  /** The table of the trigger that it stands in: NEW, OLD, INSERTED and DELETED are rows of it. */
  readonly triggerTable: string | null;
  /** Whether a function in FROM is a procedure of the estate for certain, as in Firebird. */
  readonly proceduresInFrom: boolean;
}

export const triggerRows = new Set(['new', 'old', 'inserted', 'deleted', ':new', ':old']);
const inQueryOnly = new Set(['from', 'joins', 'with', 'expressions', 'into', 'lateral_views']);

/**
 * Walks polyglot's tree and notes in `uses` what is read and written, with columns traced to their tables through aliases and WITH. Kinds that it does not know are walked through, so
 * that what stands in them is found all the same.
 */
export function walkTree(root: unknown, uses: UseSet, around: Surroundings): void {
  const write = (target: From | null, relation: string, column: string | null) => {
    const to = target === null ? relation : target.kind === 'base' ? target.relation : target.base;
    if (to !== null) use(uses.writes, to, column);
  };

  const visit = (value: unknown, scope: Scope, byAlias = false): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(each, scope, byAlias);
      return;
    }
    const at = node(value);
    if (at === null) return;
    for (const [tag, inner] of Object.entries(at)) {
      if (tag === 'span' || inner === null || typeof inner !== 'object') continue;
      const child = node(inner);
      if (child === null) {
        visit(inner, scope, byAlias);
        continue;
      }
      switch (tag) {
        case 'column':
          if (node(child.name) === null) visit(child, scope, byAlias);
          else column(child, scope, byAlias);
          break;
        case 'dot':
          dot(child, scope, byAlias);
          break;
        case 'select':
        case 'union':
        case 'intersect':
        case 'except':
        case 'subquery':
          query({ [tag]: inner }, scope);
          break;
        case 'exists': {
          const select = node(node(child.this)?.select);
          if (select === null) visit(child, scope, byAlias);
          else
            querySelect(
              {
                ...select,
                expressions: list(select.expressions).filter((each) => node(each)?.star === undefined),
              },
              scope,
            );
          break;
        }
        case 'count':
          visit(node(node(child.this)?.star) === null ? child : { ...child, this: null }, scope, byAlias);
          break;
        case 'star':
          readStar(uses, scope, nameOf(child.table)?.toLowerCase() ?? null);
          break;
        case 'table': {
          const parts = tableParts(child);
          if (parts === null) visit(child, scope, byAlias);
          else base(parts, scope);
          break;
        }
        case 'function':
          if (typeof child.name === 'string') uses.calls.add(child.name.toLowerCase());
          visit(child, scope, byAlias);
          break;
        case 'next_value_for':
          break;
        case 'order_by':
          visit(inner, scope, true);
          break;
        case 'insert':
        case 'update':
        case 'delete':
        case 'merge':
          change(tag, child, scope);
          break;
        default:
          visit(inner, scope, byAlias || tag === 'group_by' || tag === 'having' || tag === 'qualify');
      }
    }
  };

  const column = (value: Node, scope: Scope, byAlias: boolean): void => {
    const name = nameOf(value.name)!.toLowerCase();
    const qualifier = nameOf(value.table)?.toLowerCase() ?? null;
    if (qualifier === null) {
      if (name.startsWith('@')) return;
      if (byAlias && scope.aliases.has(name)) return;
      readLoose(uses, scope, name, around.variables.has(name));
      return;
    }
    const source = sourceOf(scope, qualifier);
    if (source !== null) {
      if (source.kind === 'base') use(uses.reads, source.relation, name);
      return;
    }
    if (around.triggerTable !== null && triggerRows.has(qualifier))
      use(uses.reads, around.triggerTable, name);
  };

  /** `schema.table.column`, or a part of a value. */
  const dot = (value: Node, scope: Scope, byAlias: boolean): void => {
    const inner = node(node(value.this)?.column);
    const [schema, table, name] = [nameOf(inner?.table), nameOf(inner?.name), nameOf(value.field)];
    const source = schema === null || table === null ? null : sourceOf(scope, table.toLowerCase());
    if (source?.kind === 'base' && name !== null && source.relation.endsWith(relationName([schema!, table!])))
      use(uses.reads, source.relation, name);
    else visit(value.this, scope, byAlias);
  };

  const base = (parts: readonly string[], scope: Scope): From => {
    const relation = relationName(parts);
    const named = parts.length === 1 ? namedResult(scope, relation) : null;
    if (named !== null) return named;
    if (around.triggerTable !== null && triggerRows.has(relation))
      return { kind: 'base', relation: around.triggerTable };
    // Variables that hold tables are no relations of the estate.
    if (relation.startsWith('@')) return { kind: 'derived', outputs: null, base: null };
    use(uses.reads, relation);
    return { kind: 'base', relation };
  };

  const last = (relation: string): string => relation.slice(relation.lastIndexOf('.') + 1);

  const add = (value: unknown, scope: Scope, alias: string | null): void => {
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
          const named = nameOf(child.alias) ?? alias ?? last(relationName(parts));
          put(base(parts, scope), named);
          for (const key of ['joins', 'pivots', 'laterals']) visit(child[key], scope);
          break;
        }
        case 'alias': {
          const named = nameOf(child.alias);
          add(child.this, scope, named);
          const outputs = list(child.column_aliases).flatMap((each) => nameOf(each)?.toLowerCase() ?? []);
          if (
            named !== null &&
            outputs.length > 0 &&
            sourceOf(scope, named.toLowerCase())?.kind === 'derived'
          )
            put({ kind: 'derived', outputs: new Set(outputs), base: null }, named);
          break;
        }
        case 'subquery': {
          const inside = node(child.this);
          const name = nameOf(child.alias) ?? alias;
          if (inside !== null && (inside.table !== undefined || inside.joined_table !== undefined)) {
            add(inside, scope, name);
            break;
          }
          const lateral = { ...scopeIn(scope), sources: new Map() };
          const outputs = query(inside, lateral);
          const names = list(child.column_aliases).flatMap((each) => nameOf(each)?.toLowerCase() ?? []);
          put({ kind: 'derived', outputs: names.length > 0 ? new Set(names) : outputs, base: null }, name);
          break;
        }
        case 'joined_table':
          add(child.left, scope, null);
          joins(child.joins, scope);
          if (child.this !== undefined) add(child.this, scope, alias);
          break;
        case 'paren':
          add(child.this, scope, alias);
          break;
        case 'pivot':
        case 'unpivot': {
          const inside = scopeIn(scope);
          add(child.this, inside, null);
          // What stands neither in its aggregates nor in its FOR groups the rows.
          for (const relation of basesOf(inside)) useAll(uses.reads, relation);
          put(unknown, nameOf(child.alias) ?? alias);
          break;
        }
        case 'lateral':
          add(child.this, scope, nameOf(child.alias) ?? alias);
          break;
        case 'function': {
          const name = nameOf(child.name) ?? '';
          if (/^table$/i.test(name)) {
            add(list(child.args)[0], scope, alias);
            break;
          }
          visit(child.args, scope);
          const holder = /^(.+)\.nodes$/i.exec(name)?.[1];
          if (holder !== undefined && list(child.args).length === 1) {
            // T-SQL: the rows of an XML column, doc.nodes('/r') or t.doc.nodes('/r').
            const [table, one] = holder.includes('.') ? holder.split('.') : [null, holder];
            visit({ column: { name: { name: one }, table: table === null ? null : { name: table } } }, scope);
            put(unknown, alias ?? null);
            break;
          }
          const relation = relationName([name.replaceAll(/["`[\]]/g, '')]);
          if (
            relation !== '' &&
            (around.proceduresInFrom || (relation.includes('.') && !/^(sys|dbms_)/.test(relation)))
          ) {
            use(uses.reads, relation);
            put({ kind: 'base', relation }, alias ?? last(relation));
          } else {
            if (relation !== '') uses.calls.add(relation);
            put(unknown, alias ?? last(relation));
          }
          break;
        }
        default:
          visit({ [tag]: inner }, scope);
          put(unknown, alias ?? nameOf(child.alias));
      }
    }
  };

  const joins = (value: unknown, scope: Scope): void => {
    for (const each of list(value)) {
      const join = node(each);
      if (join === null) continue;
      const before = basesOf(scope);
      add(join.this, scope, null);
      const added = basesOf(scope).filter((relation) => !before.includes(relation));
      for (const name of list(join.using)) {
        const using = nameOf(name) ?? nameOf(node(node(name)?.column)?.name);
        if (using === null) continue;
        for (const relation of added) use(uses.reads, relation, using);
        if (before.length === 1) use(uses.reads, before[0]!, using);
        else if (before.length > 1) uses.loose.push({ column: using.toLowerCase(), candidates: [before] });
      }
      if (typeof join.kind === 'string' && join.kind.startsWith('Natural'))
        for (const relation of [...before, ...added]) useAll(uses.reads, relation);
    }
  };
  const joinConditions = (value: unknown, scope: Scope): void => {
    for (const each of list(value)) {
      const join = node(each);
      if (join === null) continue;
      visit(join.on, scope);
      visit(join.match_condition, scope);
      joinConditions(node(node(join.this)?.joined_table)?.joins, scope);
    }
  };

  const withs = (value: unknown, scope: Scope): void => {
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
      const outputs = query(node(cte.this), inner);
      const only = innerBase(cte.this);
      scope.named.set(name, {
        kind: 'derived',
        outputs: given.length > 0 ? new Set(given) : outputs,
        base: only,
      });
    }
  };

  /** The one table that a plain query reads: what an UPDATE through it writes. */
  const innerBase = (value: unknown): string | null => {
    const from = list(node(node(node(value)?.select)?.from)?.expressions);
    const parts = from.length === 1 ? tableParts(node(from[0])?.table) : null;
    return parts === null ? null : relationName(parts);
  };

  /** Names of the columns that a query gives, or null. */
  const query = (value: Node | null, scope: Scope): ReadonlySet<string> | null => {
    if (value === null) return null;
    for (const [tag, inner] of Object.entries(value)) {
      const child = node(inner);
      if (child === null) continue;
      if (tag === 'select') return querySelect(child, scope);
      if (tag === 'subquery' || tag === 'paren') {
        const own = scopeIn(scope);
        withs(child.with, own);
        const outputs = query(node(child.this), own);
        return outputs;
      }
      if (tag === 'union' || tag === 'intersect' || tag === 'except') {
        const own = scopeIn(scope);
        withs(child.with, own);
        const outputs = query(node(child.left), own);
        query(node(child.right), own);
        return outputs;
      }
      visit({ [tag]: inner }, scope);
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
  };

  const querySelect = (select: Node, parent: Scope): ReadonlySet<string> | null => {
    const scope = scopeIn(parent);
    withs(select.with, scope);
    for (const each of list(node(select.from)?.expressions)) add(each, scope, null);
    joins(select.joins, scope);
    for (const each of list(select.lateral_views)) {
      const view = node(each);
      visit(view?.this, scope);
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
        readStar(uses, scope, alias);
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
        visit(named.right, scope);
        continue;
      }
      const alias = node(item.alias);
      const name = alias === null ? nameOf(node(item.column)?.name) : nameOf(alias.alias);
      if (name !== null) {
        outputs.add(name.toLowerCase());
        if (alias !== null) scope.aliases.add(name.toLowerCase());
      }
      visit(item, scope);
    }
    joinConditions(select.joins, scope);
    for (const each of list(node(select.from)?.expressions))
      joinConditions(node(node(each)?.joined_table)?.joins, scope);
    for (const [key, inner] of Object.entries(select))
      if (!inQueryOnly.has(key)) visit({ [key]: inner }, scope);
    const into = tableParts(node(node(select.into)?.this)?.table);
    if (into !== null && into[0]?.startsWith('@') !== true) useAll(uses.writes, relationName(into));
    return isKnown ? outputs : null;
  };

  const insert = (value: Node, parent: Scope): void => {
    const scope = scopeIn(parent);
    withs(value.with, scope);
    const parts = tableParts(value.table);
    const relation = parts === null ? null : relationName(parts);
    const columns = list(value.columns).flatMap((each) => nameOf(each) ?? []);
    if (relation !== null && !relation.startsWith('@')) {
      if (columns.length === 0) useAll(uses.writes, relation);
      for (const name of columns) use(uses.writes, relation, name);
    }
    query(node(value.query), scope);
    visit(value.values, scope);
    const target = scopeIn(scope);
    if (relation !== null) {
      target.sources.set(last(relation), { kind: 'base', relation });
      target.sources.set('excluded', { kind: 'derived', outputs: new Set(), base: null });
      const conflict = node(node(value.on_conflict)?.on_conflict) ?? node(value.on_conflict);
      assignments(conflict?.action, { kind: 'base', relation }, relation, target);
      visit(conflict?.where_clause, target);
      for (const each of list(value.on_duplicate_key ?? value.duplicate_key))
        assignments(each, null, relation, target);
    }
    visit(value.returning, target);
    output(value.output, relation, scope);
  };

  /** T-SQL's OUTPUT: rows of the statement's own table, that may go to another one. */
  const output = (value: unknown, target: string | null, scope: Scope): void => {
    const into = node(node(value)?.into_table);
    const parts = tableParts(into?.table) ?? columnParts(into);
    if (parts.length > 0 && parts[0]?.startsWith('@') !== true) useAll(uses.writes, relationName(parts));
    if (target === null || target.startsWith('@')) return;
    const rows = scopeIn(scope);
    for (const name of ['inserted', 'deleted']) rows.sources.set(name, { kind: 'base', relation: target });
    visit(node(value)?.columns, rows);
    visit(node(node(value)?.returning)?.expressions, rows);
  };

  /** Pairs of a SET list, as `eq` nodes below anything. */
  const assignments = (value: unknown, target: From | null, relation: string, scope: Scope): void => {
    if (Array.isArray(value)) {
      for (const each of value) assignments(each, target, relation, scope);
      return;
    }
    const at = node(value);
    if (at === null) return;
    const pair = node(at.eq);
    if (pair === null) {
      for (const inner of Object.values(at))
        if (typeof inner === 'object') assignments(inner, target, relation, scope);
      return;
    }
    const left = node(pair.left);
    const name = nameOf(left?.identifier) ?? nameOf(node(left?.column)?.name);
    if (name !== null) write(target, relation, name);
    visit(pair.right, scope);
  };

  const update = (value: Node, parent: Scope): void => {
    const scope = scopeIn(parent);
    withs(value.with, scope);
    for (const each of list(node(value.from_clause)?.expressions)) add(each, scope, null);
    joins(value.from_joins, scope);
    const parts = tableParts(value.table);
    if (parts === null) return;
    const relation = relationName(parts);
    const alias = nameOf(node(value.table)?.alias)?.toLowerCase() ?? null;
    let target = parts.length === 1 ? (scope.sources.get(relation) ?? namedResult(scope, relation)) : null;
    if (target === null && !relation.startsWith('@')) {
      target = { kind: 'base', relation };
      use(uses.reads, relation);
    }
    if (target !== null) scope.sources.set(alias ?? last(relation), target);
    for (const each of list(value.extra_tables)) add({ table: each }, scope, null);
    joins(value.table_joins, scope);
    use(uses.writes, target?.kind === 'base' ? target.relation : (target?.base ?? relation));
    for (const each of list(value.set)) {
      const [left, right] = list(each);
      const written = nameOf(left)?.toLowerCase() ?? null;
      if (written !== null && !written.startsWith('@')) {
        const dotAt = written.lastIndexOf('.');
        const qualifier = dotAt < 0 ? null : last(written.slice(0, dotAt));
        const own = qualifier === null ? target : (sourceOf(scope, qualifier) ?? target);
        write(own, relation, written.slice(dotAt + 1));
      }
      visit(right, scope);
    }
    joinConditions(value.from_joins, scope);
    joinConditions(value.table_joins, scope);
    for (const key of ['where_clause', 'returning', 'order_by', 'limit']) visit(value[key], scope);
    output(value.output, target?.kind === 'base' ? target.relation : (target?.base ?? relation), scope);
    if (!relation.startsWith('@')) trimSelf(relation);
  };

  /** The table of an UPDATE or DELETE is read only where columns of it are. */
  const trimSelf = (relation: string): void => {
    const used = uses.reads.get(relation);
    if (
      used !== undefined &&
      used.columns.size === 0 &&
      !used.all &&
      !uses.loose.some(({ candidates }) => candidates.flat().includes(relation))
    )
      uses.reads.delete(relation);
  };

  const remove = (value: Node, parent: Scope): void => {
    const scope = scopeIn(parent);
    withs(value.with, scope);
    const parts = tableParts(value.table);
    if (parts === null) return;
    const relation = relationName(parts);
    const alias = nameOf(value.alias)?.toLowerCase() ?? null;
    if (relation.startsWith('@')) return;
    const target = base(parts, scope);
    scope.sources.set(alias ?? last(relation), target);
    joins(value.joins, scope);
    for (const each of list(value.using)) add({ table: each }, scope, null);
    for (const each of list(node(value.from_clause)?.expressions)) add(each, scope, null);
    const targets = list(value.tables).flatMap((each) => tableParts(each) ?? node(each)?.name ?? []);
    const names = targets.flatMap((each) => (typeof each === 'string' ? each : nameOf(each)) ?? []);
    if (names.length === 0) write(target, relation, null);
    let written = target.kind === 'base' ? target.relation : target.base;
    for (const name of names) {
      const source = sourceOf(scope, name.toLowerCase());
      write(source, relation, null);
      if (source !== null) written = source.kind === 'base' ? source.relation : source.base;
    }
    joinConditions(value.joins, scope);
    for (const key of ['where_clause', 'returning', 'order_by']) visit(value[key], scope);
    output(value.output, written, scope);
    trimSelf(relation);
  };

  const merge = (value: Node, parent: Scope): void => {
    const scope = scopeIn(parent);
    withs(value.with_ ?? value.with, scope);
    add(value.this, scope, null);
    const [target] = [...scope.sources.values()];
    add(value.using, scope, null);
    visit(value.on, scope);
    const relation = target?.kind === 'base' ? target.relation : (target?.base ?? null);
    if (relation === null) return;
    use(uses.writes, relation);
    const whens = list(
      node(node(node(value.whens)?.whens)?.expressions === undefined ? value.whens : node(value.whens)?.whens)
        ?.expressions,
    );
    for (const each of whens) {
      const when = node(node(each)?.when);
      visit(when?.condition, scope);
      const parts = list(node(node(when?.then)?.tuple)?.expressions);
      const verb = nameOf(node(node(parts[0])?.var)?.this) ?? node(node(parts[0])?.var)?.this;
      if (verb === 'UPDATE') assignments(parts.slice(1), target ?? null, relation, scope);
      else if (verb === 'INSERT') {
        const lists = parts.slice(1).map((one) => list(node(node(one)?.tuple)?.expressions));
        const named = lists.length > 1 ? (lists[0] ?? []) : [];
        if (named.length === 0) useAll(uses.writes, relation);
        for (const one of named) {
          const name = nameOf(node(one)?.identifier) ?? nameOf(node(node(one)?.column)?.name);
          if (name !== null) use(uses.writes, relation, name);
        }
        visit(parts.at(-1), scope);
      } else visit(when?.then, scope);
    }
    output(value.output ?? value.returning, relation, scope);
    trimSelf(relation);
  };

  const change = (tag: 'insert' | 'update' | 'delete' | 'merge', value: Node, scope: Scope): void => {
    if (tag === 'insert') insert(value, scope);
    else if (tag === 'update') update(value, scope);
    else if (tag === 'delete') remove(value, scope);
    else merge(value, scope);
  };

  const top = scopeIn(null);
  for (const each of list(root)) {
    const at = node(each);
    if (at === null) continue;
    for (const [tag, inner] of Object.entries(at)) {
      const child = node(inner);
      if (child === null) continue;
      switch (tag) {
        case 'insert':
        case 'update':
        case 'delete':
        case 'merge':
          change(tag, child, top);
          break;
        case 'truncate': {
          const parts = tableParts(child.table);
          if (parts !== null) use(uses.writes, relationName(parts));
          for (const one of list(child.extra_tables)) {
            const more = tableParts(node(one)?.table ?? one);
            if (more !== null) use(uses.writes, relationName(more));
          }
          break;
        }
        case 'create_table': {
          const name = tableParts(child.name);
          if (name !== null) useAll(uses.writes, relationName(name));
          withs(child.with_cte, top);
          query(node(child.as_select), top);
          break;
        }
        case 'create_view':
          query(node(child.query), top);
          break;
        case 'execute': {
          const name = tableParts(node(child.this)?.table);
          if (name !== null && name[0]?.startsWith('@') !== true) use(uses.reads, relationName(name));
          visit(child.parameters, top);
          break;
        }
        case 'multitable_inserts':
          for (const one of list(child.expressions)) {
            const into = node(node(node(one)?.conditional_insert)?.this);
            if (node(into?.insert) !== null) insert(node(into!.insert)!, top);
          }
          query(node(child.source), top);
          break;
        default:
          query({ [tag]: inner }, top);
      }
    }
  }
}
