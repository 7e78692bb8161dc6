import type { Span } from '../../text/index.ts';
import type { Sources } from '../edge.ts';

/** A column of a relation of a project, with where it comes from one step up. */
export interface LineageColumn extends Sources {
  readonly name: string;
  /** In the engine's words. */
  readonly type: string;
  /** What kind of personal data it is, as declared; null: none. */
  readonly pii: string | null;
  /** The expression that defines it in the user's file. */
  readonly expression: Span | null;
}

/** A model, a seed, a source's relation, or an exposure: a consumer outside the lake. Seeds and sources are leaves: they have no sources of their own. */
export interface LineageRelation {
  readonly name: string;
  readonly type: 'model' | 'seed' | 'source' | 'exposure';
  readonly layer: string | null;
  /** A model's kind. */
  readonly kind: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly columns: readonly LineageColumn[];
  readonly rows: Sources;
}

/** The relations of a project, each after all that it reads. Relation and column names are compared without case. */
export interface LineageGraph {
  readonly relations: readonly LineageRelation[];
}

export const noSources: Sources = { edges: [], rowsOf: [] };

/** A column, or (`column` null) the set of rows of a relation. */
export interface LineagePoint {
  readonly relation: string;
  readonly column: string | null;
}

/** One name for one point, whatever its case. */
export function pointKey(relation: string, column: string | null): string {
  return `${relation}\u0000${column ?? ''}`.toLowerCase();
}
