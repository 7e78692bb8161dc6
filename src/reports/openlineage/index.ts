/**
 * OpenLineage run events of a run and its models: what goes to Marquez, DataHub and their like. In: a compiled project, a run's beginning and its record. Out: events as plain
 * values, by version 2-0-2 of the specification. Sends nothing.
 */
export { type LineageFacts, lineageFacts } from './lineage-facts.ts';
export type { OpenLineageEvent } from './open-lineage-event.ts';
export { type ModelRun, modelStarted, runEnded, runStarted } from './run-events.ts';
