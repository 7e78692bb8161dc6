import { createHash } from 'node:crypto';
import { textOf, utf8Text } from './line-text.ts';
import { type ByteLine, readLines } from './read-lines.ts';
import type { ByteComparison, ByteFile, ByteKind } from './result.ts';
import { firstDifference } from './show-difference.ts';

/** A file from its beginning, each time anew. */
export type OpenBytes = () => AsyncIterable<Uint8Array>;

/** Compares two files byte by byte, and says what sort of difference there is. Reads each twice at most, and never keeps more than a line. */
export async function compareBytes(left: OpenBytes, right: OpenBytes): Promise<ByteComparison> {
  const [one, other] = [readLines(left()), readLines(right())];
  const facts = { left: newFacts(), right: newFacts() };
  const kinds = new Set<ByteKind>();
  let matchingLines = 0;
  let offset = 0;
  let first: ByteComparison['first'] = null;
  let firstText: ByteComparison['firstText'] = null;
  /** Whether lines so far differ in how they are written, and in their text. */
  let hasFormal = false;
  let hasText = false;
  for (let line = 1; ; line++) {
    const [l, r] = [(await one.next()).value ?? null, (await other.next()).value ?? null];
    if (l === null && r === null) break;
    if (l !== null) note(facts.left, l);
    if (r !== null) note(facts.right, r);
    if (l !== null && r !== null && l.end === r.end && sameBytes(l.bytes, r.bytes)) {
      matchingLines++;
      offset += l.bytes.length + l.end.length;
      continue;
    }
    const ofLine = kindsOf(l, r, line === 1);
    const isFormal = ofLine.every((kind) => formal.has(kind));
    // A line that differs first may differ in how it is written, and in its text further on.
    if (!isFormal && !hasText && (hasFormal || ofLine.some((kind) => formal.has(kind))))
      firstText = textDifference(l, r, line);
    hasText ||= !isFormal;
    hasFormal ||= isFormal;
    first ??= firstDifference(l, r, line, offset);
    for (const kind of ofLine) kinds.add(kind);
  }
  if (kinds.has('text') && facts.left.lines === facts.right.lines && (await sameBag(left, right))) {
    kinds.delete('text');
    kinds.add('order of the lines');
  }
  // Letters of two bytes beside others: what else differs of their lines says nothing.
  const isOther = facts.left.mark !== facts.right.mark && [facts.left, facts.right].some(isWide);
  if (isOther) {
    kinds.clear();
    kinds.add('encoding');
  }
  return {
    equal: first === null,
    left: fileOf(facts.left),
    right: fileOf(facts.right),
    matchingLines,
    kinds: [...kinds],
    sameText: !isOther && [...kinds].every((kind) => formal.has(kind)),
    first,
    firstText: isOther ? null : firstText,
  };
}

/** What differs of how text is written. */
const formal: ReadonlySet<ByteKind> = new Set([
  'byte order mark',
  'encoding',
  'line ends',
  'end of the file',
]);

interface Facts {
  bytes: number;
  lines: number;
  crlf: number;
  lf: number;
  mark: 'utf-8' | 'utf-16le' | 'utf-16be' | null;
  ascii: boolean;
  utf8: boolean;
  ends: boolean;
}

function newFacts(): Facts {
  return { bytes: 0, lines: 0, crlf: 0, lf: 0, mark: null, ascii: true, utf8: true, ends: false };
}

function note(facts: Facts, { bytes, end }: ByteLine): void {
  if (facts.lines === 0) facts.mark = markOf(bytes);
  facts.lines++;
  facts.bytes += bytes.length + end.length;
  if (end === '\r\n') facts.crlf++;
  else if (end === '\n') facts.lf++;
  facts.ends = end !== '';
  if (facts.ascii && !bytes.every((byte) => byte < 0x80)) facts.ascii = false;
  if (!facts.ascii && facts.utf8 && utf8Text(bytes) === null) facts.utf8 = false;
}

function isWide({ mark }: Facts): boolean {
  return mark === 'utf-16le' || mark === 'utf-16be';
}

function fileOf({ bytes, lines, crlf, lf, mark, ascii, utf8, ends }: Facts): ByteFile {
  return {
    bytes,
    lines,
    encoding: mark ?? (ascii ? 'ascii' : utf8 ? 'utf-8' : 'windows-1252'),
    byteOrderMark: mark !== null,
    lineEnds: crlf > 0 && lf > 0 ? 'mixed' : crlf > 0 ? 'CRLF' : lf > 0 ? 'LF' : 'none',
    lastLineEnds: ends,
  };
}

function kindsOf(left: ByteLine | null, right: ByteLine | null, isFirst: boolean): ByteKind[] {
  if (left === null || right === null) return ['number of lines'];
  const kinds: ByteKind[] = [];
  if (left.end !== right.end)
    kinds.push(left.end === '' || right.end === '' ? 'end of the file' : 'line ends');
  const [one, other] = isFirst
    ? [withoutMark(left.bytes), withoutMark(right.bytes)]
    : [left.bytes, right.bytes];
  if ((one.length !== left.bytes.length) !== (other.length !== right.bytes.length))
    kinds.push('byte order mark');
  if (sameBytes(one, other)) return kinds;
  const [a, b] = [textOf(one), textOf(other)];
  if (a === b) return [...kinds, 'encoding'];
  return [...kinds, a.trimEnd() === b.trimEnd() ? 'blanks at the end of lines' : 'text'];
}

function markOf(bytes: Uint8Array): Facts['mark'] {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  const mark = markOf(bytes);
  return mark === null ? bytes : bytes.subarray(mark === 'utf-8' ? 3 : 2);
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** Where the texts of two lines differ, however they are written. */
function textDifference(
  left: ByteLine | null,
  right: ByteLine | null,
  line: number,
): ByteComparison['firstText'] {
  const plain = (each: ByteLine | null): ByteLine | null =>
    each === null ? null : { bytes: new TextEncoder().encode(textOf(withoutMark(each.bytes))), end: '' };
  const { column, left: one, right: other, marker } = firstDifference(plain(left), plain(right), line, 0);
  return { line, column, left: one, right: other, marker };
}

/** Whether both have the same lines, in whatever order: their hashes have the same sum. */
async function sameBag(left: OpenBytes, right: OpenBytes): Promise<boolean> {
  const sum = async (open: OpenBytes) => {
    let total = 0n;
    for await (const { bytes } of readLines(open()))
      total += createHash('sha256').update(bytes).digest().readBigUInt64LE();
    return total;
  };
  return (await sum(left)) === (await sum(right));
}
