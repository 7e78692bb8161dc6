import type { RunModel, RunRecord } from '../../environment/index.ts';
import type { JobRun, LineageFacts, ModelFacts } from './lineage-facts.ts';
import {
  eventSchema,
  type Facets,
  facets,
  type OpenLineageDataset,
  type OpenLineageEvent,
  producer,
} from './open-lineage-event.ts';

/** A model's own run within a run. */
export interface ModelRun {
  readonly runId: string;
  /** Of its audits, which are a job of their own: their results are facets of what a job reads. */
  readonly auditsRunId: string;
}

export function runStarted(facts: LineageFacts, time: string): OpenLineageEvent {
  return event(facts, 'START', time, facts.run, facts.parent, jobFacets(facts.command.toUpperCase()));
}

export function modelStarted(
  facts: LineageFacts,
  model: string,
  run: ModelRun,
  time: string,
): OpenLineageEvent {
  const known = facts.models.get(model.toLowerCase());
  return {
    ...event(facts, 'START', time, jobOf(facts, model, run.runId), facts.run, modelJobFacets(known)),
    inputs: (known?.reads ?? []).map((relation) => dataset(facts, relation)),
    outputs: [dataset(facts, model, schemaFacets(known))],
  };
}

/**
 * The events that end a run: of each model that began, of its audits, and of the run itself, which is the last. `paths`: of the tables that it made, relative to the lake, by the models' lower-case
 * names.
 */
export function runEnded(
  facts: LineageFacts,
  record: RunRecord,
  runs: ReadonlyMap<string, ModelRun>,
  paths: ReadonlyMap<string, string>,
): OpenLineageEvent[] {
  const ofModels = record.models.flatMap((model) => {
    const run = runs.get(model.model.toLowerCase());
    return run === undefined ? [] : modelEnded(facts, record, model, run, paths);
  });
  const began = new Set(runs.keys());
  const others = record.models.filter(
    ({ model, tableVersion }) => !began.has(model.toLowerCase()) && tableVersion !== null,
  );
  const failed = record.outcome !== 'succeeded';
  const whole: OpenLineageEvent = {
    ...event(
      facts,
      typeOf(record.outcome),
      record.ended,
      facts.run,
      facts.parent,
      jobFacets(facts.command.toUpperCase()),
      failed ? (record.message ?? record.outcome) : null,
    ),
    outputs: others.map((model) => outputOf(facts, model, undefined, paths)),
  };
  return [...ofModels, whole];
}

function typeOf(outcome: RunRecord['outcome']): OpenLineageEvent['eventType'] {
  switch (outcome) {
    case 'succeeded':
      return 'COMPLETE';
    case 'interrupted':
    case 'conflict':
      return 'ABORT';
    case 'partial':
    case 'stopped':
    case 'failed':
      return 'FAIL';
  }
}

function modelEnded(
  facts: LineageFacts,
  record: RunRecord,
  model: RunModel,
  run: ModelRun,
  paths: ReadonlyMap<string, string>,
): OpenLineageEvent[] {
  const known = facts.models.get(model.model.toLowerCase());
  const type = modelType(record, model);
  const time = endOf(record, model);
  const why = type === 'COMPLETE' ? null : (model.message ?? record.message ?? record.outcome);
  const ended: OpenLineageEvent = {
    ...event(facts, type, time, jobOf(facts, model.model, run.runId), facts.run, modelJobFacets(known), why),
    inputs: inputsOf(facts, model, known),
    outputs: [outputOf(facts, model, known, paths)],
  };
  return [ended, ...auditEvents(facts, model, known, run, time)];
}

/** What was built and did not become visible did not come about: it is no failure of the model's own. */
function modelType(record: RunRecord, { outcome, version }: RunModel): OpenLineageEvent['eventType'] {
  if (outcome === 'failed' || outcome === 'stopped') return 'FAIL';
  const through = record.outcome === 'succeeded' || version !== null;
  return through && outcome !== 'interrupted' ? 'COMPLETE' : 'ABORT';
}

function endOf(record: RunRecord, { started, seconds }: RunModel): string {
  if (started === null || seconds === null) return record.ended;
  return new Date(Date.parse(started) + Math.round(seconds * 1000)).toISOString();
}

/** A job whose input carries the results: the facet of assertions belongs to inputs. */
function auditEvents(
  facts: LineageFacts,
  model: RunModel,
  known: ModelFacts | undefined,
  { auditsRunId }: ModelRun,
  time: string,
): OpenLineageEvent[] {
  const ran = model.audits.passed + model.audits.warned + model.audits.failed > 0;
  if (known === undefined || known.audits.length === 0 || !ran) return [];
  const job = jobOf(facts, `${model.model}.audits`, auditsRunId);
  const input: OpenLineageDataset = {
    ...dataset(facts, model.model),
    inputFacets: facets({ dataQualityAssertions: { assertions: assertionsOf(known, model) } }),
  };
  const failed = model.audits.failed > 0;
  const ended = event(
    facts,
    failed ? 'FAIL' : 'COMPLETE',
    time,
    job,
    facts.run,
    jobFacets('AUDIT'),
    failed ? model.message : null,
  );
  return [event(facts, 'START', time, job, facts.run, jobFacets('AUDIT')), { ...ended, inputs: [input] }];
}

function assertionsOf(known: ModelFacts, { failedAudits }: RunModel) {
  const failures = new Map(failedAudits.map((result) => [keyOf(result.name, result.columns), result]));
  return known.audits.map((audit) => {
    const failure = failures.get(keyOf(audit.name, audit.columns));
    return {
      assertion: audit.name,
      success: failure === undefined,
      ...(audit.columns.length === 1 ? { column: audit.columns[0] } : {}),
      severity: audit.onFailure === 'block' ? 'error' : 'warn',
      ...(failure === undefined ? {} : { actual: String(failure.failures) }),
      params: {
        columns: audit.columns,
        ...('arguments' in audit ? audit.arguments : {}),
      },
    };
  });
}

function keyOf(name: string, columns: readonly string[]): string {
  return JSON.stringify([name, ...columns.map((column) => column.toLowerCase())]);
}

function inputsOf(facts: LineageFacts, model: RunModel, known: ModelFacts | undefined): OpenLineageDataset[] {
  if (model.inputs.length === 0) return (known?.reads ?? []).map((relation) => dataset(facts, relation));
  return model.inputs.map(({ relation, content, version }) =>
    dataset(
      facts,
      relation,
      facets({ version: { datasetVersion: version === null ? content : String(version) } }),
    ),
  );
}

function outputOf(
  facts: LineageFacts,
  model: RunModel,
  known: ModelFacts | undefined,
  paths: ReadonlyMap<string, string>,
): OpenLineageDataset {
  const { tableVersion, rows, bytes } = model;
  const stored = tableVersion !== null;
  const path = paths.get(model.model.toLowerCase());
  return {
    ...dataset(facts, model.model, {
      ...schemaFacets(known),
      ...facets({
        version: stored ? { datasetVersion: String(tableVersion) } : null,
        storage: stored ? { storageLayer: 'delta', fileFormat: 'parquet' } : null,
        symlinks: path === undefined ? null : { identifiers: [{ ...facts.locationOf(path), type: 'TABLE' }] },
      }),
    }),
    ...(stored && rows !== null
      ? {
          outputFacets: facets({
            outputStatistics: { rowCount: rows, ...(bytes === null ? {} : { size: bytes }) },
          }),
        }
      : {}),
  };
}

function schemaFacets(known: ModelFacts | undefined): Facets {
  if (known === undefined) return {};
  return facets({
    schema: {
      fields: known.columns.map(({ name, storedType, description }, index) => ({
        name,
        type: storedType,
        ...(description === null ? {} : { description }),
        ordinal_position: index + 1,
      })),
    },
    columnLineage: known.columnLineage,
  });
}

function dataset(facts: LineageFacts, relation: string, given?: Facets): OpenLineageDataset {
  return {
    namespace: facts.namespaceOf(relation),
    name: relation,
    ...(given === undefined ? {} : { facets: given }),
  };
}

function jobOf(facts: LineageFacts, name: string, runId: string): JobRun {
  const { namespace, name: run } = facts.run;
  return { namespace, name: `${run}.${name}`, runId };
}

function modelJobFacets(known: ModelFacts | undefined): Facets {
  return {
    ...jobFacets('MODEL'),
    ...facets({
      sql: known?.sql == null ? null : { query: known.sql, dialect: 'duckdb' },
      documentation: known?.description == null ? null : { description: known.description },
    }),
  };
}

function jobFacets(jobType: string): Facets {
  return facets({ jobType: { processingType: 'BATCH', integration: 'LODE', jobType } });
}

function event(
  { engine, lode, parent: root }: LineageFacts,
  eventType: OpenLineageEvent['eventType'],
  eventTime: string,
  { namespace, name, runId }: JobRun,
  parent: JobRun | null,
  ofJob: Facets,
  error: string | null = null,
): OpenLineageEvent {
  const top = root ?? parent;
  return {
    eventType,
    eventTime,
    producer,
    schemaURL: eventSchema,
    run: {
      runId,
      facets: facets({
        parent: parent === null ? null : { ...namedRun(parent), root: namedRun(top!) },
        processing_engine: { ...engine, openlineageAdapterVersion: lode },
        errorMessage: error === null ? null : { message: error, programmingLanguage: 'SQL' },
      }),
    },
    job: { namespace, name, facets: ofJob },
    inputs: [],
    outputs: [],
  };
}

function namedRun({ namespace, name, runId }: JobRun) {
  return { run: { runId }, job: { namespace, name } };
}
