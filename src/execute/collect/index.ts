/**
 * Cleaning a lake up: which versions stay, what they need, and the removal of the rest. In: a lake and how long things are kept. Out: what was removed. Decides nothing that the commit protocol
 * decides; what it must change of an environment it changes by a version of its own.
 */
export { collectGarbage, type GarbageRequest, type GarbageResult } from './collect-garbage.ts';
export { type RemovalKind, removalKinds } from './ledger.ts';
export { removeDropped } from './remove-dropped.ts';
export type { RetentionPolicy } from './retained-versions.ts';
