export interface ByteLine {
  /** Without its end. */
  readonly bytes: Uint8Array;
  readonly end: '\r\n' | '\n' | '';
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A file without line ends is cut here, so that it never is in memory as a whole. */
const longestLine = 16 * 1024 * 1024;

/** A file's lines as bytes. A byte order mark is part of the first. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ByteLine> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, start)) {
      const line = joined(rest, chunk.subarray(start, at));
      rest = new Uint8Array(0);
      start = at + 1;
      yield line.at(-1) === carriageReturn
        ? { bytes: line.subarray(0, -1), end: '\r\n' }
        : { bytes: line, end: '\n' };
    }
    rest = joined(rest, chunk.subarray(start));
    if (rest.length > longestLine) {
      yield { bytes: rest, end: '' };
      rest = new Uint8Array(0);
    }
  }
  if (rest.length > 0) yield { bytes: rest, end: '' };
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other.slice();
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
