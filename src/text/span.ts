import type { SourceFile } from './source-file.ts';

/**
 * A stretch of a file. `start` and `end` are UTF-16 offsets, end exclusive; `line` and `column` are those of
 * `start`, counted from 1, for people.
 */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

/** The span of `file` from `start` to `end`, clamped to the text. */
export function spanOf(file: SourceFile, start: number, end: number): Span {
  const length = file.text.length;
  const from = Math.max(0, Math.min(start, length));
  const to = Math.max(from, Math.min(end, length));
  const starts = lineStartsOf(file);
  const line = lineAt(starts, from);
  return { file: file.path, start: from, end: to, line, column: from - starts[line - 1]! + 1 };
}

/** Line and column (from 1) of a UTF-16 offset; `\n`, `\r\n` and a lone `\r` end a line. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const starts = lineStarts(text);
  const line = lineAt(starts, offset);
  return { line, column: offset - starts[line - 1]! + 1 };
}

/** Which line an offset of a text is on, for a text that is asked often. */
export function lineFinder(text: string): (offset: number) => number {
  const starts = lineStarts(text);
  return (offset) => lineAt(starts, offset);
}

/** Where the lines of files begin, found once: a contract of a thousand relations is asked for a place for each of its columns. */
const startsOfFiles = new WeakMap<SourceFile, readonly number[]>();

function lineStartsOf(file: SourceFile): readonly number[] {
  const known = startsOfFiles.get(file);
  if (known !== undefined) return known;
  const starts = lineStarts(file.text);
  startsOfFiles.set(file, starts);
  return starts;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

/** The last line, counted from 1, that begins at or before `offset`. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
