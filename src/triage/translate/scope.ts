import type { Family } from './family.ts';

/** The columns of a relation by name in lower case; null: unknown. */
export type ScopeColumns = ReadonlyMap<string, Family> | null;

export interface ScopeRelation {
  /** In lower case; the alias, or the last part of the name. */
  readonly alias: string;
  readonly columns: ScopeColumns;
}

/** What names can mean at a place: relations of the query and of those around it, and common table expressions. */
export interface Scope {
  readonly parent: Scope | null;
  readonly relations: readonly ScopeRelation[];
  readonly ctes: ReadonlyMap<string, ScopeColumns>;
}

export const emptyScope: Scope = { parent: null, relations: [], ctes: new Map() };

/** The columns of a common table expression; undefined: there is none of that name. */
export function cteOf(scope: Scope, name: string): ScopeColumns | undefined {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const found = at.ctes.get(name.toLowerCase());
    if (found !== undefined) return found;
    if (at.ctes.has(name.toLowerCase())) return null;
  }
  return undefined;
}

/** The family of a column; `unknown` where it, or a relation that could have it, is not known. */
export function familyInScope(scope: Scope, relation: string | null, column: string): Family {
  const name = column.toLowerCase();
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const candidates =
      relation === null ? at.relations : at.relations.filter((each) => each.alias === relation.toLowerCase());
    for (const { columns } of candidates) {
      const family = columns?.get(name);
      if (family !== undefined) return family;
    }
    if (candidates.some(({ columns }) => columns === null)) return 'unknown';
  }
  return 'unknown';
}
