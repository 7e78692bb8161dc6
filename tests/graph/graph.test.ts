import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGraph, type GraphNode } from '../../src/graph/index.ts';

const node = (name: string, reads: readonly string[]): GraphNode => ({
  name,
  reads,
  type: 'model',
  layer: null,
  kind: null,
  tags: [],
  path: '',
});

test('order puts upstream first, layers are by the longest way', () => {
  const graph = buildGraph([node('c', ['a', 'b']), node('b', ['a']), node('a', []), node('d', [])]);
  expect(graph.layers).toEqual([['a', 'd'], ['b'], ['c']]);
  expect(graph.order).toEqual(['a', 'd', 'b', 'c']);
});

test('a read of a name that is no node is left out', () => {
  expect(buildGraph([node('a', ['nowhere'])]).order).toEqual(['a']);
});

test('each knot is reported once, by its shortest circle, and what hangs on it is not ordered', () => {
  const graph = buildGraph([
    node('a', ['b', 'c']),
    node('b', ['a']),
    node('c', ['b']),
    node('reader', ['a']),
    node('self', ['self']),
    node('free', []),
  ]);
  expect(graph.cycles).toEqual([['a', 'b'], ['self']]);
  expect(graph.order).toEqual(['free']);
});

test('a chain of fifty thousand needs no deep stack, with or without a circle', () => {
  const names = Array.from({ length: 50_000 }, (_, index) => `m${index}`);
  const chain = names.map((name, index) => node(name, index === 0 ? [] : [names[index - 1]!]));
  expect(buildGraph(chain).order).toHaveLength(names.length);
  const ring = names.slice(0, 10_000).map((name, index) => node(name, [names[(index + 1) % 10_000]!]));
  expect(buildGraph(ring).cycles[0]).toHaveLength(10_000);
});

test('in any graph, order and circles together are consistent with the reads', () => {
  const graphs = fc
    .integer({ min: 1, max: 12 })
    .chain((size) =>
      fc
        .array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 30 })
        .map((edges) => ({ size, edges })),
    );
  fc.assert(
    fc.property(graphs, ({ size, edges }) => {
      const nodes = Array.from({ length: size }, (_, index) =>
        node(
          `n${index}`,
          edges.filter(([from]) => from === index).map(([, to]) => `n${to}`),
        ),
      );
      const graph = buildGraph(nodes);
      const place = new Map(graph.order.map((name, index) => [name, index]));
      for (const { name, reads } of nodes) {
        if (!place.has(name)) continue;
        for (const read of reads) expect(place.get(read)).toBeLessThan(place.get(name)!);
      }
      for (const cycle of graph.cycles)
        cycle.forEach((name, index) => {
          expect(graph.nodes.get(name)!.reads).toContain(cycle[(index + 1) % cycle.length]);
        });
      expect(graph.order.length === size).toBe(graph.cycles.length === 0);
    }),
  );
});
