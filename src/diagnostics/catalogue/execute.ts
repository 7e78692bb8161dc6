import { didYouMean, entry } from '../entry.ts';

export const executeEntries = {
  'lake-file-damaged': entry<{ path: string; problem: string }>({
    severity: 'error',
    summary: ({ path }) => `${path} cannot be read as what it should be`,
    detail: ({ problem }) => problem,
    hint: () =>
      'Lode writes these files once and never changes them. Put the file back from a backup of the lake; the tables themselves are not affected.',
  }),
  'lake-file-missing': entry<{ path: string; neededBy: string }>({
    severity: 'error',
    summary: ({ path }) => `${path} is missing from the lake`,
    detail: ({ neededBy }) => `${neededBy} needs it.`,
    hint: () =>
      'Put it back from a backup of the lake. Tables can still be read by their path with any Delta reader.',
  }),
  'environment-unknown': entry<{ environment: string; known: readonly string[]; near: readonly string[] }>({
    severity: 'error',
    summary: ({ environment }) => `there is no environment \`${environment}\``,
    detail: ({ known }) =>
      known.length === 0 ? 'The lake holds no environment yet.' : `The lake holds ${known.join(', ')}.`,
    hint: ({ near, environment }) => didYouMean(near) ?? `\`lode apply ${environment}\` makes it.`,
  }),
  'environment-name-invalid': entry<{ environment: string }>({
    severity: 'error',
    summary: ({ environment }) => `\`${environment}\` cannot name an environment`,
    hint: () => 'Use letters, digits, `_` and `-`, at most 64, beginning with a letter or digit.',
  }),
  'version-unknown': entry<{ environment: string; version: number }>({
    severity: 'error',
    summary: ({ environment, version }) => `${environment} has no committed version ${version}`,
    hint: ({ environment }) => `\`lode history --env ${environment}\` lists the versions.`,
  }),
  'version-time-unknown': entry<{ environment: string; time: string; first: string }>({
    severity: 'error',
    summary: ({ environment, time }) => `${environment} did not exist at ${time}`,
    detail: ({ first }) => `Its first version was committed at ${first}.`,
  }),
  'as-of-invalid': entry<{ value: string }>({
    severity: 'error',
    summary: ({ value }) => `\`${value}\` is neither a version nor a time`,
    hint: () =>
      'Give a version number (`--as-of 11`) or a time in ISO 8601 (`--as-of 2026-03-01T06:00:00Z`).',
  }),
  'model-unknown': entry<{ model: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ model }) => `there is no model \`${model}\``,
    hint: ({ near }) => didYouMean(near) ?? '`lode compile --json` lists the models of the project.',
  }),
  'relation-unknown': entry<{ relation: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ relation }) => `there is no model, seed or source relation \`${relation}\``,
    hint: ({ near }) => didYouMean(near) ?? '`lode lineage` lists all of them.',
  }),
  'column-unknown-in-lineage': entry<{ relation: string; column: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ relation, column }) => `\`${relation}\` has no column \`${column}\``,
    hint: ({ near, relation }) => didYouMean(near) ?? `\`lode lineage ${relation}\` lists its columns.`,
  }),
  'environment-moved': entry<{ environment: string; version: number }>({
    severity: 'error',
    summary: ({ environment, version }) => `another apply made version ${version} of ${environment} first`,
    detail: () => 'Nothing of this apply was committed; what it built is kept and will be used again.',
    hint: () => 'Run the command again: it starts from the new version.',
  }),
  'lake-table-restore': entry<{ path: string; environment: string }>({
    severity: 'error',
    summary: ({ path, environment }) =>
      `${path} belongs to environment \`${environment}\`, which pins its version`,
    detail: () =>
      'Restoring the table alone would put it at odds with the environment, and the next apply would refuse it.',
    hint: ({ environment }) =>
      `\`lode rollback ${environment} --to VERSION --select MODEL\` takes the table and the environment back together.`,
  }),
  'macro-of-two-versions': entry<{ macro: string; model: string }>({
    severity: 'error',
    summary: ({ macro, model }) => `\`${model}\` needs macro \`${macro}\` as another model does not have it`,
    detail: () =>
      'A view that stands in the environment was defined with an earlier version of the macro, and was left out of this command.',
    hint: ({ model }) =>
      `Apply without a selection, or add \`${model}\` to it: both then use the macro as it is now.`,
  }),
  'table-moved': entry<{
    model: string;
    path: string;
    version: number;
    operation: string;
    engine: string;
    expected: number;
  }>({
    severity: 'error',
    summary: ({ model, version }) =>
      `the table of \`${model}\` has a commit that Lode did not make: version ${version}`,
    detail: ({ path, operation, engine, expected }) =>
      `${path}: the environment stands at version ${expected}; the commit is a ${operation} by ${engine}.`,
    hint: ({ model }) =>
      `Nothing was changed. Keep those rows by moving them into a source, or replace them with \`lode apply --discard-external ${model}\`.`,
  }),
  'table-gone': entry<{ model: string; path: string; expected: number }>({
    severity: 'error',
    summary: ({ model }) => `the table of \`${model}\` is not where the environment left it`,
    detail: ({ path, expected }) => `${path} should be at version ${expected}.`,
    hint: ({ model }) =>
      `Put the folder back from a backup, or make it anew from its definition with \`lode apply --discard-external ${model}\`.`,
  }),
  'table-in-the-way': entry<{ model: string; path: string }>({
    severity: 'error',
    summary: ({ model }) => `a table that Lode did not make stands where \`${model}\` would go`,
    detail: ({ path }) => `${path} has a Delta log of its own.`,
    hint: () => 'Move that folder away, or give the model another name.',
  }),
  'version-aborted': entry<{ environment: string; version: number; reason: string }>({
    severity: 'error',
    summary: ({ environment, version }) => `version ${version} of ${environment} was taken back`,
    detail: ({ reason }) => reason,
    hint: () => 'All tables are as before. Run the command again.',
  }),
  'checkpoint-skipped': entry<{ path: string; version: number; problem: string }>({
    severity: 'warning',
    summary: ({ path, version }) => `${path} got no checkpoint at version ${version}`,
    detail: ({ problem }) => problem,
    hint: ({ path }) =>
      `The data is committed; only opening the table takes longer. \`lode delta checkpoint ${path}\` makes one.`,
  }),
  'target-differs': entry<{ environment: string; standing: string; wanted: string }>({
    severity: 'error',
    summary: ({ environment, standing, wanted }) =>
      `${environment} was filled from target \`${standing}\`, not \`${wanted}\``,
    detail: () => 'Rows of two targets in one environment would not be told apart.',
    hint: ({ standing, wanted }) =>
      `Use \`--target ${standing}\`, or another environment; to replace everything on purpose, add \`--allow-target-change\` (target \`${wanted}\`).`,
  }),
  'target-unknown': entry<{ target: string; near: readonly string[]; known: readonly string[] }>({
    severity: 'error',
    summary: ({ target }) => `there is no target \`${target}\` in project.yml`,
    detail: ({ known }) => (known.length === 0 ? 'No target is declared.' : `Declared: ${known.join(', ')}.`),
    hint: ({ near }) => didYouMean(near),
  }),
  'source-not-declared': entry<{
    source: string;
    target: string;
    known: readonly string[];
    near: readonly string[];
  }>({
    severity: 'error',
    summary: ({ source, target }) => `target \`${target}\` has no source \`${source}\``,
    detail: ({ known }) => (known.length === 0 ? 'It declares none.' : `It declares ${known.join(', ')}.`),
    hint: ({ near, source, target }) =>
      didYouMean(near) ?? `Declare it in project.yml below targets.${target}.sources.${source}.`,
  }),
  'run-failed': entry<{ model: string; problem: string }>({
    severity: 'error',
    summary: ({ model }) => `\`${model}\` could not be built`,
    detail: ({ problem }) => problem,
    hint: () =>
      'Nothing of it is visible in the environment. `lode show MODEL` runs the query without writing.',
  }),
  'conversion-failed': entry<{ model: string; problem: string }>({
    severity: 'error',
    summary: ({ model }) => `a value of \`${model}\` does not fit its type`,
    detail: ({ problem }) => problem,
    hint: () => 'Use TRY_CAST to get NULL for such values, or filter them out; nothing was made visible.',
  }),
  'out-of-memory': entry<{ model: string; problem: string }>({
    severity: 'error',
    summary: ({ model }) => `building \`${model}\` needs more memory than the engine may use`,
    detail: ({ problem }) => problem,
    hint: () =>
      'Give it more with `--memory-limit`, or make the lake’s disk larger: the engine spills there.',
  }),
  'source-relation-moved': entry<{ relation: string; column: string; expected: string; found: string }>({
    severity: 'error',
    summary: ({ relation, column }) =>
      `the source's \`${relation}\` no longer has \`${column}\` as its contract says`,
    detail: ({ expected, found }) => `Contract: ${expected}. Source: ${found}.`,
    hint: () =>
      '`lode source pull` brings the contract up to date; then review what that changes with `lode plan`.',
  }),
  'confirmation-needed': entry<{ what: string }>({
    severity: 'error',
    summary: ({ what }) => `${what} needs a yes, and there is no terminal to ask at`,
    hint: () => 'Add `--yes`.',
  }),
  declined: entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'not applied, as you said',
  }),
  'argument-invalid': entry<{ argument: string; problem: string; hint?: string }>({
    severity: 'error',
    summary: ({ argument, problem }) => `${argument}: ${problem}`,
    hint: ({ hint }) => hint,
  }),
  'query-not-select': entry<{ statements: number }>({
    severity: 'error',
    summary: ({ statements }) =>
      statements > 1 ? `\`lode query\` runs one statement, not ${statements}` : '`lode query` only reads',
    detail: () => 'Tables of a lake are written by `lode apply` alone.',
    hint: ({ statements }) =>
      statements > 1
        ? 'Run them one by one, or join them with UNION ALL.'
        : 'Write a SELECT; `--out FILE` keeps its result in a file.',
  }),
  'query-failed': entry<{ problem: string; near?: readonly string[] }>({
    severity: 'error',
    summary: () => 'the query failed',
    detail: ({ problem }) => problem,
    hint: ({ near }) => didYouMean(near),
  }),
  interrupted: entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'interrupted',
    hint: () => 'Nothing is half done: the next apply finishes or takes back what had been decided.',
  }),
  'internal-error': entry<{ problem: string }>({
    severity: 'error',
    summary: () => 'Lode has a bug: something happened that it does not expect',
    detail: ({ problem }) => problem,
    hint: () => 'Run again with `--verbose` and report what it prints. Committed data is not affected.',
  }),
} as const;
