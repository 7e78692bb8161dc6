import { didYouMean, entry } from '../entry.ts';

/** The databases that sources read: what to do about a failure is each one's own. */
export type SourceSystem = 'firebird' | 'postgres' | 'mysql';

export const sourceEntries = {
  'connector-unknown': entry<{ type: string; known: readonly string[]; near: readonly string[] }>({
    severity: 'error',
    summary: ({ type }) => `There is no source type \`${type}\`.`,
    detail: ({ known }) => `A source's type is one of: ${known.join(', ')}.`,
    hint: ({ near }) => didYouMean(near),
  }),
  'source-setting-missing': entry<{ source: string; setting: string; expected: string }>({
    severity: 'error',
    summary: ({ source, setting }) => `Source \`${source}\` has no \`${setting}\`.`,
    detail: ({ setting, expected }) => `\`${setting}\` was expected to be ${expected}.`,
    hint: ({ setting }) => `Add \`${setting}:\` to the source in the target of project.yml.`,
  }),
  'source-setting-unknown': entry<{
    source: string;
    setting: string;
    known: readonly string[];
    near: readonly string[];
  }>({
    severity: 'error',
    summary: ({ source, setting }) =>
      `Source \`${source}\` has a setting that its type does not know: \`${setting}\`.`,
    detail: ({ known }) => `Its settings are: ${known.join(', ')}.`,
    hint: ({ near }) => didYouMean(near),
  }),
  'source-setting-invalid': entry<{ source: string; setting: string; expected: string }>({
    severity: 'error',
    summary: ({ source, setting }) => `\`${setting}\` of source \`${source}\` is not what it should be.`,
    detail: ({ expected }) => `It was expected to be ${expected}.`,
    hint: () => 'Correct it in the target of project.yml, or in the environment variable that it comes from.',
  }),
  'source-read-failed': entry<{ source: string; relation: string; address: string; problem: string }>({
    severity: 'error',
    summary: ({ source, relation }) =>
      relation === '' ? `Source \`${source}\` cannot be read.` : `\`${source}.${relation}\` cannot be read.`,
    detail: ({ address, problem }) => `The server at ${address} says: ${problem}`,
  }),
  'source-value-too-wide': entry<{
    system: SourceSystem;
    source: string;
    relation: string;
    column: string;
    type: string;
    value: string;
  }>({
    severity: 'error',
    summary: ({ source, relation, column, type }) =>
      `Column \`${column}\` of \`${source}.${relation}\` holds a number with more digits than its type ${type} has.`,
    detail: ({ system, value }) =>
      system === 'firebird'
        ? `The value is ${value}. Firebird holds a decimal only to what the integer behind it can store.`
        : `The value is ${value}.`,
    hint: ({ system }) =>
      system === 'firebird'
        ? 'Set `decimals: stored` at the source in project.yml, which gives decimals one digit more, then `lode source pull`.'
        : 'Set `numeric: text` at the source in project.yml, or a DECIMAL wide enough, then `lode source pull`.',
  }),
  'source-value-out-of-range': entry<{
    source: string;
    relation: string;
    column: string;
    type: string;
    value: string;
  }>({
    severity: 'error',
    summary: ({ source, relation, column, type }) =>
      `Column \`${column}\` of \`${source}.${relation}\` holds a value that ${type} has no place for.`,
    detail: ({ value }) => `The value is ${value}.`,
    hint: ({ type }) =>
      type === 'TIME'
        ? 'If the column holds durations, set `time: text` at the source in project.yml, then `lode source pull`. Else correct it in the source, or set `out_of_range: empty`, which reads such values as NULL.'
        : 'Correct it in the source, or set `out_of_range: empty` at the source in project.yml, which reads such values as NULL.',
  }),
  'source-text-undecodable': entry<{
    system: SourceSystem;
    source: string;
    relation: string;
    column: string | null;
    charset: string;
    problem: string;
  }>({
    severity: 'error',
    summary: ({ source, relation, column, charset }) =>
      column === null
        ? `\`${source}.${relation}\` holds text that is not in the character set its column says.`
        : `Column \`${column}\` of \`${source}.${relation}\` holds text that is not ${charset}.`,
    detail: ({ problem }) => problem,
    hint: ({ system }) =>
      ({
        firebird:
          'For columns of character set NONE, `charset` of the source in project.yml says what their text is: WIN1252, ISO8859_1 and so on.',
        postgres:
          'For a database of encoding SQL_ASCII, `charset` of the source in project.yml says what its text is: WIN1252, ISO8859_1 and so on.',
        mysql: 'Correct the value, or read the column through a view that converts it.',
      })[system],
  }),
  'source-folder-missing': entry<{ source: string; path: string; problem: string; files: string }>({
    severity: 'error',
    summary: ({ source, path }) => `The folder of source \`${source}\` cannot be read: ${path}`,
    detail: ({ problem, files }) => `A folder of ${files} was expected. ${problem}`,
    hint: () => 'Check `path` of the source in project.yml, and who may read the folder.',
  }),
  'source-relation-missing': entry<{
    source: string;
    relation: string;
    known: readonly string[];
    near: readonly string[];
  }>({
    severity: 'error',
    summary: ({ source, relation }) => `Source \`${source}\` has no relation \`${relation}\`.`,
    detail: ({ known }) =>
      known.length === 0
        ? 'It has no relations at all.'
        : `It has ${known.length}: ${known.slice(0, 10).join(', ')}${known.length > 10 ? ', …' : ''}.`,
    hint: ({ near }) => didYouMean(near) ?? '`lode source list` shows what a source has.',
  }),
  'source-relation-ambiguous': entry<{ source: string; relation: string; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ source, relation, candidates }) =>
      `Source \`${source}\` has ${candidates.length} relations that \`${relation}\` may mean.`,
    detail: ({ candidates }) => `${candidates.join(' and ')} differ in case only.`,
    hint: () => 'Name it in the contract exactly as the source writes it.',
  }),
  'source-column-missing': entry<{
    source: string;
    relation: string;
    column: string;
    near: readonly string[];
  }>({
    severity: 'error',
    summary: ({ source, relation, column }) => `\`${source}.${relation}\` has no column \`${column}\`.`,
    detail: () => 'The contract or a filter names it, but the source does not have it now.',
    hint: ({ source, near }) =>
      didYouMean(near) ?? `\`lode source pull ${source}\` brings the contract up to date.`,
  }),
  'source-type-unsupported': entry<{ source: string; relation: string; column: string; type: string }>({
    severity: 'error',
    summary: ({ source, relation, column }) =>
      `Column \`${column}\` of \`${source}.${relation}\` has a type that Lode cannot hold.`,
    detail: ({ type }) => `Its type in the source is ${type}.`,
    hint: () => 'Leave the column out of the contract, or convert it where the source is written.',
  }),
  'source-filter-unsupported': entry<{
    source: string;
    relation: string;
    column: string;
    condition: string;
    problem: string;
  }>({
    severity: 'error',
    summary: ({ source, relation, condition }) =>
      `\`${source}.${relation}\` cannot be read with the condition \`${condition}\`.`,
    detail: ({ problem }) => problem,
  }),
  'source-file-damaged': entry<{
    source: string;
    relation: string;
    path: string;
    problem: string;
    kind: string;
  }>({
    severity: 'error',
    summary: ({ source, relation, kind }) =>
      `The file of \`${source}.${relation}\` is no whole ${kind} file.`,
    detail: ({ path, problem }) => `${path}: ${problem}`,
    hint: () => 'It may be cut off or still being written. Write it again; nothing of it was loaded.',
  }),
  'source-file-unreadable': entry<{ source: string; relation: string; path: string; problem: string }>({
    severity: 'error',
    summary: ({ source, relation }) => `The file of \`${source}.${relation}\` cannot be read.`,
    detail: ({ path, problem }) => `${path}: ${problem}`,
  }),
  'source-changed': entry<{ source: string; relation: string; path: string }>({
    severity: 'error',
    summary: ({ source, relation }) => `\`${source}.${relation}\` changed while it was being read.`,
    detail: ({ path }) =>
      `${path} is not as it was when this command began, so its rows would not fit those of the other relations.`,
    hint: () => 'Run the command again when the files are no longer being written. Nothing of it was loaded.',
  }),
  'source-rewritten': entry<{ source: string; relation: string; table: string }>({
    severity: 'error',
    summary: ({ source, relation }) => `\`${source}.${relation}\` was written anew while this command ran.`,
    detail: ({ table }) =>
      `\`${table}\` was emptied by TRUNCATE, or rewritten by ALTER TABLE, after the moment that this command reads; the server no longer has its rows of that moment.`,
    hint: () => 'Nothing of it was loaded. Run the command again.',
  }),
  'source-relation-passed-over': entry<{
    source: string;
    relation: string;
    because: 'gone' | 'empty' | 'refused';
    /** What the source says itself. */
    detail: string;
  }>({
    severity: 'warning',
    summary: ({ source, relation, because }) =>
      ({
        gone: `\`${source}.${relation}\` is in the contract, and no longer in its source`,
        empty: `\`${source}.${relation}\` has no columns, and gets no contract`,
        refused: `\`${source}.${relation}\` cannot be read as it stands, and gets no contract`,
      })[because],
    detail: ({ detail }) => (detail === '' ? undefined : detail),
    hint: ({ source, relation, because }) =>
      ({
        gone: 'If it has another name now, write that as its name in the contract and the old one as its `as:`. If it is gone for good, take it out of the contract, and the models that read it.',
        empty: 'The others are pulled.',
        refused: `The others are pulled. \`lode source pull ${source} ${relation}\` says what to do about this one.`,
      })[because],
  }),
  'source-columns-left-out': entry<{
    source: string;
    relation: string;
    columns: readonly { readonly name: string; readonly type: string }[];
  }>({
    severity: 'warning',
    summary: ({ source, relation, columns }) =>
      `${columns.length === 1 ? 'A column' : `${columns.length} columns`} of \`${source}.${relation}\` cannot be read: ${columns.map(({ name }) => name).join(', ')}`,
    detail: ({ columns }) => columns.map(({ name, type }) => `${name} is ${type}.`).join(' '),
    hint: () =>
      'Lode has no place for that type. A view in the source can convert it; the other columns are read.',
  }),
  'sample-without-contract': entry<{ source: string; relations: readonly string[] }>({
    severity: 'error',
    summary: ({ source, relations }) =>
      `Source \`${source}\` cannot be sampled with --mask: nothing says what is personal in ${relations.join(', ')}.`,
    detail: () => 'What is masked are the columns that the contract marks by `pii:`. Nothing was written.',
    hint: ({ source, relations }) =>
      `\`lode source pull ${source} ${relations.join(' ')}\` writes the contract; add \`pii:\` to the columns with personal data, then sample.`,
  }),
  'contract-key-unknown': entry<{ relation: string; column: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ relation, column }) =>
      `The key of \`${relation}\` names \`${column}\`, which is none of its columns.`,
    hint: ({ near }) => didYouMean(near),
  }),
  'contract-unreadable': entry<{ problem: string }>({
    severity: 'error',
    summary: () => 'The contract is no valid YAML, so it cannot be brought up to date.',
    detail: ({ problem }) => problem,
    hint: () => 'Correct it, or move it away to have it written anew.',
  }),
  'contract-of-another-source': entry<{ expected: string; found: string }>({
    severity: 'error',
    summary: ({ expected, found }) => `The contract is that of source \`${found}\`, not of \`${expected}\`.`,
    hint: () => 'Each source has a file of its own, `models/bronze/<source>.source.yml`.',
  }),
} as const;
