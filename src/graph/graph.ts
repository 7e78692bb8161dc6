/** A relation of the project and what selectors may ask of it. */
export interface GraphNode {
  readonly name: string;
  readonly type: 'model' | 'seed' | 'source';
  readonly layer: string | null;
  readonly kind: string | null;
  readonly tags: readonly string[];
  readonly path: string;
  /** Names of other nodes, as these are named. */
  readonly reads: readonly string[];
}

/** Who reads whom. */
export interface Graph {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly readers: ReadonlyMap<string, readonly string[]>;
  /** Upstream before downstream; among equals as given. What stands on a cycle, or reads something that does, is not here. */
  readonly order: readonly string[];
  /** The same by distance from what reads nothing: a layer's nodes read only earlier layers. */
  readonly layers: readonly (readonly string[])[];
  /** One cycle for each knot, a short one: a reads b reads … reads a. */
  readonly cycles: readonly (readonly string[])[];
}
