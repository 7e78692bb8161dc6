/**
 * The graph of who reads whom. In: nodes with the names that they read. Out: order, layers, cycles, and what a selector picks. Knows nothing of SQL.
 */
export { buildGraph } from './build-graph.ts';
export type { Graph, GraphNode } from './graph.ts';
export {
  parseSelector,
  type Selector,
  type SelectorMethod,
  type SelectorTerm,
  selectorMethods,
} from './parse-selector.ts';
export { type SelectorResolver, selectNodes } from './select-nodes.ts';
