import { entry } from '../entry.ts';
import { list } from '../known.ts';

/** Saved plans, what a plan destroys, and other versions of the project. */
export const planEntries = {
  'plan-file-invalid': entry<{ path: string; problem: string }>({
    severity: 'error',
    summary: ({ path }) => `${path} is not a plan that can be applied`,
    detail: ({ problem }) => problem,
    hint: () => 'Make it again with `lode plan --out FILE`, with this version of Lode.',
  }),
  'plan-stale': entry<{ path: string; moved: readonly string[] }>({
    severity: 'error',
    summary: ({ path }) => `The plan in ${path} no longer fits: what it was made for has moved`,
    detail: ({ moved }) => moved.map((what) => `${what}.`).join('\n'),
    hint: () => 'Nothing was done. Make the plan again, review it, and apply that.',
  }),
  'destructive-not-allowed': entry<{ models: readonly string[] }>({
    severity: 'error',
    summary: ({ models }) =>
      `The plan drops ${models.map((model) => `\`${model}\``).join(', ')}, which needs your word`,
    detail: () =>
      'Nothing was done. A dropped table leaves the environment; its files stay as long as history is retained.',
    hint: ({ models }) => `Add ${models.map((model) => `\`--allow-destructive ${model}\``).join(' ')}.`,
  }),
  'revision-unreadable': entry<{ revision: string; problem: string }>({
    severity: 'error',
    summary: ({ revision }) => `The project cannot be read at ${revision}`,
    detail: ({ problem }) => problem,
    hint: () =>
      'Name a commit, a branch or a tag that git knows here; a shallow clone in CI must fetch it first.',
  }),
  'rollback-build-gone': entry<{ model: string }>({
    severity: 'error',
    summary: ({ model }) => `The files that \`${model}\` had in that version are gone`,
    detail: () => 'Nothing was done.',
    hint: () =>
      'Go back to a version whose files are still kept, leave the model out with `--select`, or bring its old definition back and apply it.',
  }),
  'rollback-target-differs': entry<{
    environment: string;
    version: number;
    standing: string;
    wanted: string;
    staying: readonly string[];
  }>({
    severity: 'error',
    summary: ({ environment, version, standing, wanted }) =>
      `version ${version} of ${environment} was filled from target \`${wanted}\`, what stands from \`${standing}\``,
    detail: ({ staying }) =>
      `${list(staying)} would stay as ${staying.length === 1 ? 'it is' : 'they are'}: rows of two targets in one environment would not be told apart.`,
    hint: () => 'Go back with everything: `--include-history`, and no `--select`.',
  }),
  'rollback-nothing': entry<{ environment: string; version: number }>({
    severity: 'error',
    summary: ({ environment, version }) =>
      `${environment} holds what it held at version ${version}: there is nothing to take back`,
    hint: () =>
      'Bronze and kinds that keep history stay unless `--include-history` is given. `lode history` lists the versions.',
  }),
};
