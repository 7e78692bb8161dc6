import { type UseSet, use, useAll } from './use-set.ts';

/** What a FROM clause names: a relation of the estate, or what a query gives. */
export type From =
  | { readonly kind: 'base'; readonly relation: string }
  /**
   * `outputs`: names of its columns in lower case; null: not known. `base`: the one relation that it reads, if it is one. `origins`: which relation each of its columns is a plain column of, as far as
   * it says so itself.
   */
  | {
      readonly kind: 'derived';
      readonly outputs: ReadonlySet<string> | null;
      readonly base: string | null;
      readonly origins?: ReadonlyMap<string, Origin>;
    };

/** The column of a table that a query passes on. */
export interface Origin {
  readonly relation: string;
  readonly column: string;
}

/** The names of one query, within those of the queries around it. */
export interface Scope {
  /** By alias or last part of the name, in lower case. */
  readonly sources: Map<string, From>;
  readonly parent: Scope | null;
  /** Results of WITH by name. */
  readonly named: Map<string, From>;
  /** Names that the select list gives. */
  readonly aliases: Set<string>;
}

export function scopeIn(parent: Scope | null): Scope {
  return { sources: new Map(), parent, named: new Map(), aliases: new Set() };
}

export function namedResult(scope: Scope | null, name: string): From | null {
  for (let at = scope; at !== null; at = at.parent) {
    const found = at.named.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

export function sourceOf(scope: Scope | null, alias: string): From | null {
  for (let at = scope; at !== null; at = at.parent) {
    const found = at.sources.get(alias);
    if (found !== undefined) return found;
  }
  return null;
}

export function basesOf(scope: Scope): readonly string[] {
  return [
    ...new Set([...scope.sources.values()].flatMap((each) => (each.kind === 'base' ? each.relation : []))),
  ];
}

/** A column written without its table: read from the one that it can come from, or left loose. */
export function readLoose(uses: UseSet, scope: Scope, column: string, isVariable = false): void {
  const candidates: (readonly string[])[] = [];
  let unsure = false;
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const derived = [...at.sources.values()].flatMap((each) => (each.kind === 'derived' ? each : []));
    if (derived.some(({ outputs }) => outputs?.has(column))) {
      if (candidates.length === 0) return;
      break;
    }
    unsure ||= derived.some(({ outputs }) => outputs === null);
    const bases = basesOf(at);
    if (bases.length > 0) candidates.push(bases);
  }
  const [first] = candidates;
  if (first === undefined) return;
  if (isVariable) uses.loose.push({ column, candidates, variable: true });
  else if (!unsure && candidates.length === 1 && first.length === 1) use(uses.reads, first[0]!, column);
  else uses.loose.push({ column, candidates });
}

/** `*` or, with an alias, `alias.*`. */
export function readStar(uses: UseSet, scope: Scope, alias: string | null): void {
  const sources = alias === null ? [...scope.sources.values()] : [sourceOf(scope, alias)];
  for (const source of sources) if (source?.kind === 'base') useAll(uses.reads, source.relation);
}
