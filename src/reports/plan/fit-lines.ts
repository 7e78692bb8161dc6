import { plural } from '../units.ts';

/** The lines that fit, and how many more there are. */
export function fitLines(lines: readonly string[], room: number, noun: string): string[] {
  let left = room - 40;
  const shown: string[] = [];
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    shown.push(line);
  }
  const more = lines.length - shown.length;
  return more === 0 ? shown : [...shown, `\n… and ${plural(more, `more ${noun}`)}`];
}
