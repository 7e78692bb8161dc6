import { didYouMean, entry } from '../entry.ts';
import { list } from '../known.ts';

export const auditEntries = {
  'audit-unknown': entry<{
    name: string;
    instead: string | null;
    near: readonly string[];
    own: readonly string[];
  }>({
    severity: 'error',
    summary: ({ name }) => `There is no audit \`${name}\``,
    hint: ({ instead, near, own }) =>
      instead !== null
        ? `Here it is \`${instead}\`.`
        : (didYouMean(near) ??
          (own.length === 0
            ? 'Audits of your own are SQL files in `tests/audits/`.'
            : `Audits of the project: ${list(own)}.`)),
  }),
  'audit-without-arguments': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `\`${name}\` does not say what it is to look at`,
    hint: ({ name }) =>
      name === 'not_null' || name === 'unique'
        ? `Name its columns: \`- ${name}: [id]\`.`
        : `Give its arguments: \`- ${name}: {…}\`.`,
  }),
  'audit-columns-unpaired': entry<{ name: string; columns: readonly string[]; fields: readonly string[] }>({
    severity: 'error',
    summary: ({ name, columns, fields }) =>
      `\`${name}\` sets ${columns.length} ${columns.length === 1 ? 'column' : 'columns'} against ${fields.length}`,
    detail: ({ columns, fields }) => `${list(columns)} against ${list(fields)}.`,
    hint: () => 'Each column needs one of the other relation, in the same order.',
  }),
  'audit-severity': entry<{ severity: string; action: string }>({
    severity: 'error',
    summary: ({ severity, action }) =>
      `\`severity: ${severity}\` and \`on_failure: ${action}\` contradict each other`,
    hint: () => 'Keep one of them: `severity: warn` and `on_failure: warn` are the same.',
  }),
  'audit-threshold-unused': entry<{ warnIf: boolean; errorIf: boolean; onFailure: string }>({
    severity: 'error',
    summary: ({ onFailure }) =>
      onFailure === 'warn'
        ? '`error_if` of an audit that only warns'
        : '`warn_if` of an audit that stops the commit with its first failing row',
    hint: ({ onFailure }) =>
      onFailure === 'warn'
        ? 'Leave `severity: warn` out, or write `warn_if` instead.'
        : 'Add `error_if`, or `severity: warn` where it is never to stop the commit.',
  }),
  'audit-without-threshold': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `\`${name}\` counts no failing rows: \`error_if\` and \`warn_if\` have no meaning`,
    hint: () => 'Its own bounds say when it fails.',
  }),
  'audit-not-quarantined': entry<{ name: string; known: readonly string[] }>({
    severity: 'error',
    summary: ({ name }) => `\`${name}\` cannot put rows aside`,
    detail: () => 'It judges the table, not one row after the other.',
    hint: ({ known }) => `\`on_failure: quarantine\` belongs to ${list(known, 'or')}.`,
  }),
  'audit-quarantine-kind': entry<{ name: string; kind: string }>({
    severity: 'error',
    summary: ({ name, kind }) =>
      kind === 'load'
        ? `\`${name}\` cannot put rows of a load aside`
        : `\`${name}\` cannot put rows of a model of kind \`${kind}\` aside`,
    detail: ({ kind }) =>
      kind === 'load'
        ? 'A load keeps what its source gave, good or bad.'
        : kind === 'scd_type_2'
          ? 'When a version begins and ends is known only after rows were put aside.'
          : 'It has no rows of its own.',
    hint: ({ kind }) =>
      kind === 'load'
        ? 'Put rows aside in the model that reads it.'
        : 'Use `block` or `warn`, or put rows aside in the table that it reads.',
  }),
  'audit-quarantine-relation': entry<{ name: string; relation: string }>({
    severity: 'error',
    summary: ({ name, relation }) =>
      `\`${name}\` cannot put rows aside by \`${relation}\`, which the model does not read`,
    detail: () => 'Which rows stand in its table would depend on something that it is not computed from.',
    hint: ({ relation }) => `Join \`${relation}\` in the model, or use \`block\` or \`warn\`.`,
  }),
  'audit-invalid': entry<{ audit: string; what: string; problem: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ audit, what }) => `${what} of the audit \`${audit}\` cannot be computed`,
    detail: ({ problem }) => problem,
    hint: ({ near }) => didYouMean(near),
  }),
  'audit-not-condition': entry<{ audit: string; what: string; type: string }>({
    severity: 'error',
    summary: ({ audit, what, type }) =>
      `${what} of the audit \`${audit}\` is no condition but of type ${type}`,
    hint: () => 'Write something that is true or false for each row, such as `amount >= 0`.',
  }),
  'audit-reads-relation': entry<{ audit: string; relations: readonly string[] }>({
    severity: 'error',
    summary: ({ audit, relations }) => `A condition of the audit \`${audit}\` reads ${list(relations)}`,
    hint: () =>
      'A condition looks at one row. Use `relationships`, or an audit of your own in `tests/audits/`.',
  }),
  'audit-column-type': entry<{ audit: string; column: string; type: string; expected: string }>({
    severity: 'error',
    summary: ({ audit, column, type, expected }) =>
      `The audit \`${audit}\` needs ${expected}; \`${column}\` is of type ${type}`,
  }),
  'audit-value-type': entry<{ audit: string; column: string; value: string; type: string; problem: string }>({
    severity: 'error',
    summary: ({ audit, column, value, type }) =>
      `${value} of the audit \`${audit}\` is no value of \`${column}\`, which is of type ${type}`,
    detail: ({ problem }) => problem,
  }),
  'audit-relation-unknown': entry<{ audit: string; relation: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ audit, relation }) => `The audit \`${audit}\` names \`${relation}\`, which there is not`,
    hint: ({ near }) => didYouMean(near) ?? 'Name a model or a seed of the project, e.g. silver.customers.',
  }),
  'audit-reads-source': entry<{ audit: string; relation: string; source: string }>({
    severity: 'error',
    summary: ({ audit, relation, source }) =>
      `The audit \`${audit}\` reads \`${relation}\`, a view of the source \`${source}\``,
    hint: () => 'Name the bronze table that holds the source’s rows.',
  }),
  'audit-parameter': entry<{ audit: string; problem: string; known: readonly string[] }>({
    severity: 'error',
    summary: ({ audit, problem }) => `The audit \`${audit}\` ${problem}`,
    hint: ({ known }) => (known.length === 0 ? 'It takes no parameters.' : `Its parameters: ${list(known)}.`),
  }),
  'audit-cycle': entry<{ audit: string; model: string; relation: string }>({
    severity: 'error',
    summary: ({ audit, model, relation }) =>
      `The audit \`${audit}\` of \`${model}\` reads \`${relation}\`, which is built from \`${model}\``,
    hint: ({ relation }) => `Give it to \`${relation}\`, where both can be seen.`,
  }),
  'audit-name-taken': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `\`${name}\` is the name of an audit that ships, or of another file`,
    hint: () => 'Give the file another name.',
  }),
  'audit-unused': entry<{ name: string }>({
    severity: 'warning',
    summary: ({ name }) => `No model uses the audit \`${name}\``,
    hint: ({ name }) =>
      `Name it in the \`audits:\` of a model, or name models in its own header: \`models: [silver.${name}]\`.`,
  }),
  'audit-nothing-personal': entry<{ model: string; of: readonly string[] | null }>({
    severity: 'error',
    summary: ({ model, of }) =>
      of === null
        ? `\`no_personal_data\` of \`${model}\` has nothing to look for: no column that it can read is tagged`
        : `\`no_personal_data\` of \`${model}\` has nothing to look for: no column of ${list(of)} is tagged`,
    hint: () =>
      'Tag the columns where they come in (`pii: name`), or name them: `of: [bronze.residents.name]`.',
  }),
  'audit-nothing-scanned': entry<{ model: string }>({
    severity: 'error',
    summary: ({ model }) => `\`no_personal_data\` of \`${model}\` has no column of text to look at`,
    detail: () => 'Columns that hold personal data as it is declared are not looked at.',
    hint: () => 'Name the columns, `columns: [note]`, or leave the audit out.',
  }),
  'audit-relation-missing': entry<{ audit: string; model: string; relation: string }>({
    severity: 'error',
    summary: ({ audit, model, relation }) =>
      `The audit \`${audit}\` of \`${model}\` reads \`${relation}\`, which does not stand in this environment`,
    hint: ({ relation }) => `Build it too: \`--select +${relation}\`.`,
  }),
} as const;
