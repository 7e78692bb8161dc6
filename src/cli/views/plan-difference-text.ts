import { clipped, printable, type TextDifference } from '../../reports/plan/index.ts';
import type { Style } from './style.ts';
import { fitText } from './text-width.ts';
import { plural } from './units.ts';

/** What a plan has shown of SQL so far, and may still show. It is used up. */
export interface Room {
  lines: number;
  /** Macros whose difference was shown. */
  readonly macros: Set<string>;
}

const mostLinesOfOne = 60;
const longestLine = 300;

/** A difference as unified lines, each stretch below its place. What finds no room is counted. */
export function differenceLines(
  { kind, newFile, hunks }: TextDifference,
  indent: string,
  { room, style, width }: { readonly room: Room; readonly style: Style; readonly width: number },
): string[] {
  const where = kind === 'rendered' ? `${newFile}, as it is rendered` : newFile;
  const line = (text: string) => `${indent}${text}`;
  if (hunks === null) return [line(style.dim(`${printable(where)} is written anew`))];
  if (hunks.length === 0) return [line(style.dim(`${printable(where)}: only line ends differ`))];
  if (kind === 'macro' && room.macros.has(newFile)) return [line(style.dim(`${printable(where)}, as above`))];
  if (kind === 'macro') room.macros.add(newFile);
  const lines: string[] = [];
  let more = 0;
  let left = Math.min(mostLinesOfOne, room.lines);
  for (const hunk of hunks) {
    const shown = hunk.lines.slice(0, left);
    left -= shown.length;
    room.lines -= shown.length;
    more += hunk.lines.length - shown.length;
    if (shown.length === 0) continue;
    lines.push(line(style.dim(printable(kind === 'file' ? `${where}:${firstChange(hunk)}` : where))));
    lines.push(
      ...shown.map((text) =>
        line(`  ${sqlLine(`${text[0]} ${text.slice(1)}`, style, width - indent.length - 2)}`),
      ),
    );
  }
  return more === 0
    ? lines
    : [...lines, line(style.dim(`… ${plural(more, 'more line')} in ${printable(where)}`))];
}

/** The line of the new text at which something changes. */
function firstChange({ newLine, lines }: NonNullable<TextDifference['hunks']>[number]): number {
  return (
    newLine +
    Math.max(
      0,
      lines.findIndex((line) => !line.startsWith(' ')),
    )
  );
}

/** A line of SQL with its sign, coloured by it. A line of context is cut to the width; what changed is not. */
export function sqlLine(line: string, style: Style, width: number): string {
  const whole = clipped(printable(line), longestLine).trimEnd();
  const text = line.startsWith(' ') ? fitText(whole, width) : whole;
  if (line.startsWith('-')) return style.red(text);
  return line.startsWith('+') ? style.green(text) : style.dim(text);
}
