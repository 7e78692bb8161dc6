/**
 * Optimistic transactions. In: a snapshot, what was read of it, actions. Out: the version that they became, or a conflict. Rules as Spark's ConflictChecker has them; the one
 * thing that decides is a commit file put if absent.
 */
export type { Attempt, ReadSet, WritePorts } from './attempt.ts';
export { commitAttempt } from './commit-attempt.ts';
export { checksumAfter } from './commit-checksum.ts';
export { conflictWith, type IsolationLevel, isolationOf } from './conflicts.ts';
export { tracksRows } from './stamp-actions.ts';
