import { fieldsOf, identifierOf, nodeOf } from './tree.ts';

/**
 * The tree with columns and stars named by their table alone where they were named with its schema or database too: `dbo.Orders.Total` becomes `Orders.Total`, if one table of that name stands in the
 * statement, and under no other name. The parser takes such a name for a field of a structure.
 */
export function withShortNames(tree: unknown): unknown {
  const counts = new Map<string, Set<string>>();
  const aliases = new Set<string>();
  let isLong = false;
  const note = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const each of value) note(each);
      return;
    }
    for (const [kind, inner] of Object.entries(value)) {
      if (kind === 'dot') isLong = true;
      if (kind === 'star' && identifierOf(fieldsOf(inner).table)?.name.includes('.') === true) isLong = true;
      if (kind === 'table') {
        const { name, schema, catalog, alias } = fieldsOf(inner);
        const own = identifierOf(name)?.name.toLowerCase();
        const other = identifierOf(alias)?.name.toLowerCase();
        if (other !== undefined) aliases.add(other);
        else if (own !== undefined) {
          const full = [catalog, schema, name].map((part) => identifierOf(part)?.name ?? '').join('.');
          counts.set(own, (counts.get(own) ?? new Set()).add(full.toLowerCase()));
        }
      }
      note(inner);
    }
  };
  note(tree);
  if (!isLong) return tree;
  const isTable = (path: readonly string[], last: number): boolean => {
    const [first, own] = [path[0]!.toLowerCase(), path[last]!.toLowerCase()];
    const same = counts.get(own);
    return same?.size === 1 && !aliases.has(own) && !aliases.has(first) && !counts.has(first);
  };
  const rewrite = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(rewrite);
    const { kind, fields } = nodeOf(value);
    if (kind === 'dot') {
      const path = pathOf(value);
      const names = path?.map((part) => identifierOf(part)!.name) ?? [];
      for (let last = names.length - 2; path !== null && last > 0; last--)
        if (isTable(names, last)) {
          const column: unknown = { column: { name: path[last + 1], table: path[last] } };
          return path.slice(last + 2).reduce((inner, field) => ({ dot: { this: inner, field } }), column);
        }
    }
    if (kind === 'star') {
      const names = identifierOf(fields.table)?.name.split('.') ?? [];
      if (names.length > 1 && isTable(names, names.length - 1))
        return { star: { ...fields, table: { ...fieldsOf(fields.table), name: names.at(-1) } } };
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewrite(inner)]));
  };
  return rewrite(tree);
}

/** The names of a chain of dots from a column on, as the tree has them; null where something else stands in it. */
function pathOf(value: unknown): readonly unknown[] | null {
  const { kind, fields } = nodeOf(value);
  if (kind === 'dot') {
    const inner = pathOf(fields.this);
    return inner === null || identifierOf(fields.field) === null ? null : [...inner, fields.field];
  }
  if (kind !== 'column' || identifierOf(fields.name) === null) return null;
  return identifierOf(fields.table) === null ? [fields.name] : [fields.table, fields.name];
}
