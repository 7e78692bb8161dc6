import { entry } from '../entry.ts';

export const relationEntries = {
  'plan-unreadable': entry<{ relation: string; found: string }>({
    severity: 'error',
    summary: ({ relation }) => `The bound plan of \`${relation}\` cannot be read`,
    detail: ({ found }) => `Expected one plan as JSON, found: ${found}.`,
    hint: () => 'Lode reads the plans of the DuckDB version that it is pinned to; check `lode doctor`.',
  }),
  'plan-node-unknown': entry<{ relation: string; what: string; problem: string | null }>({
    severity: 'warning',
    summary: ({ relation, what }) => `\`${relation}\` uses ${what}, which Lode does not know`,
    detail: ({ problem }) =>
      problem === null ? undefined : `It is known, but not in the form that was found: ${problem}.`,
    hint: () =>
      'Its lineage is taken to be everything that it could read, and its verdict is `unknown` on every change.',
  }),
} as const;
