import { entry } from '../entry.ts';

/** What columns are like, version by version. */
export const profileEntries = {
  'profile-not-measured': entry<{ model: string; problem: string }>({
    severity: 'warning',
    summary: ({ model }) => `the columns of ${model} could not be profiled`,
    detail: ({ problem }) => `${problem} The model itself was built all the same.`,
    hint: ({ model }) =>
      `\`lode profile ${model}\` measures them later. \`profile: false\` in the header leaves them out from now on.`,
  }),
  'profile-not-recorded': entry<{ environment: string; version: number; problem: string }>({
    severity: 'warning',
    summary: ({ environment, version }) =>
      `the column profiles of version ${version} of ${environment} could not be written`,
    detail: ({ problem }) => `${problem} The version stands all the same.`,
    hint: () =>
      'See whether the folder `_profiles` of the lake may be written to and whether the disk has room.',
  }),
  'profile-column-unknown': entry<{ model: string; column: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ model, column }) => `${model} has no column ${column}`,
    hint: ({ near, model }) =>
      near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `\`lode profile ${model}\` lists its columns.`,
  }),
};
