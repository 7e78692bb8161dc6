/**
 * Mends an environment of which something was lost. In: a lake, the name of an environment, what the project still knows. Out: what was done, and what is still wrong. Loses nothing that is whole.
 */
export type { RepairAction } from './repair-action.ts';
export { type RepairRequest, type RepairResult, repairEnvironment } from './repair-environment.ts';
