import { parse } from 'yaml';
import { cell, table } from './markdown.mjs';

const begin = '<!-- generated from the catalogue: begin -->';
const end = '<!-- generated from the catalogue: end -->';

/** A diagnostic's page apart: the sample parameters of its front matter, and the prose below the generated part. */
export function readDiagnosticPage(code, text) {
  const front = /^---\n([\s\S]*?)\n---\n/.exec(text);
  if (front === null) throw new Error(`docs/diagnostics/${code}.md: no front matter`);
  const { parameters } = parse(front[1]) ?? {};
  if (parameters === undefined)
    throw new Error(`docs/diagnostics/${code}.md: the front matter has no \`parameters\``);
  const body = text.slice(front[0].length);
  const at = body.indexOf(end);
  const prose = at < 0 ? body : body.slice(at + end.length);
  return { front: front[0], parameters, prose: prose.trim() };
}

/** The same page with its generated part as the catalogue has it now. */
export function diagnosticPage(code, entry, text) {
  const { front, parameters, prose } = readDiagnosticPage(code, text);
  const words = wordsOf(entry, parameters);
  const lines = [`${entry.severity}: ${words.summary} [${code}]`];
  if (words.detail !== undefined) lines.push(...words.detail.split('\n').map((line) => `  ${line}`));
  if (words.hint !== undefined) lines.push(`→ ${words.hint}`);
  return `${front}# ${code}\n\n${begin}\nSeverity: ${entry.severity}. It reads, for instance:\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\`\n${end}\n\n${prose}\n`;
}

export function wordsOf(entry, parameters) {
  return {
    summary: entry.summary(parameters),
    detail: entry.detail?.(parameters),
    hint: entry.hint?.(parameters),
  };
}

/** The list of all codes, by the file of the catalogue that has them. `pages` are texts by code. */
export function diagnosticsIndex(groups, pages) {
  const lines = [
    '# Diagnostics',
    '',
    'Everything that Lode says about a project, a source or a lake has a code. It stands in brackets behind the message. Codes are stable.',
    'An error stops the command, a warning does not, a note only explains. With `--json` the same diagnostics are data: `code`, `severity`, `summary`,',
    '`detail`, `subject` (the place), `related` and `hint`.',
    '',
  ];
  for (const { title, entries } of groups) {
    const rows = Object.keys(entries)
      .filter((code) => pages[code] !== undefined)
      .sort()
      .map((code) => {
        const { parameters } = readDiagnosticPage(code, pages[code]);
        return [
          `[\`${code}\`](${code}.md)`,
          entries[code].severity,
          cell(wordsOf(entries[code], parameters).summary.split('\n')[0]),
        ];
      });
    lines.push(`## ${title}`, '', ...table(['Code', 'Severity', 'It reads, for instance'], rows), '');
  }
  return lines.join('\n');
}
