import { didYouMean, entry } from '../entry.ts';

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
  'unit-test-model-unknown': entry<{ test: string; model: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ test, model }) => `unit test \`${test}\` tests \`${model}\`, which is no model`,
    hint: ({ near }) => didYouMean(near) ?? 'Name a model of the project, e.g. silver.billing.',
  }),
  'unit-test-relation-not-read': entry<{
    model: string;
    relation: string;
    reads: readonly string[];
    near: readonly string[];
  }>({
    severity: 'error',
    summary: ({ model, relation }) => `no rows of \`${relation}\` reach \`${model}\` in this test`,
    detail: ({ reads }) => (reads.length === 0 ? 'It reads nothing.' : `It reads ${reads.join(', ')}.`),
    hint: ({ near }) =>
      didYouMean(near) ??
      'Give rows for what the model reads, or for what lies further up and is not cut off by rows given between.',
  }),
  'unit-test-column-unknown': entry<{
    test: string;
    relation: string;
    column: string;
    near: readonly string[];
  }>({
    severity: 'error',
    summary: ({ test, relation, column }) =>
      `unit test \`${test}\` names column \`${column}\`, which \`${relation}\` does not have`,
    hint: ({ near }) => didYouMean(near),
  }),
  'unit-test-failed-to-run': entry<{ test: string; problem: string }>({
    severity: 'error',
    summary: ({ test }) => `unit test \`${test}\` could not be run`,
    detail: ({ problem }) => problem,
    hint: () =>
      'Values are cast to the type of their column: write them as the engine reads them, e.g. 2024-07-01 for a date.',
  }),
  'audit-not-compared': entry<{ model: string; audit: string }>({
    severity: 'warning',
    summary: ({ model, audit }) =>
      `\`${audit}\` of \`${model}\` was not compared: the version before has not its columns`,
    hint: () => 'From the next version on it is. The other audits were asked as always.',
  }),
  'audit-failed': entry<{
    model: string;
    expected: string;
    found: string;
    sample: { columns: readonly string[]; rows: readonly (readonly unknown[])[] } | null;
    blocks: boolean;
    standing: boolean;
    because: readonly string[];
    quarantined: boolean;
    name: string | null;
    description: string | null;
  }>({
    severity: 'error',
    summary: ({ model, expected, name }) =>
      `\`${model}\` was expected: ${expected}.${name === null ? '' : ` (${name})`}`,
    detail: ({ found, sample, description, quarantined, because }) => {
      const change =
        because.length === 0
          ? ''
          : ` Its rows stay as they are: what is new is ${because.map((name) => `\`${name}\``).join(', ')}.`;
      const aside = quarantined ? ' They were put aside.' : '';
      const rows =
        sample === null || sample.rows.length === 0
          ? ''
          : ` The first of them:\n${table(sample.columns, sample.rows)}`;
      return `${description === null ? '' : `${description}\n`}${found}${change}${aside}${rows}`;
    },
    hint: ({ blocks, standing, quarantined, model, because }) =>
      blocks && because.length > 0
        ? `${because.map((name) => `\`${name}\``).join(', ')} ${because.length === 1 ? 'was' : 'were'} not committed. Correct what changed there, or make \`${model}\` fit it in the same change.`
        : blocks && standing
          ? 'These rows stand there. Correct the model or its input and apply, or take the change back with `lode rollback`.'
          : blocks
            ? 'Nothing of it was committed. Correct the model or its input, or set `on_failure: warn` for this audit.'
            : quarantined
              ? `See them: lode query 'SELECT * FROM ${model}__quarantine'.`
              : undefined,
  }),
} as const;
