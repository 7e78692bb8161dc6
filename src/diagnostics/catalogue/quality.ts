import { entry } from '../entry.ts';

/** A few failing rows as lines of text, aligned like the column names above them. */
function table(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const text = (value: unknown) =>
    value === null ? 'NULL' : typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const lines = [columns, ...rows.map((row) => row.map((value) => shorten(text(value))))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => [...line[column]!].length)));
  return lines
    .map((line) =>
      `  ${line.map((cell, column) => cell + ' '.repeat(widths[column]! - [...cell].length)).join('  ')}`.trimEnd(),
    )
    .join('\n');
}

function shorten(text: string): string {
  const letters = [...text.replaceAll(/[\r\n\t]/g, ' ')];
  return letters.length <= 40 ? letters.join('') : `${letters.slice(0, 39).join('')}…`;
}

export const qualityEntries = {
  'audit-failed': entry<{
    model: string;
    expected: string;
    found: string;
    sample: { columns: readonly string[]; rows: readonly (readonly unknown[])[] } | null;
    blocks: boolean;
  }>({
    severity: 'error',
    summary: ({ model, expected }) => `\`${model}\` was expected: ${expected}.`,
    detail: ({ found, sample }) =>
      sample === null || sample.rows.length === 0
        ? found
        : `${found} The first of them:\n${table(sample.columns, sample.rows)}`,
    hint: ({ blocks }) =>
      blocks
        ? 'Nothing of it was committed. Correct the model or its input, or set `on_failure: warn` for this audit.'
        : undefined,
  }),
} as const;
