import { expect, test } from 'vitest';
import { xxh32 } from '../../../src/engine/duckdb/functions/xxh32.ts';

const hex = (text: string, seed = 0) =>
  xxh32(new TextEncoder().encode(text), seed).toString(16).padStart(8, '0');

test('gives what the reference implementation gives for short and long inputs', () => {
  expect(hex('A_1')).toBe('20f01ee0');
  expect(hex('É_1')).toBe('418680a0');
  expect(hex('')).toBe('02cc5d05');
  expect(hex('abc')).toBe('32d153ff');
  expect(hex('Nobody inspects the spammish repetition')).toBe('e2293b2f');
});

// The sanity buffer and its results: cli/xsum_sanity_check.c of Cyan4973/xxHash.
test('passes the reference sanity check with and without a seed', () => {
  const prime32 = 2654435761;
  const prime64 = 11400714785074694797n;
  const buffer = new Uint8Array(222);
  let byteGenerator = BigInt(prime32);
  for (let at = 0; at < buffer.length; at++) {
    buffer[at] = Number(byteGenerator >> 56n);
    byteGenerator = BigInt.asUintN(64, byteGenerator * prime64);
  }
  const expected: readonly (readonly [length: number, seed: number, hash: number])[] = [
    [0, 0, 0x02cc5d05],
    [0, prime32, 0x36b78ae7],
    [1, 0, 0xcf65b03e],
    [1, prime32, 0xb4545aa4],
    [14, 0, 0x1208e7e2],
    [14, prime32, 0x6af1d1fe],
    [222, 0, 0x5bd11dbd],
    [222, prime32, 0x58803c5f],
  ];
  for (const [length, seed, hash] of expected) expect(xxh32(buffer.subarray(0, length), seed)).toBe(hash);
});
