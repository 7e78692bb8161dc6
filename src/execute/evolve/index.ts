/**
 * Plans and runs over sources whose schemas move. In: steps as they were bound, what an environment has recorded, the sources. Out: the same steps over the schemas of today, the relations as
 * they are to be staged, what was found. Asks sources for schemas only; writes nothing.
 */
export { contractedHashes } from './contracted-hashes.ts';
export { withDriftChange } from './drift-change.ts';
export {
  describeEntry,
  type Evolution,
  type EvolveRequest,
  evolveSteps,
  type Finding,
  type RebindDefinitions,
} from './evolve-steps.ts';
export { boundRelations, contractedRelations, laggingRelations, recordedDrift } from './known-relations.ts';
export { changeOf } from './plan-drift.ts';
export { type EvolvedPlan, planEvolved } from './plan-evolved.ts';
export { recordedSteps } from './recorded-steps.ts';
export { sourceContents } from './source-contents.ts';
