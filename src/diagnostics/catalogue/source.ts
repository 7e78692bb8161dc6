import { didYouMean, entry } from '../entry.ts';

export const sourceEntries = {
  'connector-not-available': entry<{ type: string; available: readonly string[] }>({
    severity: 'error',
    summary: ({ type }) => `Sources of type \`${type}\` cannot be read yet.`,
    detail: ({ available }) => `This version of Lode has connectors for: ${available.join(', ')}.`,
    hint: () => 'Until then, let a target read exports of it: `type: parquet` with a `path`.',
  }),
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
  'source-folder-missing': entry<{ source: string; path: string; problem: string }>({
    severity: 'error',
    summary: ({ source, path }) => `The folder of source \`${source}\` cannot be read: ${path}`,
    detail: ({ problem }) => `A folder of Parquet files was expected. ${problem}`,
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
  'source-file-damaged': entry<{ source: string; relation: string; path: string; problem: string }>({
    severity: 'error',
    summary: ({ source, relation }) => `The file of \`${source}.${relation}\` is no whole Parquet file.`,
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
