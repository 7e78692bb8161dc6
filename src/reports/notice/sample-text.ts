import type { NoticeEvidence } from './notice.ts';

const shownRows = 5;
const shownCharacters = 40;

/** Some failing rows in columns of equal width; null where there are none to show. */
export function sampleText(sample: NoticeEvidence['sample']): string | null {
  if (sample === null || sample.rows.length === 0) return null;
  const cell = (value: unknown) => {
    const text = (
      value === null ? 'NULL' : typeof value === 'string' ? value : JSON.stringify(value)
    ).replaceAll(/[\r\n\t]+/g, ' ');
    return text.length > shownCharacters ? `${text.slice(0, shownCharacters - 1)}…` : text;
  };
  const lines = [sample.columns, ...sample.rows.slice(0, shownRows)].map((row) => row.map(cell));
  const widths = sample.columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((text, index) => text.padEnd(widths[index]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
