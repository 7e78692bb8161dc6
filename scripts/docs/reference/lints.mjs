import { readDiagnosticPage, wordsOf } from './diagnostics.mjs';
import { cell, table } from './markdown.mjs';

/** The rules that a project can set: the catalogue's lints, without what is said about the rules themselves. */
export function lintsPage(entries, pages) {
  const rows = Object.entries(entries)
    .filter(([code]) => code !== 'unknown-lint' && pages[code] !== undefined)
    .map(([code, entry]) => {
      const { parameters } = readDiagnosticPage(code, pages[code]);
      return [
        `[\`${code}\`](../diagnostics/${code}.md)`,
        entry.severity,
        cell(wordsOf(entry, parameters).summary),
      ];
    });
  return [
    '# Lints',
    '',
    'A lint is about SQL that is right, and may still not do what was meant. Lints are part of `lode compile`. They are warnings: nothing is stopped by one.',
    '',
    ...table(['Rule', 'Severity', 'It reads, for instance'], rows),
    '',
    '## Another severity',
    '',
    'For the whole project, in `project.yml`: `error`, `warning`, `note` or `off`.',
    '',
    '```yaml',
    'lints:',
    '  select-star: error',
    '  unused-column: off',
    '```',
    '',
    '## Allow it at a place',
    '',
    'A comment on the line, or alone on the line above it, allows a rule there. Several rules are separated by commas.',
    '',
    '```sql',
    'SELECT * -- lode: allow(select-star)',
    'FROM silver.orders',
    '```',
    '',
  ].join('\n');
}
