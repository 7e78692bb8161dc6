import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CsvEncoding } from '../../../src/csv/index.ts';
import { decoderOf } from '../../../src/sources/csv/decode-bytes.ts';

/** Decodes bytes that come in pieces: the text, and what stood for no letter with its place in it. */
function decode(encoding: CsvEncoding, bytes: Buffer, size = bytes.length || 1) {
  const decoder = decoderOf(encoding);
  const parts: Buffer[] = [];
  const bad: string[] = [];
  let length = 0;
  for (let at = 0; at === 0 || at < bytes.length; at += size) {
    const decoded = decoder(bytes.subarray(at, at + size), at + size >= bytes.length);
    bad.push(...decoded.bad.map((each) => `${length + each.at}:${each.bytes}`));
    length += decoded.utf8.length;
    parts.push(Buffer.from(decoded.utf8));
  }
  return { text: Buffer.concat(parts).toString('utf8'), bad };
}

const swap = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('every letter comes as it is', () => {
  test.each([
    ['windows-1252', Buffer.from([0x80, 0x8e, 0x93, 0xe9, 0x61]), '€Ž“éa'],
    ['iso-8859-1', Buffer.from([0xa4, 0xe9]), '¤é'],
    ['iso-8859-15', Buffer.from([0xa4, 0xe9]), '€é'],
    ['windows-1250', Buffer.from([0xb9, 0xe8]), 'ąč'],
    ['ibm866', Buffer.from([0x80]), 'А'],
    ['utf-8', Buffer.from('é€𝄞'), 'é€𝄞'],
    ['utf-16le', Buffer.from('é€𝄞', 'utf16le'), 'é€𝄞'],
    ['utf-16be', swap('é€𝄞'), 'é€𝄞'],
  ] as const)('of %s', (encoding, bytes, text) => {
    for (let size = 1; size <= bytes.length; size++)
      expect(decode(encoding, bytes, size)).toEqual({ text, bad: [] });
  });
});

describe('what is no letter is told with its bytes and its place', () => {
  test.each([
    ['utf-8', Buffer.from([0x61, 0xe9, 0x62]), ['1:e9']],
    ['utf-8', Buffer.from([0x61, 0xc3]), ['1:c3']],
    ['utf-8', Buffer.from([0xed, 0xa0, 0x80]), ['0:ed', '3:a0', '6:80']],
    ['utf-16le', Buffer.from([0x61, 0, 0x3d, 0xd8, 0x62, 0]), ['1:3dd8']],
    ['utf-16be', Buffer.from([0, 0x61, 0xdc, 0]), ['1:dc00']],
    ['utf-16le', Buffer.from([0x61, 0, 0x62]), ['1:62']],
    ['windows-1253', Buffer.from([0x61, 0xd2]), ['1:d2']],
  ] as const)('in %s', (encoding, bytes, bad) => {
    for (let size = 1; size <= bytes.length; size++) expect(decode(encoding, bytes, size).bad).toEqual(bad);
  });
});

test('any text in any pieces', () => {
  const text = fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .filter((each) => !each.includes('\u{fffd}') && Buffer.from(each).toString() === each);
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 7 }), (given, size) => {
      expect(decode('utf-8', Buffer.from(given), size)).toEqual({ text: given, bad: [] });
      expect(decode('utf-16le', Buffer.from(given, 'utf16le'), size)).toEqual({ text: given, bad: [] });
      expect(decode('utf-16be', swap(given), size)).toEqual({ text: given, bad: [] });
    }),
  );
});

test('any bytes are valid UTF-8 exactly where the standard decoder says so', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (bytes, size) => {
      let valid = true;
      try {
        new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        valid = false;
      }
      expect(decode('utf-8', Buffer.from(bytes), size).bad.length === 0).toBe(valid);
    }),
    { numRuns: 2000 },
  );
});
