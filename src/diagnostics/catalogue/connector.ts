import { entry } from '../entry.ts';

export interface ConnectorFailureParameters {
  readonly source: string;
  readonly relation: string | null;
  readonly problem: string;
  readonly hint: string | null;
}

/** Connectors that a project brings itself. */
export const connectorEntries = {
  'connector-module-missing': entry<{ type: string; module: string; problem: string }>({
    severity: 'error',
    summary: ({ type, module }) => `the connector \`${type}\` cannot be loaded: ${module}`,
    detail: ({ problem }) => problem,
    hint: () =>
      '`connectors` of project.yml names a file of the project (`./connectors/jsonl.mjs`) or an npm package that is installed there.',
  }),
  'connector-invalid': entry<{ type: string; module: string; problem: string }>({
    severity: 'error',
    summary: ({ type, module }) => `${module} is no connector as Lode needs it (\`${type}\`)`,
    detail: ({ problem }) => problem,
    hint: () => 'docs/how-to/write-a-connector.md shows a whole one; `lode source test` checks it.',
  }),
  'connector-name-taken': entry<{ type: string; own: readonly string[] }>({
    severity: 'error',
    summary: ({ type }) => `\`connectors\` names \`${type}\`, which is a connector of Lode itself`,
    detail: ({ own }) => `Lode has ${own.join(', ')}.`,
    hint: () => 'Give yours another name: it is the `type` of the sources that use it.',
  }),
  'connector-failed': entry<ConnectorFailureParameters>({
    severity: 'error',
    summary: ({ source, relation }) =>
      `Source \`${relation === null ? source : `${source}.${relation}`}\` cannot be read.`,
    detail: ({ problem }) => problem,
    hint: ({ hint }) => hint ?? undefined,
  }),
  'connector-failed-now': entry<ConnectorFailureParameters>({
    severity: 'error',
    summary: ({ source, relation }) =>
      `Source \`${relation === null ? source : `${source}.${relation}`}\` cannot be read at the moment.`,
    detail: ({ problem }) => problem,
    hint: ({ hint }) => hint ?? 'Nothing of it was loaded. Run the command again later.',
  }),
  'connector-value': entry<{
    source: string;
    relation: string;
    column: string;
    row: number;
    problem: string;
  }>({
    severity: 'error',
    summary: ({ source, relation, column, row }) =>
      `row ${row} of \`${source}.${relation}\` has no value for \`${column}\` that its type holds`,
    detail: ({ problem }) => `${problem}.`,
    hint: () => 'Correct the type in the connector’s schema, or the value where it comes from.',
  }),
};
