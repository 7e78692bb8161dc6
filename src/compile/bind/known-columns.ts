import { fromTables, selectQueries } from '../sql/select-queries.ts';
import type { ModelStatement } from '../statements.ts';

/** What a query could have meant: the engine names few candidates, and some that are not near at all. */
export interface KnownColumns {
  /** Columns of everything that the query reads, and names that it gives itself. */
  readonly names: readonly string[];
  /** By lower-case alias of a table of the project, its columns. */
  readonly byAlias: ReadonlyMap<string, readonly string[]>;
}

/** `columnsOf` gives the columns of a relation by lower-case name. */
export function knownColumns(
  statement: ModelStatement,
  columnsOf: (relation: string) => readonly string[],
): KnownColumns {
  const byAlias = new Map<string, readonly string[]>();
  for (const { node } of selectQueries(statement.query))
    for (const { alias, relation } of fromTables(node.from_table)) byAlias.set(alias, columnsOf(relation));
  const { aliases } = statement.references;
  const own = [...aliases].filter((name) => name !== '' && !byAlias.has(name));
  return { names: [...new Set([...[...byAlias.values()].flat(), ...own])], byAlias };
}
