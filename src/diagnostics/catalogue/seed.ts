import { didYouMean, entry } from '../entry.ts';

export const seedEntries = {
  'seed-quote': entry<{
    problem:
      | 'not closed'
      | 'followed by text'
      | 'inside a field'
      | 'lone carriage return'
      | 'mixed line ends';
  }>({
    severity: 'error',
    summary: ({ problem }) =>
      ({
        'not closed': 'The quote that opens here is not closed',
        'followed by text': 'Text after the closing quote of a field',
        'inside a field': 'A quote inside a field that is not quoted',
        'lone carriage return': 'A carriage return that ends no line',
        'mixed line ends': 'The file’s lines end in two ways',
      })[problem],
    hint: ({ problem }) =>
      problem === 'mixed line ends'
        ? 'End all lines with a line feed, or all with carriage return and line feed.'
        : problem === 'not closed'
          ? 'Close it; a quote inside a field is written twice: `"12"" pipe"`.'
          : 'Quote the whole field, and write a quote inside it twice: `"12"" pipe"`.',
  }),
  'seed-ragged': entry<{ expected: number; found: number }>({
    severity: 'error',
    summary: ({ expected, found }) =>
      `This row has ${found} ${found === 1 ? 'field' : 'fields'}, the header has ${expected}`,
    hint: ({ expected, found }) =>
      found > expected
        ? 'A field with the delimiter in it needs quotes.'
        : 'Every row needs all fields; an empty one is NULL.',
  }),
  'seed-empty-line': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'An empty line in a seed',
    hint: () =>
      'Remove it. In a seed of one column, write `""` for an empty text; for NULL, set `null_text:` in the YAML beside it.',
  }),
  'seed-value': entry<{ column: string; value: string; type: string }>({
    severity: 'error',
    summary: ({ column, type }) =>
      `This value of \`${column}\` is not ${/^[AEIOU]/i.test(type) ? 'an' : 'a'} ${type}`,
    detail: ({ value }) => `Found \`${value.length > 60 ? `${value.slice(0, 60)}…` : value}\`.`,
  }),
  'seed-without-header': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'The seed is empty',
    hint: () => 'Its first line names the columns.',
  }),
  'seed-unnamed-column': entry<{ number: number }>({
    severity: 'error',
    summary: ({ number }) => `Column ${number} has no name`,
    hint: () => 'The first line names the columns.',
  }),
  'seed-duplicate-column': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `Two columns are named \`${name}\``,
    detail: () => 'Names are compared without case.',
  }),
  'seed-file-missing': entry<{ file: string; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ file }) => `The seed’s data file \`${file}\` is missing`,
    hint: ({ candidates }) =>
      didYouMean(candidates) ?? 'Put the CSV file there, or name another with `file:`.',
  }),
  'seed-not-readable': entry<{ path: string; problem: 'not UTF-8' | 'not gzip' }>({
    severity: 'error',
    summary: ({ path, problem }) =>
      `The seed \`${path}\` is ${problem === 'not UTF-8' ? 'not UTF-8 text' : 'damaged: it cannot be unpacked'}`,
    hint: ({ problem }) =>
      problem === 'not UTF-8'
        ? 'Convert it, for instance with `iconv -f WINDOWS-1252 -t UTF-8`.'
        : 'Pack it again with gzip.',
  }),
} as const;
