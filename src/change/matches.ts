import type { Definition } from '../environment/index.ts';
import { type Symbols, symbol } from './form.ts';

/**
 * What was proved of a relation that others read, old against new. Where `rows` is false nothing can be said of columns, and `columns` is empty.
 */
export interface RelationMatch {
  /** Its name before; another than now where it was renamed. */
  readonly oldName: string;
  readonly rows: boolean;
  /** Old column → new column, lower case: pairs that hold equal values of one type in equal rows. */
  readonly columns: ReadonlyMap<string, string>;
}

/** By the new name, lower case. Only relations that changed in a way that a reader could see; of all others everything matches. */
export type Matches = ReadonlyMap<string, RelationMatch>;

/** Symbols for the two sides of a comparison: equal exactly where the inputs were proved equal. */
export interface SidedSymbols {
  readonly old: Symbols;
  readonly next: Symbols;
}

/**
 * Symbols for comparing two definitions of one model. An old part that has its equal among the new ones takes that one's name; every other part is
 * named apart on each side. `newNameOf`: what a relation is called now, null where it is gone. Sources have no definitions: their columns match by name and type, as either definition recorded them.
 */
export function sidedSymbols(
  old: Definition,
  next: Definition,
  matches: Matches,
  newNameOf: (oldName: string) => string | null,
): SidedSymbols {
  const contracts = sourceMatches(old, next);
  const reversed = new Map<string, ReadonlySet<string>>();
  const matchOf = (name: string): RelationMatch | undefined => matches.get(name) ?? contracts.get(name);
  const isMatched = (relation: string, column: string | null): boolean => {
    const match = matchOf(relation);
    if (match === undefined) return true;
    if (!match.rows) return false;
    if (column === null) return true;
    const known = reversed.get(relation) ?? new Set(match.columns.values());
    reversed.set(relation, known);
    return known.has(column);
  };
  const name = (side: string, relation: string, column: string | null): string =>
    `${side}${symbol(relation, column)}`;
  return {
    next: {
      rows: (relation) =>
        isMatched(relation.toLowerCase(), null) ? symbol(relation, null) : name('new', relation, null),
      column: (relation, column) =>
        isMatched(relation.toLowerCase(), column.toLowerCase())
          ? symbol(relation, column)
          : name('new', relation, column),
    },
    old: {
      rows(relation) {
        const now = newNameOf(relation.toLowerCase());
        return now === null || matchOf(now)?.rows === false ? name('old', relation, null) : symbol(now, null);
      },
      column(relation, column) {
        const now = newNameOf(relation.toLowerCase());
        if (now === null) return name('old', relation, column);
        const match = matchOf(now);
        if (match === undefined) return symbol(now, column);
        const renamed = match.rows ? match.columns.get(column.toLowerCase()) : undefined;
        return renamed === undefined ? name('old', relation, column) : symbol(now, renamed);
      },
    },
  };
}

function sourceMatches(old: Definition, next: Definition): Matches {
  const before = new Map(
    old.inputs
      .filter((input) => input.kind === 'source')
      .map((input) => [input.relation.toLowerCase(), input]),
  );
  const matches = new Map<string, RelationMatch>();
  for (const input of next.inputs) {
    const was = before.get(input.relation.toLowerCase());
    if (input.kind !== 'source' || was === undefined) continue;
    // The contract may point the same name at another relation of the source.
    const sameRelation = was.origin === null || was.origin === input.origin;
    const types = new Map(input.columns.map((column) => [column.name.toLowerCase(), column.type]));
    const same = was.columns
      .filter((column) => types.get(column.name.toLowerCase()) === column.type)
      .map((column): [string, string] => [column.name.toLowerCase(), column.name.toLowerCase()]);
    matches.set(input.relation.toLowerCase(), {
      oldName: input.relation,
      rows: sameRelation,
      columns: new Map(sameRelation ? same : []),
    });
  }
  return matches;
}

/** The plain symbols of a changed relation that no longer mean what they meant: what a reader that was not edited may stumble over. */
export function isTouched(plain: string, matches: Matches): boolean {
  const [relation, column] = JSON.parse(plain) as [string, string | null];
  const match = matches.get(relation);
  if (match === undefined) return false;
  if (!match.rows) return true;
  return column !== null && match.columns.get(column) !== column;
}
