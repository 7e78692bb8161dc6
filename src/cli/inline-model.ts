import type { Diagnostic } from '../diagnostics/index.ts';
import type { Model } from '../project/index.ts';
import { queryPath } from './console.ts';
import type { OpenProject } from './open-project.ts';

const layer = 'inline';
/** The model that a query on the command line becomes. Its layer cannot be a folder's: that would be a model's name with two files. */
export const inlineName = `${layer}.query`;

/**
 * The project with a query of the user's as one more model, so that it is rendered, bound and reported on as models are: places are `query:line:column`.
 * Its layer may read all others.
 */
export function withInlineModel(open: OpenProject, sql: string): OpenProject {
  const file = { path: queryPath, text: sql };
  const model: Model = {
    name: inlineName,
    layer,
    file,
    header: {
      kind: 'embedded',
      description: null,
      owner: null,
      tags: [],
      enabled: true,
      grain: [],
      partitionedBy: [],
      columns: [],
      audits: [],
      renamedFrom: null,
      retentionDays: null,
      profile: null,
      cron: null,
      start: null,
      timeColumn: null,
      interval: 'day',
      lookback: 0,
      timeZone: null,
      batchSize: null,
      uniqueKey: [],
      deleteMarker: null,
      updatedAt: null,
      comparedColumns: null,
      hardDeletes: 'ignore',
      forwardOnly: false,
      load: null,
      onSchemaChange: 'fail',
    },
    spans: {},
    bodyStart: 0,
  };
  const models = [...open.project.models.filter((each) => each.name !== inlineName), model];
  const { layers } = open.project;
  const reads = [...layers.map((each) => each.name), 'seeds', 'sources'];
  return {
    ...open,
    asWritten: false,
    project: { ...open.project, models, layers: [...layers, { name: layer, reads }] },
    fileText: (asked) => (asked === queryPath ? sql : open.fileText(asked)),
  };
}

/** What is wrong with the query itself, where anything is; what is wrong with the project otherwise. */
export function ofQueryFirst(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const own = diagnostics.filter(
    ({ severity, subject }) => severity === 'error' && subject?.file === queryPath,
  );
  return own.length > 0 ? own : diagnostics;
}
