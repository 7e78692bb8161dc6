/** A fenced block of a page: ```` ```sql models/gold/x.sql ````. */
export interface Fence {
  readonly language: string;
  /** What stands behind the language: the file that the block is, or nothing. */
  readonly file: string | null;
  readonly text: string;
  /** UTF-16 offset of `text` in the page. */
  readonly start: number;
  /** Line of the opening fence, from 1. */
  readonly line: number;
}

export function fencesOf(markdown: string): Fence[] {
  const fences: Fence[] = [];
  const lines = markdown.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const open = /^```(\S+)(?: +(\S+))?\s*$/.exec(lines[index]!);
    if (open === null) continue;
    const end = lines.indexOf('```', index + 1);
    if (end < 0) throw new Error(`line ${index + 1}: the block is not closed`);
    const text = lines.slice(index + 1, end).map((line) => `${line}\n`);
    const start = lines.slice(0, index + 1).join('\n').length + 1;
    fences.push({
      language: open[1]!,
      file: open[2] ?? null,
      text: text.join(''),
      start,
      line: index + 1,
    });
    index = end;
  }
  return fences;
}
