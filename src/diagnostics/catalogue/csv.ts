import { entry } from '../entry.ts';

export interface CsvPlace {
  readonly source: string;
  readonly relation: string;
}

const mostRaw = 200;

export const csvEntries = {
  'csv-row-unreadable': entry<
    CsvPlace & {
      path: string;
      line: number;
      column: string | null;
      reason: string;
      raw: string;
      bad: number;
      rows: number | null;
      allowed: number | string;
    }
  >({
    severity: 'error',
    summary: ({ path, line, column, reason }) =>
      `${path}:${line} cannot be read: ${column === null ? '' : `\`${column}\`: `}${reason}`,
    detail: ({ source, relation, raw, bad, rows, allowed }) => {
      const shown = raw.length > mostRaw ? `${raw.slice(0, mostRaw)}…` : raw;
      const counted =
        rows !== null
          ? `\n${bad} of ${rows} rows of \`${source}.${relation}\` cannot be read; \`bad_rows\` allows ${allowed}. This is the first.`
          : bad > 1
            ? `\n\`${source}.${relation}\` has more such rows than \`bad_rows\` allows: ${allowed}. This is the first.`
            : '';
      return `The row is: ${shown}${counted}`;
    },
    hint: ({ relation }) =>
      `Correct the file, or how it is read (in the contract, or in project.yml). To load the other rows, set \`bad_rows: 10\`: what cannot be read is then the relation \`${relation}_rejects\`. Nothing was loaded.`,
  }),
  'source-rows-set-aside': entry<{ relation: string; rows: number; rejects: string }>({
    severity: 'warning',
    summary: ({ relation, rows }) =>
      `${rows} row${rows === 1 ? '' : 's'} of \`${relation}\` cannot be read, and ${rows === 1 ? 'was' : 'were'} left out`,
    detail: ({ rejects }) => `\`${rejects}\` has them, with file, line and reason.`,
    hint: ({ rejects }) => `A bronze model \`SELECT * FROM ${rejects}\` keeps them in the lake.`,
  }),
  'csv-header-unreadable': entry<CsvPlace & { path: string; line: number; problem: string }>({
    severity: 'error',
    summary: ({ path, line }) => `${path}:${line} cannot be read as the names of columns`,
    detail: ({ problem }) => problem,
    hint: () => 'Correct the file, or say how it is written: `encoding`, `separator`, `quote`, `skip_lines`.',
  }),
  'csv-header-other': entry<
    CsvPlace & { path: string; found: readonly string[]; expected: readonly string[] }
  >({
    severity: 'error',
    summary: ({ source, relation, path }) => `${path} has none of the columns of \`${source}.${relation}\``,
    detail: ({ found, expected }) => `Its first line has: ${list(found)}.\nExpected were: ${list(expected)}.`,
    hint: () =>
      'If it has no names of columns, say `header: false`; if fields are parted otherwise, `separator`; if it is another file, take it out of the pattern.',
  }),
  'csv-encoding-other': entry<CsvPlace & { path: string; found: string; expected: string }>({
    severity: 'error',
    summary: ({ path, found }) => `${path} says by its first bytes that it is ${found}`,
    detail: ({ source, relation, expected }) =>
      `\`${source}.${relation}\` is read as ${expected}, by its contract or project.yml.`,
    hint: ({ found }) => `Write the file as before, or set \`encoding: ${found}\`. Nothing of it was loaded.`,
  }),
  'csv-record-too-long': entry<CsvPlace & { path: string; line: number; megabytes: number }>({
    severity: 'error',
    summary: ({ path, line }) => `${path}:${line} begins a row that does not end`,
    detail: ({ megabytes }) =>
      `After ${megabytes} MB its end had not come. Usually a quote there is opened and never closed.`,
    hint: () => 'Correct the line, or say how the file is written: `quote: none`, `escape`, `line_end`.',
  }),
  'csv-two-encodings': entry<
    CsvPlace & {
      first: { encoding: string; path: string; line: number };
      other: { encoding: string; path: string; line: number };
    }
  >({
    severity: 'error',
    summary: ({ source, relation }) => `the files of \`${source}.${relation}\` have two encodings`,
    detail: ({ first, other }) =>
      `${first.path}:${first.line} is ${first.encoding}; ${other.path}:${other.line} is ${other.encoding}. Read as one of them, letters of the other would be wrong.`,
    hint: () =>
      'Correct the files where they are made, or make two relations of them. To read them as one anyway, set `encoding`.',
  }),
  'csv-nothing-to-see': entry<CsvPlace & { files: readonly string[] }>({
    severity: 'error',
    summary: ({ source, relation }) => `nothing tells what columns \`${source}.${relation}\` has`,
    detail: ({ files }) =>
      files.length === 1 ? `${files[0]} is empty.` : `All its ${files.length} files are empty.`,
    hint: () => 'Pull the contract when a file with rows is there, or write it by hand.',
  }),
  'csv-dialect-unclear': entry<CsvPlace & { separator: string; rows: number; ragged: number }>({
    severity: 'error',
    summary: ({ source, relation }) =>
      `it is not clear how the files of \`${source}.${relation}\` are written`,
    detail: ({ separator, rows, ragged }) =>
      `With ${separator === '\t' ? 'tabs' : `\`${separator}\``} between fields, ${ragged} of ${rows} rows do not have as many fields as the first line.`,
    hint: () => 'Say how they are written: `separator`, `quote`, `skip_lines`, `comment`.',
  }),
  'csv-dialect-conflict': entry<CsvPlace & { problem: string }>({
    severity: 'error',
    summary: ({ source, relation }) => `the files of \`${source}.${relation}\` cannot be written as is said`,
    detail: ({ problem }) => `${problem}.`,
    hint: () => 'Correct it in project.yml, or in the contract.',
  }),
  'csv-no-files': entry<CsvPlace>({
    severity: 'error',
    summary: ({ source, relation }) => `there are no files for \`${source}.${relation}\``,
    detail: () => 'Its pattern names none of the files below the folder of the source.',
    hint: () =>
      'Check the pattern and `path` in project.yml, and whether the files came. Nothing is loaded from no files: an empty table would look like one.',
  }),
  'csv-type-unreadable': entry<CsvPlace & { column: string; type: string }>({
    severity: 'error',
    summary: ({ source, relation, column, type }) =>
      `column \`${column}\` of \`${source}.${relation}\` cannot be read as ${type} from a CSV file`,
    detail: () => 'Texts, numbers, truths, dates and times can be read.',
    hint: () => 'Make it VARCHAR in the contract, and convert it in silver.',
  }),
  'csv-date-ambiguous': entry<CsvPlace & { column: string; format: string; alternative: string }>({
    severity: 'warning',
    summary: ({ source, relation, column, format }) =>
      `the dates of \`${column}\` in \`${source}.${relation}\` are taken as ${format}`,
    detail: ({ alternative }) => `All of them fit ${alternative} as well.`,
    hint: ({ alternative }) => `If that is what they are, write \`format: '${alternative}'\` at the column.`,
  }),
};

function list(names: readonly string[]): string {
  return names.length <= 10 ? names.join(', ') : `${names.slice(0, 10).join(', ')}, …`;
}
