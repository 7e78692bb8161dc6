/**
 * How the schema of a source moves. In: a contract, what is recorded, what a source says of itself. Out: the relation as it is to be loaded, what is new, what policies stop or
 * leave out. Values only.
 */
export {
  type DriftEntry,
  type DriftSince,
  driftEntry,
  identityOf as driftIdentity,
  joinDrift,
  type RelationDrift,
  relationDrift,
} from './drift.ts';
export { type EffectiveColumn, type EffectiveRelation, effectiveRelation } from './effective-relation.ts';
export { type FoundDrift, findDrift, type Taking } from './find-drift.ts';
export { holdsType, joinTypes, plainType } from './join-types.ts';
export type { LikelyRename } from './likely-renames.ts';
export { matchColumn } from './match-columns.ts';
