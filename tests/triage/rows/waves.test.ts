import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wavesOf } from '../../../src/triage/index.ts';

const of = (demands: Readonly<Record<string, number>>) =>
  Object.entries(demands).map(([id, demand]) => ({ id, demand, points: 3 }));
const wavesIn = (
  demands: Readonly<Record<string, number>>,
  edges: Readonly<Record<string, readonly string[]>>,
  size: number,
  unit: 'objects' | 'points' = 'objects',
) => Object.fromEntries([...wavesOf(of(demands), new Map(Object.entries(edges)), { unit, size })].sort());

describe('waves', () => {
  it('bring what is most used first, with all that it needs', () => {
    expect(wavesIn({ a: 0, b: 5, c: 0, d: 9, e: 1 }, { d: ['c'], c: ['a'], e: ['b'] }, 3)).toEqual({
      a: 1,
      c: 1,
      d: 1,
      b: 2,
      e: 2,
    });
  });

  it('keep together what needs each other, however big it is', () => {
    expect(wavesIn({ a: 1, b: 0, c: 0, d: 9 }, { a: ['b'], b: ['c'], c: ['a'] }, 2)).toEqual({
      d: 1,
      a: 2,
      b: 2,
      c: 2,
    });
  });

  it('can be measured in points', () => {
    expect(wavesIn({ a: 3, b: 2, c: 1 }, {}, 6, 'points')).toEqual({ a: 1, b: 1, c: 2 });
  });

  it('respect every dependency, whatever the estate looks like', () => {
    const graph = fc.record({
      demands: fc.array(fc.nat(20), { minLength: 1, maxLength: 25 }),
      edges: fc.array(fc.tuple(fc.nat(24), fc.nat(24)), { maxLength: 60 }),
      size: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(graph, ({ demands, edges: pairs, size }) => {
        const objects = demands.map((demand, index) => ({ id: `o${index}`, demand, points: 1 }));
        const edges = new Map<string, string[]>();
        for (const [from, to] of pairs) {
          if (from >= demands.length || to >= demands.length) continue;
          edges.set(`o${from}`, [...(edges.get(`o${from}`) ?? []), `o${to}`]);
        }
        const waves = wavesOf(objects, edges, { unit: 'objects', size });
        expect(waves.size).toBe(objects.length);
        for (const [id, needs] of edges)
          for (const need of needs) expect(waves.get(need)!).toBeLessThanOrEqual(waves.get(id)!);
        const reach = (from: string): Set<string> => {
          const found = new Set<string>();
          const open = [from];
          for (let next = open.pop(); next !== undefined; next = open.pop())
            for (const each of edges.get(next) ?? [])
              if (!found.has(each)) {
                open.push(each);
                found.add(each);
              }
          return found;
        };
        const numbers = [...new Set(waves.values())].sort((one, other) => one - other);
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
        for (const number of numbers) {
          const members = [...waves].filter(([, wave]) => wave === number).map(([id]) => id);
          if (members.length <= size) continue;
          // Only what needs each other may be more than fits.
          for (const id of members)
            for (const other of members) if (id !== other) expect(reach(id).has(other)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('stand in a line of ten thousand', () => {
    const objects = Array.from({ length: 10_000 }, (_, index) => ({
      id: `o${index}`,
      demand: index,
      points: 1,
    }));
    const edges = new Map(objects.slice(1).map(({ id }, index) => [id, [`o${index}`]]));
    const waves = wavesOf(objects, edges, { unit: 'objects', size: 100 });
    expect([waves.get('o0'), waves.get('o99'), waves.get('o100'), waves.get('o9999')]).toEqual([
      1, 1, 2, 100,
    ]);
  });
});
