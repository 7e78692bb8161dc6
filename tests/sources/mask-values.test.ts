import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMasker } from '../../src/sources/index.ts';

test('fakes have the shape of their values: case, digits, signs, spaces, length', () => {
  const { mask } = createMasker('key');
  expect(mask('VARCHAR', 'Éva DUPONT-3b  ')).toMatch(/^[A-Z][a-z]{2} [A-Z]{6}-\d[a-z] {2}$/);
  expect(mask('INTEGER', '-120')).toMatch(/^-[1-9]\d\d$/);
  expect(mask('DECIMAL(18,4)', '-0.1200')).toMatch(/^-0\.[1-9]\d{3}$/);
  expect(mask('DATE', '1931-05-02')).toMatch(/^19(2[6-9]|3[0-6])-\d\d-\d\d$/);
  expect(mask('TIMESTAMP', '1931-05-02 10:00:00')).toMatch(/^19\d\d-\d\d-\d\d 10:00:00$/);
});

test('equal values have equal fakes, also where case and spaces around them differ; another key gives others', () => {
  const { mask } = createMasker('key');
  const fake = mask('VARCHAR', 'Dupont');
  expect(mask('VARCHAR', 'DUPONT    ')).toBe(`${fake.toUpperCase()}    `);
  expect(createMasker('key').mask('VARCHAR', 'Dupont')).toBe(fake);
  expect(createMasker('other').mask('VARCHAR', 'Dupont')).not.toBe(fake);
});

test('different values have different fakes, and none is its value', () => {
  const { mask } = createMasker('key');
  const values = Array.from({ length: 2000 }, (_, number) => `P-${String(number).padStart(5, '0')}`);
  const fakes = values.map((value) => mask('VARCHAR', value));
  expect(new Set(fakes).size).toBe(2000);
  expect(values.filter((value, index) => fakes[index] === value)).toEqual([]);
});

test('fakes of integers fit their type, and any text keeps its length in characters', () => {
  const { mask } = createMasker('key');
  fc.assert(
    fc.property(fc.integer({ min: -32_768, max: 32_767 }), (value) => {
      expect(Math.abs(Number(mask('SMALLINT', String(value))))).toBeLessThanOrEqual(32_767);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const normal = value.normalize('NFC');
      fc.pre([...normal].length === [...normal.toLowerCase()].length);
      expect([...mask('VARCHAR', normal)].length).toBe([...normal].length);
    }),
  );
});
