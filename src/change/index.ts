/**
 * What a change means: two definitions of a model in, a verdict with scope and reasons out. What cannot be proved equal is breaking.
 * Never reads a lake or runs a query.
 */
export { type Change, type ChangeScope, emptyScope, type Reason, type Verdict } from './change.ts';
export { compareDefinitions } from './compare-definitions.ts';
