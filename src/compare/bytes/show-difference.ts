import { textOf, visible } from './line-text.ts';
import type { ByteLine } from './read-lines.ts';
import type { ByteComparison } from './result.ts';

const before = 40;
const after = 30;
const shownBytes = 8;

/** The place where two lines begin to differ. `offset`: of the lines in their files, which are the same before them. */
export function firstDifference(
  left: ByteLine | null,
  right: ByteLine | null,
  line: number,
  offset: number,
): NonNullable<ByteComparison['first']> {
  const [one, other] = [whole(left), whole(right)];
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at++;
  // Not in the middle of a letter.
  let start = at;
  while (start > Math.max(0, at - 3) && (isInside(one, start) || isInside(other, start))) start--;
  const common = [...textOf(one.subarray(0, start))];
  const prefix = visible(common.slice(-before).join(''));
  const cut = common.length > before ? '…' : '';
  const rest = (bytes: Uint8Array) => {
    const letters = [...textOf(bytes.subarray(start, start + 4 * after + 4))];
    const isLong = letters.length > after || bytes.length > start + 4 * after + 4;
    return visible(letters.slice(0, after).join('')) + (isLong ? '…' : '');
  };
  return {
    offset: offset + at,
    line,
    column: common.length + 1,
    left: left === null ? '' : cut + prefix + rest(one),
    right: right === null ? '' : cut + prefix + rest(other),
    marker: left === null || right === null ? 0 : [...(cut + prefix)].length,
    leftBytes: hex(one.subarray(at, at + shownBytes)),
    rightBytes: hex(other.subarray(at, at + shownBytes)),
  };
}

function whole(line: ByteLine | null): Uint8Array {
  if (line === null) return new Uint8Array(0);
  const bytes = new Uint8Array(line.bytes.length + line.end.length);
  bytes.set(line.bytes);
  for (let at = 0; at < line.end.length; at++) bytes[line.bytes.length + at] = line.end.charCodeAt(at);
  return bytes;
}

function isInside(bytes: Uint8Array, at: number): boolean {
  return at < bytes.length && (bytes[at]! & 0xc0) === 0x80;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
