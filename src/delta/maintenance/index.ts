/**
 * Looking after tables: packing files, removing what no version needs, going back, cleaning the log. In: ports and a table's folder. Out: what was done. None of it changes the rows of the newest version
 * but `restoreTable`.
 */

export { type CleanLogOptions, cleanLog } from './clean-log.ts';
export { compactLog } from './compact-log.ts';
export { type NeededFiles, neededFiles } from './needed-files.ts';
export { type OptimizeOptions, type OptimizeResult, optimizeTable } from './optimize.ts';
export { type RestoreResult, restoreTable } from './restore.ts';
export { isVacuumed, type VacuumOptions, type VacuumResult, vacuumTable } from './vacuum.ts';
