import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareRows } from '../../../src/quality/index.ts';

const cell = fc.constantFrom(null, '1', '2', 'a');
const rows = fc.array(fc.tuple(cell, cell), { maxLength: 6 });
const exact = { subset: false, ordered: false };
const text = (list: readonly (readonly unknown[])[]) => list.map((row) => JSON.stringify(row));
const bag = (list: readonly (readonly unknown[])[]) => text(list).sort().join();

it('without rules, rows are equal exactly where they are the same bag', () => {
  fc.assert(
    fc.property(rows, rows, (expected, found) => {
      expect(compareRows(expected, found, exact) === null).toBe(bag(expected) === bag(found));
    }),
  );
});

it('what a difference tells leads from the expected rows to those found', () => {
  fc.assert(
    fc.property(rows, rows, (expected, found) => {
      const difference = compareRows(expected, found, exact);
      if (difference === null) return;
      const { changed, missing, unexpected } = difference;
      const less = [...missing, ...changed.map((row) => row.expected)];
      const more = [...unexpected, ...changed.map((row) => row.found)];
      expect(bag([...expected, ...more])).toBe(bag([...found, ...less]));
      for (const row of changed) {
        expect(row.differing.length).toBeGreaterThan(0);
        expect(row.differing.length).toBeLessThan(row.expected.length);
      }
    }),
  );
});

it('in order, rows are equal exactly where they are the same list', () => {
  fc.assert(
    fc.property(rows, rows, (expected, found) => {
      const same = compareRows(expected, found, { subset: false, ordered: true }) === null;
      expect(same).toBe(text(expected).join() === text(found).join());
    }),
  );
});

it('as a subset in order, expected rows are those that are left when others are taken out', () => {
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.boolean()), (found, keep) => {
      const expected = found.filter(() => keep.next().value);
      expect(compareRows(expected, found, { subset: true, ordered: true })).toBeNull();
      expect(compareRows(expected, found, { subset: true, ordered: false })).toBeNull();
    }),
  );
  const swapped = compareRows([['2'], ['1']], [['1'], ['2']], { subset: true, ordered: true });
  expect(swapped?.misplaced).toEqual([{ position: 2, expected: ['1'], found: null }]);
});
