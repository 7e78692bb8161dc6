/**
 * Column lineage. In: relations, and how the relations of a project read each other. Out: for each column the columns that it comes from or that decide it,
 * with how; the same for the set of rows; both ways through the whole graph. Pure.
 */
export { type LineageDocument, lineageDocument, lineageDocumentSchema } from './document.ts';
export {
  type ColumnLineage,
  type ColumnName,
  type DirectSubtype,
  directSubtypes,
  type Edge,
  type IndirectSubtype,
  indirectSubtypes,
  type RelationLineage,
  type Sources,
} from './edge.ts';
export { composeEdges, seeThrough } from './graph/compose.ts';
export { impactOf, type RelationImpact } from './graph/impact.ts';
export { limitToReached } from './graph/limit.ts';
export {
  downstreamOf,
  indexLineage,
  type LineageIndex,
  type LineageStep,
  type ReachedPoint,
  upstreamOf,
} from './graph/reach.ts';
export {
  type LineageColumn,
  type LineageGraph,
  type LineagePoint,
  type LineageRelation,
  noSources,
  pointKey,
} from './graph/relation.ts';
export { type ColumnUsage, deadRelations, type Usage, unreadEnds, usageOf } from './graph/usage.ts';
export {
  anonymiserNames,
  endingNames,
  predicates,
  pseudonym,
  usualAnonymisers,
  weakPseudonym,
} from './privacy/policy.ts';
export {
  type Influence,
  type Leak,
  type PrivacyFlow,
  type PrivacyRelation,
  type PrivacyStep,
  privacyFlow,
} from './privacy/privacy-flow.ts';
export { markName } from './trace/struct-fields.ts';
export { type RelationSteps, traceLineage, traceSteps, type ValueStep } from './trace/trace-lineage.ts';
