import { relationName } from '../../text/token-tests.ts';
import { type From, namedResult, type Origin, type Scope } from '../scope.ts';
import { list, type Node, nameOf, node, tableParts } from '../tree.ts';

/** What a change through a query changes: the one table that it reads, and the table of each of its columns that is a plain column of one, by the name that it has outside. */
export function originsOf(
  query: unknown,
  scope: Scope,
  given: readonly string[] = [],
): { readonly base: string | null; readonly origins: ReadonlyMap<string, Origin> } {
  const select = node(node(query)?.select);
  const origins = new Map<string, Origin>();
  if (select === null) return { base: null, origins };
  const sources = new Map<string, From>();
  let isWhole = true;
  const from = list(node(select.from)?.expressions);
  for (const each of [...from, ...list(select.joins).map((join) => node(join)?.this)]) {
    const table = tableOf(each);
    if (table === null) isWhole = false;
    else
      sources.set(
        table.alias,
        namedResult(scope, table.relation) ?? { kind: 'base', relation: table.relation },
      );
  }
  const [only] = sources.values();
  const base =
    !isWhole || sources.size !== 1 || only === undefined || isVariable(only)
      ? null
      : only.kind === 'base'
        ? only.relation
        : only.base;
  for (const [i, each] of list(select.expressions).entries()) {
    const item = node(each);
    const alias = node(item?.alias);
    const column = node(node(alias?.this ?? item)?.column);
    const name = given[i] ?? nameOf(alias?.alias) ?? nameOf(column?.name);
    const table = nameOf(column?.table)?.toLowerCase();
    const own = nameOf(column?.name)?.toLowerCase();
    if (name === null || own === undefined) continue;
    const source = table === undefined ? (sources.size === 1 ? only : undefined) : sources.get(table);
    if (source === undefined || isVariable(source)) continue;
    const relation = source.kind === 'base' ? source.relation : source.base;
    const within = source.kind === 'derived' ? source.origins?.get(own) : undefined;
    if (within !== undefined) origins.set(name.toLowerCase(), within);
    else if (relation !== null) origins.set(name.toLowerCase(), { relation, column: own });
  }
  return { base, origins };
}

function isVariable(source: From): boolean {
  return source.kind === 'base' && source.relation.startsWith('@');
}

/** A table of FROM, under an alias or not; null for anything else. */
function tableOf(value: unknown): { readonly relation: string; readonly alias: string } | null {
  const at: Node | null = node(value);
  const held = node(at?.alias);
  const table = node(node(held?.this ?? at)?.table);
  const parts = tableParts(table);
  if (parts === null) return null;
  const relation = relationName(parts);
  const alias = nameOf(held?.alias) ?? nameOf(table?.alias) ?? relation.slice(relation.lastIndexOf('.') + 1);
  return { relation, alias: alias.toLowerCase() };
}
