import type { Span } from '../../text/index.ts';
import type { Style } from './style.ts';
import { fitText, textWidth } from './text-width.ts';

const longestLine = 160;

/**
 * The lines of a file around a span, the span marked. One line before it for orientation; of a span over many lines the first and the last are shown.
 */
export function codeFrame(text: string, span: Span, style: Style): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  const first = span.line;
  const covered = text.slice(span.start, span.end).split(/\r\n|\n|\r/);
  const last = Math.min(lines.length, first + covered.length - 1);
  const shown = new Set<number>();
  if (first > 1 && (lines[first - 2] ?? '').trim() !== '') shown.add(first - 1);
  shown.add(first);
  shown.add(last);
  const gutter = String(last).length;
  const output: string[] = [];
  let previous: number | null = null;
  for (const number of [...shown].sort((a, b) => a - b)) {
    if (previous !== null && number > previous + 1) output.push(style.dim(`${' '.repeat(gutter)} ┆`));
    previous = number;
    const { line, offset } = window(lines[number - 1] ?? '', number === first ? span.column - 1 : 0);
    output.push(`${style.dim(`${String(number).padStart(gutter)} │`)} ${line}`);
    if (number !== first) continue;
    const before = expandTabs((lines[first - 1] ?? '').slice(offset, span.column - 1));
    const marked = expandTabs(covered[0] ?? '');
    const width = Math.max(1, Math.min(textWidth(marked), longestLine - textWidth(before)));
    const lead = offset > 0 ? 1 : 0;
    output.push(
      `${style.dim(`${' '.repeat(gutter)} │`)} ${' '.repeat(textWidth(before) + lead)}${style.red('^'.repeat(width))}`,
    );
  }
  return output;
}

/** The part of a very long line in which `column` (from 0) lies. */
function window(line: string, column: number): { line: string; offset: number } {
  const offset = column > longestLine - 40 ? column - 40 : 0;
  const part = fitText(expandTabs(line.slice(offset)), longestLine);
  return { line: offset > 0 ? `…${part}` : part, offset };
}

function expandTabs(text: string): string {
  // a file may hold any byte, a terminal must not get it
  return text
    .replaceAll('\t', '    ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '�');
}
