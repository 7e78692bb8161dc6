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
  const { line, column } = lineAndColumn(file.text, from);
  return { file: file.path, start: from, end: to, line, column };
}

/** Line and column (from 1) of a UTF-16 offset; `\n`, `\r\n` and a lone `\r` end a line. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < offset; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) {
      line++;
      lineStart = at + 1;
    }
  }
  return { line, column: offset - lineStart + 1 };
}
