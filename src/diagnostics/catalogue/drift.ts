import { entry } from '../entry.ts';

export const driftEntries = {
  'drift-frozen': entry<{ relation: string; source: string; changes: readonly string[] }>({
    severity: 'error',
    summary: ({ relation }) =>
      `The source's \`${relation}\` is not as its contract says, and its policy is \`freeze\`.`,
    detail: ({ changes }) =>
      `In the source ${changes.join('; ')}. Nothing of it was loaded: what stands stays.`,
    hint: ({ source }) =>
      `\`lode source pull ${source}\` brings the contract up to date; \`policy: evolve\` takes such changes in by itself.`,
  }),
  'source-relation-gone': entry<{ relation: string; models: readonly string[]; detail: string }>({
    severity: 'error',
    summary: ({ relation }) => `\`${relation}\` is no longer in its source.`,
    detail: ({ models, detail }) =>
      `${models.map((model) => `\`${model}\``).join(', ')} ${models.length === 1 ? 'reads' : 'read'} it, and ${models.length === 1 ? 'keeps its' : 'keep their'} rows. ${detail}`.trim(),
    hint: () =>
      'If it has another name now, write that as its name in the contract and the old one as its `as:`. If it is gone for good, take out the model that reads it.',
  }),
  'drift-held-back': entry<{ relation: string; model: string; problem: string; least: boolean }>({
    severity: 'warning',
    summary: ({ relation, model, least }) =>
      least
        ? `What is new in the source's \`${relation}\` is left out: \`${model}\` does not go with it.`
        : `Types in the source's \`${relation}\` are not widened: \`${model}\` does not go with that. What does not fit stands in columns of its own.`,
    detail: ({ problem }) => problem,
    hint: () => '`lode source pull` and then `lode compile` show where the model has to say what it means.',
  }),
  'drift-condition-lost': entry<{ relation: string; column: string; model: string }>({
    severity: 'warning',
    summary: ({ relation, column, model }) =>
      `\`${model}\` chooses its rows by \`${column}\`, which \`${relation}\` no longer has.`,
    detail: () => 'It is NULL in every row, so that conditions on it may leave none.',
    hint: ({ column }) =>
      `\`lode source check\` says what has come in its place. Take \`${column}\` out of the conditions, or name the new column after \`lode source pull\`.`,
  }),
  'drift-values-left-out': entry<{ relation: string; column: string; type: string; values: number }>({
    severity: 'warning',
    summary: ({ relation, column, type, values }) =>
      `${values} ${values === 1 ? 'value' : 'values'} of \`${relation}.${column}\` ${values === 1 ? 'is' : 'are'} no ${type}: NULL was loaded, as the policy \`discard\` says.`,
    hint: () => 'With `policy: evolve` they would stand in a column of their own.',
  }),
  'drift-values-elsewhere': entry<{
    relation: string;
    column: string;
    type: string;
    values: number;
    into: string;
  }>({
    severity: 'note',
    summary: ({ relation, column, type, values, into }) =>
      `${values} ${values === 1 ? 'value' : 'values'} of \`${relation}.${column}\` ${values === 1 ? 'is' : 'are'} no ${type}, and ${values === 1 ? 'stands' : 'stand'} in \`${into}\`.`,
  }),
  'drift-column-recorded': entry<{
    column: string;
    model: string;
    environment: string;
    version: number;
    source: string;
    variant: boolean;
  }>({
    severity: 'note',
    summary: ({ column, model, environment, version }) =>
      `\`${model}\` has \`${column}\` in ${environment} since version ${version}; the contract does not name it.`,
    hint: ({ source, environment, variant }) =>
      variant
        ? 'It holds values of a type that the contract does not know. `lode source pull` takes the new type in; such a column itself cannot be named.'
        : `\`lode source pull ${source} --from-environment ${environment}\` takes it into the contract; then models may name it.`,
  }),
  'drift-not-handed': entry<{ model: string; relation: string; column: string; type: string }>({
    severity: 'error',
    summary: ({ model, relation, column, type }) =>
      `\`${model}\` was written for \`${relation}.${column}\` as ${type}, and it holds values by now that are none.`,
    detail: () =>
      `In the source the column has become wider. Readers get what they were bound with, or nothing: no value is cut or rounded.`,
    hint: () =>
      '`lode source pull` takes the wider type into the contract; `lode plan` then shows which models change with it.',
  }),
} as const;
