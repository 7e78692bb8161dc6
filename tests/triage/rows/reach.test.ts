import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reachOf } from '../../../src/triage/rows/reach.ts';

test('what lies on from an object is what a walk from it finds, in circles and over more than one block of bits too', () => {
  const graph = fc
    .integer({ min: 1, max: 40 })
    .chain((size) =>
      fc
        .array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 60 })
        .map((edges) => ({ size, edges })),
    );
  fc.assert(
    fc.property(graph, ({ size, edges }) => {
      const ids = Array.from({ length: size }, (_, at) => `o${at}`);
      const next = new Map(
        ids.map((id, at) => [
          id,
          edges.filter(([from, to]) => from === at && to !== at).map(([, to]) => `o${to}`),
        ]),
      );
      const marksOf = (id: string) => (Number(id.slice(1)) % 3 === 0 ? [`m${id}`, 'shared'] : []);
      const reach = reachOf(ids, next, marksOf);
      for (const id of ids) {
        const found = new Set(next.get(id));
        for (const each of found) for (const other of next.get(each)!) found.add(other);
        found.delete(id);
        expect(reach.count(id)).toBe(found.size);
        expect(reach.marks(id)).toEqual([...new Set([id, ...found].flatMap(marksOf))].sort());
      }
    }),
    { numRuns: 200, seed: 7 },
  );
});

test('a chain of twenty thousand is counted', () => {
  const ids = Array.from({ length: 20_000 }, (_, at) => `o${at}`);
  const next = new Map(ids.map((id, at) => [id, at + 1 < ids.length ? [`o${at + 1}`] : []]));
  const reach = reachOf(ids, next, (id) => (id === 'o19999' ? ['end'] : []));
  expect([reach.count('o0'), reach.count('o10000'), reach.count('o19999')]).toEqual([19_999, 9999, 0]);
  expect(reach.marks('o0')).toEqual(['end']);
});
