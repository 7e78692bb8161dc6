import type { Suggestion } from '../../quality/profile/suggest/index.ts';
import { count } from './units.ts';

/** Suggestions as the part of a header that would hold them, each with what it rests on in a comment. */
export function suggestedAuditsYaml(suggestions: readonly Suggestion[]): string {
  const single = suggestions.filter(({ columns }) => columns.length === 1);
  const names = [...new Set(single.map(({ columns }) => columns[0]!))];
  const lines: string[] = [];
  if (names.length > 0) lines.push('columns:');
  for (const name of names) {
    lines.push(`  ${scalar(name)}:`, '    audits:');
    for (const suggestion of single.filter(({ columns }) => columns[0] === name))
      lines.push(`      # ${reasonText(suggestion)}`, `      - ${ofColumn(suggestion)}`);
  }
  const several = suggestions.filter(({ columns }) => columns.length > 1);
  if (several.length > 0) lines.push('audits:');
  for (const suggestion of several)
    lines.push(`  # ${reasonText(suggestion)}`, `  - ${suggestion.audit}: ${flow(suggestion.columns)}`);
  return lines.join('\n');
}

function ofColumn(suggestion: Suggestion): string {
  switch (suggestion.audit) {
    case 'not_null':
    case 'unique':
      return suggestion.audit;
    case 'accepted_values':
      return `accepted_values: ${flow(suggestion.values)}`;
    case 'accepted_range':
      return `accepted_range: {min: ${suggestion.min}${suggestion.max === null ? '' : `, max: ${suggestion.max}`}}`;
    case 'match_regex':
      return `match_regex: '${suggestion.pattern.replaceAll("'", "''")}'`;
    case 'relationships':
      return `relationships: {to: ${scalar(suggestion.to)}, field: ${scalar(suggestion.field)}}`;
    case 'freshness':
      return `freshness: ${suggestion.maxAge}`;
  }
}

function reasonText({ reason, rows, versions }: Suggestion): string {
  const past =
    versions === null
      ? ''
      : `; held in ${versions.held} of ${versions.known} version${versions.known === 1 ? '' : 's'}`;
  // A comment ends with its line, and a header with the end of a comment.
  return `${reason} (${count(rows)} row${rows === 1 ? '' : 's'}${past})`
    .replace(/[\r\n]+/g, ' ')
    .replaceAll('*/', '* /');
}

function flow(values: readonly string[]): string {
  return `[${values.map(scalar).join(', ')}]`;
}

/** A text as YAML takes it for that text: bare where nothing else can be meant. */
function scalar(text: string): string {
  const bare = /^[A-Za-z_][\w.]*( [\w.]+)*$/.test(text);
  return bare && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : JSON.stringify(text);
}
