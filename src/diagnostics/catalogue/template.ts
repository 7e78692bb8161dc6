import { didYouMean, entry } from '../entry.ts';
import { type Known, list, near } from '../known.ts';

export const templateEntries = {
  'template-noncharacter': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'This character is not allowed in a template (a Unicode noncharacter, U+FDD0 to U+FDD3)',
    hint: () => 'Remove it; in a string write `chr(64976)`.',
  }),
  'template-not-closed': entry<{ what: string; block: boolean }>({
    severity: 'error',
    summary: ({ what }) => `\`${what}\` is not closed`,
    hint: ({ what, block }) => {
      const name = /^\{\{~?[#^]\s*[>*]?\s*([^\s}~]+)/.exec(what)?.[1];
      return block && name
        ? `Close it with \`{{/${name}}}\`.`
        : 'Close it with `}}`; for braces that are SQL, write a space between them.';
    },
  }),
  'template-syntax': entry<{ reason: string }>({
    severity: 'error',
    summary: ({ reason }) => `The template cannot be read: ${reason}`,
    hint: () => 'Braces that are SQL, not template, need a space between them: `MAP { {…} : 1 }`.',
  }),
  'template-unsupported': entry<{ what: string }>({
    severity: 'error',
    summary: () => 'This form of a template is not supported',
    detail: () =>
      'Templates have `{{name}}`, `{{> macro argument=value}}`, `{{#if}}`, `{{#unless}}`, `{{#each}}`, `{{#with}}` and comments.',
  }),
  'template-unknown-name': entry<{
    name: string;
    candidates: readonly string[];
    variable: string | null;
    known: readonly string[];
    /** Whether it is a text or number, which is no name at all. */
    literal: boolean;
  }>({
    severity: 'error',
    summary: ({ name }) => `The template name \`${name}\` is not known`,
    hint: ({ candidates, variable, known, literal }) =>
      literal
        ? 'Braces that are SQL, not template, need a space between them: `MAP { {…} : 1 }`.'
        : variable !== null
          ? `A variable of project.yml is written \`{{var '${variable}'}}\`.`
          : (didYouMean(candidates) ?? `There are ${list(known)}; \`{{> macro}}\` calls a macro.`),
  }),
  'template-unknown-partial': entry<{ name: string } & Known>({
    severity: 'error',
    summary: ({ name }) => `There is no macro \`${name}\``,
    hint: (parameters) => near(parameters, 'Macros') ?? `It would be the file macros/${parameters.name}.hbs.`,
  }),
  'template-unknown-variable': entry<{ variable: string } & Known>({
    severity: 'error',
    summary: ({ variable }) => `There is no variable \`${variable}\` in project.yml`,
    hint: (parameters) => near(parameters, 'Variables') ?? 'Declare it under `vars:`.',
  }),
  'template-list-variable': entry<{ variable: string }>({
    severity: 'error',
    summary: ({ variable }) => `The variable \`${variable}\` is a list and cannot be printed as it is`,
    hint: ({ variable }) => `Write \`{{#each (var '${variable}')}}…{{this}}…{{/each}}\`.`,
  }),
  'template-unknown-argument': entry<{ argument: string; partial: string } & Known>({
    severity: 'error',
    summary: ({ argument, partial }) => `The macro \`${partial}\` has no argument \`${argument}\``,
    hint: (parameters) => near(parameters, 'Its arguments'),
  }),
  'template-missing-argument': entry<{ argument: string }>({
    severity: 'error',
    summary: ({ argument }) => `The argument \`${argument}\` is not given`,
    hint: ({ argument }) =>
      `Pass \`${argument}=…\` in the call, or give a default: \`{{#if ${argument}}}{{${argument}}}{{else}}…{{/if}}\`.`,
  }),
  'template-arguments': entry<{ helper: string; wanted: number }>({
    severity: 'error',
    summary: ({ helper, wanted }) => `\`${helper}\` takes ${wanted === 0 ? 'no argument' : 'one argument'}`,
  }),
  'template-no-interval': entry<{ helper: string }>({
    severity: 'error',
    summary: ({ helper }) =>
      `\`{{${helper}}}\` has a value only in models of kind \`incremental_by_time_range\``,
  }),
  'template-recursion': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'The macro calls itself without end',
  }),
  'template-failed': entry<{ reason: string }>({
    severity: 'error',
    summary: ({ reason }) => `The template fails: ${reason}`,
  }),
} as const;
