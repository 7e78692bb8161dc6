import { didYouMean, entry } from '../entry.ts';

const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

/** What a log is that cannot be read, and what to make of it. */
const unsupported = {
  'extended-events-file': [
    'a file of Extended Events or of a trace of SQL Server',
    'Open it in Management Studio and export it as CSV, with the columns name, timestamp, batch_text, statement, username and client_app_name.',
  ],
  'extended-events-xml': [
    'Extended Events as XML',
    'Take the values out of the XML, or export the events from Management Studio, as CSV with the columns name, timestamp, batch_text, statement, username and client_app_name.',
  ],
  'audit-xml': [
    'an audit log as XML',
    'Let the server write it as JSON (`audit_log_format=JSON`), and turn it into objects with `time`, `user` and `sql`, one a line.',
  ],
  syslog: [
    'a log that went through syslog',
    'Take the log that the server writes itself (PostgreSQL: `log_destination = csvlog`), or turn it into CSV with the columns time, user and sql.',
  ],
  summary: [
    'a summary that another tool made of a log',
    'Import the log itself: it tells who asked, and when.',
  ],
  'no-text': [
    'no text',
    'Export the log as text, CSV, JSON with one object a line, or Parquet, with columns for time, user and SQL.',
  ],
} as const;

export const usageEntries = {
  'usage-format-unclear': entry<{ file: string }>({
    severity: 'error',
    summary: ({ file }) => `what ${file} is cannot be told from its beginning`,
    hint: () =>
      'Name its format: `--format jsonl`, `csv`, `postgres-log`, `mysql-slow` …; what no format fits can be turned into CSV or JSON with time, user and sql.',
  }),
  'usage-format-unsupported': entry<{ file: string; kind: keyof typeof unsupported }>({
    severity: 'error',
    summary: ({ file, kind }) => `${file} is ${unsupported[kind][0]}, which is not read as it is`,
    hint: ({ kind }) => unsupported[kind][1],
  }),
  'usage-column-missing': entry<{
    file: string;
    field: string;
    looked: readonly string[];
    columns: readonly string[];
  }>({
    severity: 'error',
    summary: ({ file, field }) =>
      `${file} has no column that looks like the ${field === 'sql' ? 'SQL' : field} of a query`,
    detail: ({ looked, columns }) => `It has ${list(columns.slice(0, 30))}. Looked for: ${list(looked)}.`,
    hint: ({ field }) => `Say which column it is: \`--column ${field}=NAME\`.`,
  }),
  'usage-dialect-missing': entry<{ file: string }>({
    severity: 'error',
    summary: ({ file }) => `in which dialect the queries of ${file} are written is not known`,
    hint: () => 'Say it: `--dialect tsql`, `oracle`, `firebird` …, or give the log a column `dialect`.',
  }),
  'usage-lines-damaged': entry<{ file: string; count: number; first: readonly string[] }>({
    severity: 'warning',
    summary: ({ file, count }) => `${count} ${count === 1 ? 'line' : 'lines'} of ${file} could not be read`,
    detail: ({ first }) => first.join('\n'),
    hint: () =>
      'They are counted with the log. Whatever they asked is missing where something is called unused.',
  }),
  'usage-nothing-read': entry<{ file: string; before: boolean }>({
    severity: 'warning',
    summary: ({ file, before }) =>
      before ? `no query was found in ${file}, read this way` : `no query was found in ${file}`,
    detail: ({ before }) =>
      before ? 'What was imported of it before stays.' : 'It does not count as imported.',
    hint: () => 'If it should, name its format with `--format`, and its columns with `--column`.',
  }),
  'usage-log-missing': entry<Record<never, never>>({
    severity: 'error',
    summary: () => 'no log was named, and there is none of `lode query` in this project yet',
    hint: () => 'Name the logs to import: `lode usage import log/*.csv`.',
  }),
  'usage-none': entry<Record<never, never>>({
    severity: 'error',
    summary: () => 'no query log was imported yet',
    hint: () => 'Begin with one: `lode usage import postgresql.csv`.',
  }),
  'usage-name-unknown': entry<{ name: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ name }) =>
      `nothing is known of \`${name}\`: no log reads it, and neither the project nor the inventory has it`,
    hint: ({ near }) => didYouMean(near) ?? 'List what is known: `lode usage show`.',
  }),
  'usage-pattern-invalid': entry<{ pattern: string }>({
    severity: 'error',
    summary: ({ pattern }) => `\`${pattern}\` is no regular expression`,
    hint: () => 'Mend it below `robots.patterns` of usage.yml; `*` alone is for users and applications.',
  }),
  'usage-ledger-damaged': entry<{ path: string; problem: string }>({
    severity: 'error',
    summary: ({ path }) => `the usage in ${path} cannot be read`,
    detail: ({ problem }) => problem,
    hint: () => 'Bring the folder back from a copy; or take it away, and import the logs again.',
  }),
};
