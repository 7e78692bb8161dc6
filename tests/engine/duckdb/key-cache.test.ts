import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyCache } from '../../../src/engine/duckdb/functions/key-cache.ts';

function sumOf(key: Uint8Array): number {
  return key.reduce((sum, byte, at) => (sum * 31 + byte + at) >>> 0, 7);
}

test('what is looked up is what the function gives, however much is forgotten on the way', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 4, max: 2 }),
          fc.uint8Array({ minLength: 26, maxLength: 31, max: 1 }),
        ),
        { minLength: 1, maxLength: 300 },
      ),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 300 }),
      (keys, most, bytes) => {
        const cache = keyCache(
          2,
          (key, words, at) => {
            words[at] = sumOf(key);
            words[at + 1] = key.length;
          },
          { keys: most, bytes },
        );
        for (const key of keys) {
          const text = Uint8Array.of(9, ...key, 9);
          const at = cache.lookUp(text, 1, text.length - 1);
          expect([cache.words[at], cache.words[at + 1]]).toEqual([sumOf(key), key.length]);
        }
      },
    ),
  );
});

test('a key is computed once as long as it is remembered, and keys grow in number', () => {
  let computed = 0;
  const cache = keyCache(1, (key, words, at) => {
    computed++;
    words[at] = sumOf(key);
  });
  for (let round = 0; round < 2; round++)
    for (let number = 0; number < 5000; number++) {
      const key = new TextEncoder().encode(`A_${number}`);
      const at = cache.lookUp(key, 0, key.length);
      expect(cache.words[at]).toBe(sumOf(key));
    }
  expect(computed).toBe(5000);
});
