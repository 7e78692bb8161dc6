/** One thing that mending does. Paths are relative to the lake. */
export type RepairAction =
  /** Finishes the open version, or takes it back; where its record cannot be read, decides it anew. */
  | { readonly kind: 'settle'; readonly version: number }
  /** Takes back an open version of which nobody can tell what it was going to do. */
  | { readonly kind: 'abort'; readonly version: number }
  | { readonly kind: 'rewrite-intent'; readonly version: number }
  | { readonly kind: 'rewrite-record'; readonly version: number }
  | { readonly kind: 'rewrite-chunk'; readonly hash: string; readonly version: number }
  | { readonly kind: 'rewrite-definition'; readonly hash: string }
  | {
      readonly kind: 'relink-file';
      readonly path: string;
      readonly file: string;
      readonly origin: string;
    }
  | { readonly kind: 'rewrite-commit'; readonly path: string; readonly version: number; readonly of: number }
  /** An empty commit in the place of one that is lost, so that the log can be read again. */
  | { readonly kind: 'fill-commit'; readonly model: string; readonly path: string; readonly version: number }
  /** The next apply makes these tables anew. */
  | { readonly kind: 'mark-tables'; readonly models: readonly string[] }
  /** Models leave the environment; the next apply makes them again. */
  | { readonly kind: 'remove-models'; readonly models: readonly string[] }
  | { readonly kind: 'restore-version'; readonly to: number }
  /** Versions that cannot be read any more, and that are not the one that stands, count as cleaned away. */
  | { readonly kind: 'give-up-versions'; readonly versions: readonly number[] };
