import { didYouMean, entry } from '../entry.ts';

export const unitTestEntries = {
  'unit-test-variable-unknown': entry<{ test: string; variable: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ test, variable }) =>
      `unit test \`${test}\` sets variable \`${variable}\`, which project.yml does not have`,
    hint: ({ near }) =>
      didYouMean(near) ??
      'Declare it below `vars:` in project.yml, with the value that it has outside of tests.',
  }),
  'unit-test-csv-unreadable': entry<{ test: string; what: string; problem: string }>({
    severity: 'error',
    summary: ({ test, what }) => `${what} of unit test \`${test}\` cannot be read`,
    detail: ({ problem }) => problem,
    hint: () =>
      'The first line names the columns, commas part the fields, an empty field is NULL. A path counts from the folder of the test on.',
  }),
  'unit-test-cte-unknown': entry<{
    test: string;
    model: string;
    cte: string;
    known: readonly string[];
    near: readonly string[];
  }>({
    severity: 'error',
    summary: ({ test, model, cte }) =>
      `unit test \`${test}\` tests \`${cte}\`, which is no common table of \`${model}\``,
    detail: ({ known }) =>
      known.length === 0 ? 'Its statement does not begin with WITH.' : `It has ${known.join(', ')}.`,
    hint: ({ near }) => didYouMean(near),
  }),
  'unit-test-interval-invalid': entry<{ test: string; problem: string }>({
    severity: 'error',
    summary: ({ test }) => `unit test \`${test}\` has an interval that its model cannot compute`,
    detail: ({ problem }) => problem,
    hint: () =>
      'Write `interval: {start: 2024-07-01, end: 2024-07-02}`, the end not included, for a model that uses {{start}} and {{end}}.',
  }),
  'unit-test-not-generated': entry<{ model: string; problem: string; hint: string }>({
    severity: 'error',
    summary: ({ model }) => `no unit test of \`${model}\` could be made`,
    detail: ({ problem }) => problem,
    hint: ({ hint }) => hint,
  }),
} as const;
