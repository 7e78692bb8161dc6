import { isJsonObject, type JsonObject } from '../json/json-value.ts';
import { objectOrNull, objectsOf, textOrNull, textsOf } from '../json/shape.ts';

/** An output column of a parsed query: its name as far as the text tells, and the SELECT item that defines it; null: a `*` over a table. */
export interface OutputColumn {
  readonly name: string;
  readonly item: { readonly select: JsonObject; readonly index: number } | null;
}

/** The columns of a table by its name's parts; null: not known. */
export type TableColumns = (name: readonly string[]) => readonly string[] | null;

type Scope = ReadonlyMap<string, readonly OutputColumn[] | null>;

/** The output columns of a parsed query node in order, a `*` expanded; null where it takes more than the text to know them. */
export function outputColumns(
  node: JsonObject,
  tables: TableColumns,
  scope: Scope = new Map(),
): readonly OutputColumn[] | null {
  const inner = withCtes(node, tables, scope);
  switch (node.type) {
    case 'SELECT_NODE':
      return selectColumns(node, tables, inner);
    case 'SET_OPERATION_NODE': {
      const arms = armsOf(node).map((arm) => outputColumns(arm, tables, inner));
      const [first] = arms;
      if (first === undefined || textOrNull(node, 'setop_type') !== 'UNION_BY_NAME') return first ?? null;
      return byName(arms);
    }
    case 'RECURSIVE_CTE_NODE': {
      const anchor = objectOrNull(node, 'left');
      return anchor === null ? null : outputColumns(anchor, tables, inner);
    }
    case 'CTE_NODE': {
      const child = objectOrNull(node, 'child');
      return child === null ? null : outputColumns(child, tables, inner);
    }
    default:
      return null;
  }
}

function armsOf(node: JsonObject): readonly JsonObject[] {
  const children = objectsOf(node, 'children');
  if (children.length > 0) return children;
  return [objectOrNull(node, 'left'), objectOrNull(node, 'right')].filter((arm) => arm !== null);
}

function byName(arms: readonly (readonly OutputColumn[] | null)[]): readonly OutputColumn[] | null {
  const columns: OutputColumn[] = [];
  for (const arm of arms) {
    if (arm === null) return null;
    for (const column of arm) {
      if (!columns.some((known) => sameName(known.name, column.name))) columns.push(column);
    }
  }
  return columns;
}

function withCtes(node: JsonObject, tables: TableColumns, scope: Scope): Scope {
  const map = objectOrNull(node, 'cte_map');
  const entries = map === null ? [] : objectsOf(map, 'map');
  if (entries.length === 0) return scope;
  const inner = new Map(scope);
  for (const entry of entries) {
    const name = textOrNull(entry, 'key')?.toLowerCase();
    const value = objectOrNull(entry, 'value');
    const query = value === null ? null : queryNode(objectOrNull(value, 'query'));
    if (name === undefined || value === null) continue;
    // A recursive CTE sees itself: without an entry of its own it would be taken for a table.
    inner.set(name, null);
    const columns = query === null ? null : outputColumns(query, tables, inner);
    inner.set(name, renamed(columns, textsOf(value, 'aliases')));
  }
  return inner;
}

/** A SelectStatement wraps its query in `node`. */
function queryNode(statement: JsonObject | null): JsonObject | null {
  return statement === null ? null : (objectOrNull(statement, 'node') ?? statement);
}

function selectColumns(
  select: JsonObject,
  tables: TableColumns,
  scope: Scope,
): readonly OutputColumn[] | null {
  const columns: OutputColumn[] = [];
  for (const [index, item] of objectsOf(select, 'select_list').entries()) {
    const own = { select, index };
    if (item.class === 'STAR' && item.columns !== true) {
      const expanded = expandStar(item, own, objectOrNull(select, 'from_table'), tables, scope);
      if (expanded === null) return null;
      columns.push(...expanded);
    } else if (holdsColumns(item)) {
      return null;
    } else {
      columns.push({ name: itemName(item), item: own });
    }
  }
  return columns;
}

/** COLUMNS(…) and `unnest` of a struct stand for as many columns as binding finds. */
function holdsColumns(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsColumns);
  if (typeof value !== 'object' || value === null) return false;
  const node = value as JsonObject;
  if (node.class === 'SUBQUERY') return false;
  if (node.class === 'STAR') return true;
  if (node.class === 'FUNCTION' && node.function_name === 'unnest') return true;
  return Object.values(node).some(holdsColumns);
}

function itemName(item: JsonObject): string {
  const alias = textOrNull(item, 'alias');
  if (alias !== null) return alias;
  return item.class === 'COLUMN_REF' ? (textsOf(item, 'column_names').at(-1) ?? '') : '';
}

function expandStar(
  star: JsonObject,
  own: OutputColumn['item'],
  from: JsonObject | null,
  tables: TableColumns,
  scope: Scope,
): readonly OutputColumn[] | null {
  if (from === null) return null;
  const relation = textOrNull(star, 'relation_name');
  const all = fromColumns(from, tables, scope, relation);
  if (all === null || (relation !== null && all.length === 0)) return null;
  const excluded = namesIn(star.exclude_list);
  const replaced = namesIn(star.replace_list);
  const renames = new Map(
    pairsIn(star.rename_list).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === 'string' ? value : name,
    ]),
  );
  return all
    .filter((column) => !excluded.has(column.name.toLowerCase()))
    .map((column) => ({
      name: renames.get(column.name.toLowerCase()) ?? column.name,
      item: replaced.has(column.name.toLowerCase()) ? own : column.item,
    }));
}

/** The columns of a FROM clause in the order of `*`, or of the one table in it that is called `relation`. */
function fromColumns(
  from: JsonObject,
  tables: TableColumns,
  scope: Scope,
  relation: string | null,
): readonly OutputColumn[] | null {
  const alias = textOrNull(from, 'alias');
  const wanted = (name: string | null) => relation === null || (name !== null && sameName(name, relation));
  switch (from.type) {
    case 'BASE_TABLE': {
      const table = textOrNull(from, 'table_name') ?? '';
      if (!wanted(alias ?? table)) return [];
      const schema = textOrNull(from, 'schema_name');
      const cte = schema === null ? scope.get(table.toLowerCase()) : undefined;
      const columns =
        cte !== undefined
          ? cte
          : (tables(schema === null ? [table] : [schema, table])?.map((name) => ({ name, item: null })) ??
            null);
      return renamed(columns, textsOf(from, 'column_name_alias'));
    }
    case 'SUBQUERY': {
      if (!wanted(alias)) return [];
      const query = queryNode(objectOrNull(from, 'subquery'));
      return query === null
        ? null
        : renamed(outputColumns(query, tables, scope), textsOf(from, 'column_name_alias'));
    }
    case 'JOIN': {
      const left = objectOrNull(from, 'left');
      const right = objectOrNull(from, 'right');
      if (left === null || right === null || alias !== null) return null;
      const first = fromColumns(left, tables, scope, relation);
      if (from.join_type === 'SEMI' || from.join_type === 'ANTI') return first;
      const second = fromColumns(right, tables, scope, relation);
      if (first === null || second === null) return null;
      const shared = sharedNames(from, first, second);
      if (relation !== null || shared.size === 0) return [...first, ...second];
      return [...first, ...second.filter((column) => !shared.has(column.name.toLowerCase()))];
    }
    default:
      return wanted(alias) ? null : [];
  }
}

/** The columns that USING or NATURAL makes one of. */
function sharedNames(
  join: JsonObject,
  left: readonly OutputColumn[],
  right: readonly OutputColumn[],
): ReadonlySet<string> {
  if (join.ref_type === 'NATURAL') {
    return new Set(
      left
        .filter((column) => right.some((other) => sameName(column.name, other.name)))
        .map((column) => column.name.toLowerCase()),
    );
  }
  return new Set(textsOf(join, 'using_columns').map((name) => name.toLowerCase()));
}

function renamed(
  columns: readonly OutputColumn[] | null,
  names: readonly string[],
): readonly OutputColumn[] | null {
  return columns?.map((column, index) => ({ ...column, name: names[index] ?? column.name })) ?? null;
}

/** Names in a serialised list of names, of qualified names, or of pairs by name. */
function namesIn(list: unknown): ReadonlySet<string> {
  if (!Array.isArray(list)) return new Set();
  return new Set(
    list.map((item: unknown) => {
      if (typeof item === 'string') return item.toLowerCase();
      const node = isJsonObject(item as JsonObject) ? (item as JsonObject) : {};
      const key = node.key ?? node.column ?? node.column_name;
      if (typeof key === 'string') return key.toLowerCase();
      return isJsonObject(key) ? (textOrNull(key, 'column') ?? '').toLowerCase() : '';
    }),
  );
}

function pairsIn(list: unknown): readonly [string, unknown][] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const [name] = namesIn([item]);
    return name === undefined ? [] : [[name, (item as JsonObject).value] as [string, unknown]];
  });
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
