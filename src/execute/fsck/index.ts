/**
 * Whether a lake is whole: what its files say of each other, and of the rows. In: a lake. Out: what is wrong, as facts, and as diagnostics. Never writes.
 */
export { type CheckedLake, type CheckLakeRequest, checkLake } from './check-lake.ts';
export type { Problem } from './problem.ts';
export { isDamage, problemDiagnostic } from './problem-diagnostic.ts';
