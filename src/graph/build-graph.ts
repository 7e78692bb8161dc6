import { findCycles } from './find-cycles.ts';
import type { Graph, GraphNode } from './graph.ts';

/** The graph of `nodes`. A read of a name that is not a node is left out: it has been reported where names are resolved. */
export function buildGraph(nodes: readonly GraphNode[]): Graph {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const readers = new Map<string, string[]>(nodes.map((node) => [node.name, []]));
  const waiting = new Map<string, number>();
  for (const node of nodes) {
    const reads = [...new Set(node.reads)].filter((name) => byName.has(name));
    waiting.set(node.name, reads.length);
    for (const name of reads) readers.get(name)!.push(node.name);
  }
  const layers: string[][] = [];
  let layer = nodes.filter((node) => waiting.get(node.name) === 0).map((node) => node.name);
  while (layer.length > 0) {
    layers.push(layer);
    const next: string[] = [];
    for (const name of layer) {
      for (const reader of readers.get(name)!) {
        const left = waiting.get(reader)! - 1;
        waiting.set(reader, left);
        if (left === 0) next.push(reader);
      }
    }
    layer = next;
  }
  const order = layers.flat();
  const ordered = new Set(order);
  const rest = nodes.filter((node) => !ordered.has(node.name));
  return { nodes: byName, readers, order, layers, cycles: findCycles(rest) };
}
