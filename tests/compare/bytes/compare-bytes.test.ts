import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteComparison, compareBytes, type OpenBytes } from '../../../src/compare/bytes/index.ts';
import { byteText, byteWords } from '../../../src/reports/parity/index.ts';

/** A file of these bytes that comes in pieces. */
const file = (content: string | Uint8Array, piece = 7): OpenBytes =>
  async function* () {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  };
const compare = (left: string | Uint8Array, right: string | Uint8Array, piece?: number) =>
  compareBytes(file(left, piece), file(right, piece));
const latin = (text: string) => Buffer.from(text, 'latin1');
const mark = '\ufeff';

describe('the kind of a difference', () => {
  test.each([
    ['nothing', 'a\nb\n', 'a\nb\n', [], true],
    ['a byte order mark', `${mark}a\nb\n`, 'a\nb\n', ['byte order mark'], true],
    ['line ends', 'a\r\nb\r\n', 'a\nb\n', ['line ends'], true],
    ['some line ends', 'a\r\nb\r\n', 'a\r\nb\n', ['line ends'], true],
    ['the last line end', 'a\nb\n', 'a\nb', ['end of the file'], true],
    ['the encoding', 'é\nb\n', latin('é\nb\n'), ['encoding'], true],
    [
      'all of that',
      `${mark}é\r\nb\r\n`,
      latin('é\nb'),
      ['line ends', 'byte order mark', 'encoding', 'end of the file'],
      true,
    ],
    ['blanks', 'a  \nb\n', 'a\nb\n', ['blanks at the end of lines'], false],
    ['a letter', 'a\nb\n', 'a\nc\n', ['text'], false],
    ['an accent', 'é\n', 'e\n', ['text'], false],
    ['the order of the lines', 'a\nb\nc\n', 'a\nc\nb\n', ['order of the lines'], false],
    ['a line more', 'a\nb\n', 'a\nb\nc\n', ['number of lines'], false],
    ['a line in between', 'a\nb\n', 'a\nx\nb\n', ['text', 'number of lines'], false],
    ['everything', 'a\n', '', ['number of lines'], false],
    ['UTF-16', Buffer.from(`${mark}a\n`, 'utf16le'), 'a\n', ['encoding'], false],
  ] as const)('%s', async (_, left, right, kinds, sameText) => {
    const result = await compare(left, right);
    expect([...result.kinds].sort()).toEqual([...kinds].sort());
    expect(result.equal).toBe(kinds.length === 0);
    expect(result.sameText).toBe(sameText);
    expect(byteComparison.parse(result)).toEqual(result);
  });

  test('names what each file is', async () => {
    const result = await compare(`${mark}é\r\nb\r\n`, latin('é\nb'));
    expect(result.left).toEqual({
      bytes: 10,
      lines: 2,
      encoding: 'utf-8',
      byteOrderMark: true,
      lineEnds: 'CRLF',
      lastLineEnds: true,
    });
    expect(result.right).toEqual({
      bytes: 3,
      lines: 2,
      encoding: 'windows-1252',
      byteOrderMark: false,
      lineEnds: 'LF',
      lastLineEnds: false,
    });
    expect(byteWords(result)).toBe(
      'line ends CRLF / LF, byte order mark only left, encoding utf-8 / windows-1252, no line end behind the last line right; from line 1, column 1; the text is the same',
    );
  });
});

describe('the first difference', () => {
  test('is shown with its line, its letter and its bytes', async () => {
    const result = await compare('id;name\n7;Café noir;1,5\n8;x;2\n', 'id;name\n7;Café blanc;1,5\n8;x;2\n');
    expect(byteText(result)).toBe(`line 2, column 8, byte 16
  left   7;Café noir;1,5\\n
  right  7;Café blanc;1,5\\n
                ^
  bytes  6e 6f 69 72 3b 31 2c 35  /  62 6c 61 6e 63 3b 31 2c
kinds    text
left     31 bytes, 3 lines, utf-8, line ends LF
right    32 bytes, 3 lines, utf-8, line ends LF
2 of 3 lines are the same to the last byte.`);
  });

  test('of letters that cannot be seen writes them out', async () => {
    const result = await compare('a;b\u00a0c\t\r\n', 'a;b c\t\n');
    expect(result.first).toMatchObject({
      column: 4,
      left: 'a;b\\u{a0}c\\t\\r\\n',
      right: 'a;b c\\t\\n',
      marker: 3,
      leftBytes: 'c2 a0 63 09 0d 0a',
      rightBytes: '20 63 09 0a',
    });
  });

  test('never stands in the middle of a letter', async () => {
    // é and è have their first byte in common.
    const result = await compare('né\n', 'nè\n');
    expect(result.first).toMatchObject({ offset: 2, column: 2, left: 'né\\n', right: 'nè\\n', marker: 1 });
  });

  test('of one encoding and another shows both as they are meant', async () => {
    const result = await compare('1;été\n', latin('1;été\n'));
    expect(result.first).toMatchObject({
      left: '1;été\\n',
      right: '1;été\\n',
      leftBytes: 'c3 a9 74 c3 a9 0a',
      rightBytes: 'e9 74 e9 0a',
    });
  });

  test('in a long line is shown with what stands around it', async () => {
    const long = 'x'.repeat(5000);
    const { first } = await compare(`${long}A${long}\n`, `${long}B${long}\n`, 64);
    expect(first).toMatchObject({ line: 1, column: 5001, offset: 5000 });
    expect(first!.left.length).toBeLessThan(90);
    expect(first!.left[first!.marker]).toBe('A');
    expect(first!.right[first!.marker]).toBe('B');
  });

  test('that is one of line ends alone is followed by that of the text', async () => {
    const result = await compare('a;1\r\nb;2,0\r\nc;3\r\n', 'a;1\nb;2\nc;4\n');
    expect(result.first).toMatchObject({ line: 1, column: 4 });
    expect(result.firstText).toEqual({ line: 2, column: 4, left: 'b;2,0', right: 'b;2', marker: 3 });
    expect(byteText(result)).toContain(`the text from line 2, column 4
  left   b;2,0
  right  b;2
            ^`);
    expect((await compare('a\r\nb\r\n', 'a\nb\n')).firstText).toBe(null);
    expect((await compare('a\nb\r\n', 'x\nb\n')).firstText).toBe(null);
    expect((await compare(`${mark}é;a\n`, latin('é;b\n'))).firstText).toMatchObject({ line: 1, column: 3 });
  });

  test('where one file ends says so', async () => {
    const text = byteText(await compare('a\nb\n', 'a\n'));
    expect(text).toContain('  left   b\\n\n  right  (the file has ended)');
    expect(text).toContain('bytes  62 0a  /  (none)');
  });
});

test('is where the bytes first differ, whatever pieces they come in; equal is equal to the last byte', async () => {
  const alphabet = ['a', 'b', '\n', '\r', 'é', ' ', '\u00ff'];
  const content = fc
    .array(fc.constantFrom(...alphabet), { maxLength: 12 })
    .chain((letters) =>
      fc.boolean().map((isLatin) => Buffer.from(letters.join(''), isLatin ? 'latin1' : 'utf8')),
    );
  await fc.assert(
    fc.asyncProperty(content, content, fc.integer({ min: 1, max: 5 }), async (left, right, piece) => {
      const { equal, first, kinds, left: one, right: other } = await compare(left, right, piece);
      expect(equal).toBe(left.equals(right));
      expect([one.bytes, other.bytes]).toEqual([left.length, right.length]);
      expect(kinds.length === 0).toBe(equal);
      if (equal) return;
      let at = 0;
      while (at < left.length && left[at] === right[at]) at++;
      expect(first!.offset).toBe(at);
      const shown = Math.min(8, left.length - at);
      const hex = left.subarray(at, at + shown).toString('hex');
      // Up to the end of the line.
      expect(hex.startsWith(first!.leftBytes.replaceAll(' ', ''))).toBe(true);
    }),
    { numRuns: 400 },
  );
});
