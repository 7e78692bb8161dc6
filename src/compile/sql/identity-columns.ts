import { isNode, nodesOf, type SyntaxNode, textOf } from './syntax-tree.ts';

/**
 * For each output column the input column that it hands on unchanged, where that is plain to see: a query over one table, the column named as it is or
 * by `*`. `inputs` gives the columns of a relation by lower-case name.
 */
export function identityColumns<T extends { readonly name: string }>(
  query: SyntaxNode,
  outputs: readonly string[],
  inputs: (relation: string) => readonly T[] | undefined,
): readonly (T | undefined)[] {
  const none = outputs.map(() => undefined);
  const from = query.from_table;
  if (query.type !== 'SELECT_NODE' || !isNode(from) || from.type !== 'BASE_TABLE') return none;
  // Grouping sets put NULL where there was none.
  if (Array.isArray(query.group_sets) && query.group_sets.length > 1) return none;
  const columns = inputs(`${textOf(from.schema_name)}.${textOf(from.table_name)}`.toLowerCase());
  if (columns === undefined || Array.isArray(from.column_name_alias)) return none;
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const items = nodesOf(query.select_list);
  if (items.some((item) => item.type === 'STAR')) {
    const [only] = items;
    const isPlain =
      items.length === 1 && only!.columns !== true && !('replace_list' in only!) && !('rename_list' in only!);
    return isPlain ? outputs.map((name) => byName.get(name.toLowerCase())) : none;
  }
  if (items.length !== outputs.length) return none;
  return items.map((item) => {
    const names = item.type === 'COLUMN_REF' && Array.isArray(item.column_names) ? item.column_names : [];
    // `a.b` may be a field of a struct: only where `a` is the table is it a column.
    const table = textOf(from.alias) || textOf(from.table_name);
    if (names.length === 2 && textOf(names[0]).toLowerCase() !== table.toLowerCase()) return undefined;
    return names.length === 1 || names.length === 2
      ? byName.get(textOf(names.at(-1)).toLowerCase())
      : undefined;
  });
}
