import { entry } from '../entry.ts';

export const keepEntries = {
  'environment-read': entry<{ environment: string; readers: readonly string[] }>({
    severity: 'error',
    summary: ({ environment, readers }) => `${readers.join(', ')} reads from ${environment}`,
    detail: () => 'A version that is kept takes from it what it does not hold itself.',
    hint: ({ readers }) =>
      `Drop ${readers.join(', ')} first, or plan it anew on another environment and wait until its earlier versions are cleaned away.`,
  }),
  'environment-kept': entry<{ environment: string; readers: readonly string[] }>({
    severity: 'warning',
    summary: ({ environment, readers }) =>
      `${environment} has had its time, and stays: ${readers.join(', ')} reads from it`,
    hint: () => 'It goes with the next `lode gc` after they are gone.',
  }),
  'environment-drop-default': entry<{ environment: string }>({
    severity: 'error',
    summary: ({ environment }) => `${environment} is the project’s default environment`,
    detail: () => 'Dropping it takes all its tables and their history away.',
    hint: ({ environment }) => `If that is meant: \`lode env drop ${environment} --yes --even-default\`.`,
  }),
  'gc-table-skipped': entry<{ path: string; problem: string }>({
    severity: 'warning',
    summary: ({ path }) => `${path} was left as it is`,
    detail: ({ problem }) => problem,
    hint: () => 'What it needs cannot be told. `lode fsck` says what is wrong with it.',
  }),
  'build-gone': entry<{ path: string }>({
    severity: 'error',
    summary: () => 'a build that was about to be used has just been cleaned away',
    detail: ({ path }) => `${path} is gone.`,
    hint: () => 'Nothing was changed. Run the command again: it builds what is missing.',
  }),
} as const;
