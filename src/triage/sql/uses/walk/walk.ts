import type { Scope } from '../scope.ts';
import type { Node } from '../tree.ts';
import type { UseSet } from '../use-set.ts';

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

/** One walk through a tree: what it notes its finds in, and how the parts of a clause go on into expressions and queries, which may hold every kind of clause again. */
export interface Walk {
  readonly uses: UseSet;
  readonly around: Surroundings;
  /** Goes through an expression. `byAlias`: a name may be one that the select list gives. */
  readonly visit: (value: unknown, scope: Scope, byAlias?: boolean) => void;
  /** Goes through a query; names of the columns that it gives, or null. */
  readonly query: (value: Node | null, scope: Scope) => ReadonlySet<string> | null;
}
