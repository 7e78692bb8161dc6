import type { LooseColumn } from '../../estate/legacy-object.ts';

/** What of one relation is used so far. `all`: every column may be meant. */
export interface Used {
  readonly columns: Set<string>;
  all: boolean;
}

/** What a statement uses, while it is read. Keys are relation names in lower case, as written. */
export interface UseSet {
  readonly reads: Map<string, Used>;
  readonly writes: Map<string, Used>;
  readonly calls: Set<string>;
  readonly loose: LooseColumn[];
}

export function emptyUses(): UseSet {
  return { reads: new Map(), writes: new Map(), calls: new Set(), loose: [] };
}

export function use(of: Map<string, Used>, relation: string, column: string | null = null): void {
  let used = of.get(relation);
  if (used === undefined) {
    used = { columns: new Set(), all: false };
    of.set(relation, used);
  }
  if (column !== null) used.columns.add(column.toLowerCase());
}

export function useAll(of: Map<string, Used>, relation: string): void {
  use(of, relation);
  of.get(relation)!.all = true;
}
