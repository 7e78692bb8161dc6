import { findNodes, type SelectQuery } from './select-queries.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** The calls of window functions that a SELECT has itself, not those of its subqueries in FROM. */
export function windowsOf({ node }: SelectQuery): SyntaxNode[] {
  const parts = [node.select_list, node.qualify, node.modifiers, node.where_clause, node.having];
  return findNodes(parts, (one) => one.class === 'WINDOW');
}
