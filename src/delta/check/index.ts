/**
 * Checks of a table against itself: checkpoints and checksums against the commits, data files against what the log says of them. In: ports and a table. Out: what does not
 * agree, as values. Never writes.
 */
export { checkDataFiles, type FileProblem } from './check-data-files.ts';
export { checkLog, type LogProblem } from './check-log.ts';
export { checkStatistics, type StatisticsProblem } from './check-statistics.ts';
