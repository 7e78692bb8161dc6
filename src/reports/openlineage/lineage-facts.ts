import type { CompiledColumn, CompiledProject } from '../../compile/index.ts';
import type { RunRecord } from '../../environment/index.ts';
import type { Audit } from '../../project/index.ts';
import { openLineageDatasets } from '../lineage/open-lineage.ts';
import { projectLineage } from '../lineage/project-lineage.ts';
import { producer } from './open-lineage-event.ts';

export interface JobRun {
  readonly namespace: string;
  readonly name: string;
  readonly runId: string;
}

/** What events say of a model whatever becomes of it. */
export interface ModelFacts {
  readonly name: string;
  readonly kind: string;
  readonly sql: string | null;
  readonly description: string | null;
  readonly columns: readonly Pick<CompiledColumn, 'name' | 'storedType' | 'description'>[];
  readonly audits: readonly Audit[];
  /** Names as declared. */
  readonly reads: readonly string[];
  /** The columnLineage facet's content, with namespaces; null where there is none. */
  readonly columnLineage: Readonly<Record<string, unknown>> | null;
}

/** What is the same in all events of a run. */
export interface LineageFacts {
  readonly run: JobRun;
  /** The job that started this one, Airflow's for instance; null for none. */
  readonly parent: JobRun | null;
  readonly command: RunRecord['command'];
  readonly environment: string;
  readonly engine: { readonly name: string; readonly version: string };
  readonly lode: string;
  /** By lower-case name. */
  readonly models: ReadonlyMap<string, ModelFacts>;
  /** The namespace of a relation: models and seeds of an environment are not those of another one, and sources not those of another target. */
  readonly namespaceOf: (relation: string) => string;
  /** A path below the lake by the naming rules of OpenLineage: of a `file` or in a bucket. */
  readonly locationOf: (path: string) => { readonly namespace: string; readonly name: string };
}

export interface LineageRequest
  extends Pick<LineageFacts, 'parent' | 'command' | 'environment' | 'engine' | 'lode'> {
  readonly runId: string;
  readonly project: string;
  readonly target: string | null;
  /** Of jobs. */
  readonly namespace: string;
  /** The lake's folder: absolute, or `s3://BUCKET/FOLDER`. */
  readonly lake: string;
  /** Relations that the environment reads from another one: lower-case name → that environment. */
  readonly borrowed: ReadonlyMap<string, string>;
  /** null where the run needs no project: a rollback. */
  readonly compiled: CompiledProject | null;
  readonly marked: ReadonlyMap<string, string>;
}

export function lineageFacts(request: LineageRequest): LineageFacts {
  const { project, environment, target, compiled, namespace, runId, lake } = request;
  const own = `lode://${project}/${environment}`;
  const sources = new Set((compiled?.sources ?? []).map(({ name }) => name.toLowerCase()));
  const namespaceOf = (relation: string) => {
    const key = relation.toLowerCase();
    if (sources.has(key)) return `lode://${project}/targets/${target ?? 'none'}`;
    const lender = request.borrowed.get(key);
    return lender === undefined ? own : `lode://${project}/${lender}`;
  };
  return {
    run: { namespace, name: `${project}.${environment}.${request.command}`, runId },
    parent: request.parent,
    command: request.command,
    environment,
    engine: request.engine,
    lode: request.lode,
    models: compiled === null ? new Map() : modelsOf(compiled, request.marked, own, namespaceOf),
    namespaceOf,
    locationOf(path) {
      const bucket = /^([a-z0-9]+:\/\/[^/]+)\/?(.*)$/.exec(lake);
      if (bucket === null) return { namespace: 'file', name: `${lake}/${path}` };
      const [, store, folder] = bucket;
      return { namespace: store!, name: folder === '' ? path : `${folder}/${path}` };
    },
  };
}

function modelsOf(
  compiled: CompiledProject,
  marked: ReadonlyMap<string, string>,
  own: string,
  namespaceOf: (relation: string) => string,
): Map<string, ModelFacts> {
  const datasets = openLineageDatasets(projectLineage(compiled, marked).value, own, producer);
  const lineage = new Map(datasets.map(({ name, facets }) => [name, facets.columnLineage]));
  const placed = (field: { readonly name: string }) => ({ ...field, namespace: namespaceOf(field.name) });
  const models = compiled.models.map((model): ModelFacts => {
    const columns = lineage.get(model.name);
    return {
      name: model.name,
      kind: model.kind,
      sql: model.sql,
      description: model.header.description,
      columns: model.columns,
      audits: model.audits,
      reads: model.reads.map(({ relation }) => relation),
      columnLineage:
        columns === undefined
          ? null
          : {
              fields: Object.fromEntries(
                Object.entries(columns.fields).map(([name, { inputFields }]) => [
                  name,
                  { inputFields: inputFields.map(placed) },
                ]),
              ),
              dataset: columns.dataset.map(placed),
            },
    };
  });
  const seeds = compiled.seeds.map(
    ({ name, columns }): ModelFacts => ({
      name,
      kind: 'seed',
      sql: null,
      description: null,
      columns,
      audits: [],
      reads: [],
      columnLineage: null,
    }),
  );
  return new Map([...models, ...seeds].map((model) => [model.name.toLowerCase(), model]));
}
