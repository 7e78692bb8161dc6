import fc from 'fast-check';
import { expect, test } from 'vitest';
// The page's own script: it is written for browsers, without types.
// @ts-expect-error no declaration
import { arrange as arrangeUntyped } from '../../../src/reports/lineage/page/arrange.mjs';

type Arrange = (
  nodes: readonly number[],
  readsOf: (node: number) => readonly number[],
  heightOf: (node: number) => number,
  gap: number,
) => { parts: { node: number; y: number }[][][]; loose: number[] };
const arrange = arrangeUntyped as Arrange;

/** For each node the earlier nodes that it reads. */
const graphs = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 40 })
  .map((raw) =>
    raw.map((sources, node) => (node === 0 ? [] : [...new Set(sources.map((one) => one % node))])),
  );

test('every card has one place, to the right of all that it reads, and none overlaps another', () => {
  fc.assert(
    fc.property(
      graphs,
      fc.array(fc.integer({ min: 20, max: 300 }), { minLength: 40, maxLength: 40 }),
      (reads, heights) => {
        const nodes = reads.map((_, node) => node);
        const { parts, loose } = arrange(
          nodes,
          (node) => reads[node]!,
          (node) => heights[node]!,
          22,
        );
        const columns = new Map<number, readonly [part: number, column: number]>();
        for (const [part, layers] of parts.entries()) {
          for (const [column, layer] of layers.entries()) {
            let free = -1e-6;
            for (const { node, y } of layer) {
              expect(columns.has(node)).toBe(false);
              columns.set(node, [part, column]);
              expect(y).toBeGreaterThanOrEqual(free - 1e-6);
              free = y + heights[node]! + 22;
            }
          }
        }
        expect([...columns.keys(), ...loose].sort((a, b) => a - b)).toEqual(nodes);
        for (const node of nodes) {
          for (const source of reads[node]!) {
            const [own, other] = [columns.get(node)!, columns.get(source)!];
            expect(other[0]).toBe(own[0]);
            expect(other[1]).toBeLessThan(own[1]);
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('two layers that can be drawn without a crossing are', () => {
  // 0…4 are read by 5…9, crosswise.
  const reads = [[], [], [], [], [], [4], [3], [2], [1], [0], [9, 8], [8, 7], [7, 6], [6, 5]];
  const { parts } = arrange(
    [...reads.keys()],
    (node) => reads[node]!,
    () => 100,
    20,
  );
  const [part] = parts;
  const placeOf = new Map(part!.flatMap((layer) => layer.map(({ node }, index) => [node, index] as const)));
  const pairs = reads.flatMap((sources, node) => sources.map((source) => [source, node] as const));
  for (const [a, b] of pairs) {
    for (const [c, d] of pairs) {
      if (
        part!.findIndex((layer) => layer.some(({ node }) => node === a)) !==
        part!.findIndex((layer) => layer.some(({ node }) => node === c))
      )
        continue;
      expect(
        (placeOf.get(a)! - placeOf.get(c)!) * (placeOf.get(b)! - placeOf.get(d)!),
      ).toBeGreaterThanOrEqual(0);
    }
  }
});
