import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMasker } from '../../src/sources/index.ts';

// The same values each time.
fc.configureGlobal({ seed: 1 });

test('fakes have the shape of their values: case, digits, signs, spaces, length', () => {
  const { mask } = createMasker('key');
  expect(mask('VARCHAR', 'Éva DUPONT-3b  ')).toMatch(/^[A-Z][a-z]{2} [A-Z]{6}-\d[a-z] {2}$/);
  expect(mask('INTEGER', '-120')).toMatch(/^-[1-9]\d\d$/);
  expect(mask('DECIMAL(18,4)', '-0.1200')).toMatch(/^-0\.[1-9]\d{3}$/);
  expect(mask('DATE', '1931-05-02')).toMatch(/^19(2[6-9]|3[0-6])-\d\d-\d\d$/);
  expect(mask('TIMESTAMP', '1931-05-02 00:00:00')).toBe(`${mask('DATE', '1931-05-02')} 00:00:00`);
  expect(mask('TIMESTAMP', '1931-05-02 10:20:00')).toMatch(/^19\d\d-\d\d-\d\d [0-2]\d:[0-5]\d:00$/);
  const moment = '1931-05-02 10:11:12.3456';
  expect(mask('TIMESTAMP WITH TIME ZONE', `${moment}+01`)).toBe(`${mask('TIMESTAMP', moment)}+01`);
  expect(mask('TIMESTAMP', moment)).toMatch(/ [0-2]\d:[0-5]\d:[0-5]\d\.\d{4}$/);
  expect(mask('TIMESTAMP', moment)).not.toContain('10:11:12');
  for (const end of ['0000-01-01', '0001-01-01', '9999-12-31'])
    for (let key = 0; key < 20; key++) {
      const fake = createMasker(`key ${key}`).mask('DATE', end);
      expect(fake).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(fake).not.toBe(end);
    }
});

test('equal values have equal fakes, also where case and spaces around them differ; another key gives others', () => {
  const { mask } = createMasker('key');
  const fake = mask('VARCHAR', 'Dupont');
  expect(mask('VARCHAR', 'DUPONT    ')).toBe(`${fake.toUpperCase()}    `);
  expect(createMasker('key').mask('VARCHAR', 'Dupont')).toBe(fake);
  expect(createMasker('other').mask('VARCHAR', 'Dupont')).not.toBe(fake);
});

test('a number has the same fake in columns of all types that hold it', () => {
  const { mask } = createMasker('key');
  for (const [value, ...types] of [
    ['100', 'TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'],
    ['200', 'UTINYINT', 'SMALLINT', 'INTEGER'],
    ['2147483647', 'INTEGER', 'UINTEGER', 'BIGINT'],
  ] as const) {
    const fakes = new Set(types.map((type) => mask(type, value)));
    expect(fakes.size).toBe(1);
    expect(Number([...fakes][0])).toBeLessThanOrEqual(Number(value) > 1000 ? 2_147_483_647 : 255);
  }
  expect(Math.abs(Number(mask('SMALLINT', '-32768')))).toBeLessThanOrEqual(32_767);
  expect(mask('DECIMAL(10,2)', '12.50')).toBe(mask('DECIMAL(18,2)', '12.50'));
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
