import { didYouMean, entry } from '../entry.ts';
import { type Known, near } from '../known.ts';

export const projectEntries = {
  'exposure-duplicate': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `two exposures are called \`${name}\``,
    hint: () => 'Give one of them another name: names are compared without case.',
  }),
  'project-missing': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'There is no project.yml here',
    detail: () => 'A folder is a Lode project when it has a file `project.yml`.',
    hint: () =>
      'Run the command in the project’s folder, or name it with `--project DIR`; `lode init` makes a new project.',
  }),
  'time-zone-unknown': entry<{ zone: string; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ zone }) => `\`${zone}\` is not a time zone`,
    hint: ({ candidates }) =>
      didYouMean(candidates) ?? 'Time zones have IANA names, such as `Europe/Brussels` or `UTC`.',
  }),
  'variable-not-here': entry<Record<string, never>>({
    severity: 'error',
    summary: () =>
      '`${…}` is replaced only in `lake`, in `storage`, in the settings of sources, in hooks and in `openlineage`',
    hint: () =>
      'A value that differs between machines belongs there; what SQL needs is a variable under `vars:`, the same for everybody.',
  }),
  'variable-not-set': entry<{ name: string; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ name }) => `The environment variable \`${name}\` is not set`,
    hint: ({ name, candidates }) =>
      [
        didYouMean(candidates),
        `Set it in the environment or in the file .env, or give a default: \`\${${name}:-…}\`.`,
      ]
        .filter((part) => part !== undefined)
        .join(' '),
  }),
  'unknown-target': entry<{ target: string } & Known>({
    severity: 'error',
    summary: ({ target }) => `There is no target \`${target}\` in project.yml`,
    hint: (parameters) => near(parameters, 'Targets') ?? 'Declare it under `targets:`.',
  }),
  'source-not-in-target': entry<{ source: string; target: string } & Known>({
    severity: 'error',
    summary: ({ source, target }) => `Target \`${target}\` has no source \`${source}\``,
    hint: (parameters) =>
      near(parameters, 'It has') ??
      `Declare it in project.yml under \`targets.${parameters.target}.sources\`.`,
  }),
  'duplicate-name': entry<{ name: string; what: 'model' | 'seed' | 'relation' | 'quarantine' }>({
    severity: 'error',
    summary: ({ name }) => `The name \`${name}\` is taken`,
    detail: ({ what }) =>
      what === 'model'
        ? 'Names are compared without case; folders below the layer are not part of a name.'
        : what === 'quarantine'
          ? 'The rows that audits put aside get a table of this name.'
          : 'Names are compared without case.',
    hint: ({ what }) =>
      what === 'relation'
        ? 'Give one of them another name with `as:`.'
        : what === 'quarantine'
          ? 'Give the model another name.'
          : 'Rename one of the two files.',
  }),
  'duplicate-source-name': entry<{ name: string; first: string }>({
    severity: 'error',
    summary: ({ name, first }) => `\`${name}\` and \`${first}\` are one name in SQL`,
    detail: () => 'Names are compared without case.',
    hint: () => 'Give one of them another name with `as:`.',
  }),
  'reserved-name': entry<{ name: string; what: 'layer' | 'source' }>({
    severity: 'error',
    summary: ({ name, what }) => `A ${what} cannot be named \`${name}\``,
    detail: () => 'Layers and sources are the schemas of names in SQL; this one has another meaning.',
    hint: ({ what }) =>
      what === 'source' ? 'Rename the source, here and in project.yml.' : 'Rename the layer and its folder.',
  }),
  'unusable-name': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `\`${name}\` cannot be the name of a table`,
    hint: () => 'Use letters, digits and `_`, not beginning with a digit: rename the file.',
  }),
  'contract-without-columns': entry<{ relation: string }>({
    severity: 'error',
    summary: ({ relation }) => `The contract gives \`${relation}\` no column`,
    hint: () => '`lode source pull` writes the columns as the source has them.',
  }),
  'unknown-column': entry<{ column: string; relation: string } & Known>({
    severity: 'error',
    summary: ({ column, relation }) => `\`${relation}\` has no column \`${column}\``,
    hint: (parameters) => near(parameters, 'Its columns'),
  }),
} as const;
