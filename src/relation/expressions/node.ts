/**
 * What every expression has. Expressions are hash-consed: within one ExpressionTable, two are equal in structure exactly when they
 * are one object, and `id` names it. A relation's expressions form a DAG: walk it by `id`, not as a tree.
 */
export interface Node {
  readonly id: number;
}
