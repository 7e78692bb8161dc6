import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { fileFailure } from '../../files/index.ts';

/** What a line has besides its text. */
export type LineProblem = 'nul' | 'too-long' | 'encoding' | 'broken';

/** A longer line is no statement that somebody wrote. */
const longestLine = 16 << 20;

/**
 * Reads a log line by line, packed (`.gz`) or not, and gives each with its number. A line that is not UTF-8 is read as Windows-1252; bytes that are zero are left out; of a line that is too long nothing is
 * given but that it is there. A file of UTF-16 begins with its mark. `take` gets the lines of a piece of the file, then there is a pause. `stored`: bytes of the file to read, where it may have more by now. Rejects as files do.
 */
export async function* readLines(
  path: string,
  take: (line: number, text: string, problem: LineProblem | null) => void,
  stored = Number.POSITIVE_INFINITY,
): AsyncGenerator<void, void> {
  if (stored === 0) return;
  const file = createReadStream(path, { highWaterMark: 1 << 20, end: stored - 1 });
  const unpacked = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => unpacked.destroy(error));
  const cutter = lineCutter(take);
  try {
    for await (const chunk of unpacked) {
      cutter.push(chunk as Buffer);
      yield;
    }
  } catch (error) {
    // A packed file that was cut off: what could be unpacked counts.
    if (!/^Z_/.test((error as NodeJS.ErrnoException).code ?? '')) throw fileFailure(error, 'read', path);
    cutter.broken();
  }
  cutter.end();
}

interface LineCutter {
  readonly push: (chunk: Buffer) => void;
  readonly broken: () => void;
  readonly end: () => void;
}

function lineCutter(take: (line: number, text: string, problem: LineProblem | null) => void): LineCutter {
  const latin = new TextDecoder('windows-1252');
  let wide: InstanceType<typeof TextDecoder> | null = null;
  let wideText = '';
  let line = 0;
  let begun = false;
  let held: Buffer[] = [];
  let heldBytes = 0;
  let tooLong = false;

  const give = (bytes: Buffer) => {
    line++;
    let end = bytes.length;
    if (end > 0 && bytes[end - 1] === 13) end--;
    const content = end === bytes.length ? bytes : bytes.subarray(0, end);
    let problem: LineProblem | null = null;
    let text: string;
    if (isUtf8(content)) text = content.toString('utf8');
    else {
      text = latin.decode(content);
      problem = 'encoding';
    }
    if (content.includes(0)) {
      text = text.replaceAll('\0', '');
      problem = 'nul';
    }
    take(line, text, problem);
  };
  const finishLine = (last: Buffer) => {
    if (tooLong || heldBytes + last.length > longestLine) {
      line++;
      take(line, '', 'too-long');
    } else give(held.length === 0 ? last : Buffer.concat([...held, last]));
    held = [];
    heldBytes = 0;
    tooLong = false;
  };
  const pushWide = (text: string) => {
    const lines = (wideText + text).split('\n');
    wideText = lines.pop()!;
    for (const each of lines) take(++line, each.replace(/\r$/, ''), null);
  };

  return {
    push: (chunk) => {
      let from = 0;
      if (!begun) {
        begun = true;
        if (chunk[0] === 0xff && chunk[1] === 0xfe) wide = new TextDecoder('utf-16le');
        else if (chunk[0] === 0xfe && chunk[1] === 0xff) wide = new TextDecoder('utf-16be');
        else if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) from = 3;
      }
      if (wide !== null) {
        pushWide(wide.decode(chunk, { stream: true }));
        return;
      }
      for (;;) {
        const end = chunk.indexOf(10, from);
        if (end < 0) break;
        finishLine(chunk.subarray(from, end));
        from = end + 1;
      }
      if (from < chunk.length && !tooLong) {
        const rest = chunk.subarray(from);
        heldBytes += rest.length;
        if (heldBytes > longestLine) {
          tooLong = true;
          held = [];
        } else held.push(Buffer.from(rest));
      }
    },
    broken: () => {
      if (heldBytes > 0) finishLine(Buffer.alloc(0));
      take(++line, '', 'broken');
    },
    end: () => {
      if (wide !== null) {
        pushWide(wide.decode());
        if (wideText !== '') take(++line, wideText, null);
      } else if (heldBytes > 0 || tooLong) finishLine(Buffer.alloc(0));
    },
  };
}
