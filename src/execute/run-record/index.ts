/**
 * What happened: runs as values, and as rows of the lake's Delta table `_runs`. In: what a run was to do, its events, how it ended. Out: a record; rows that any Delta
 * reader and `lode query` can read. Nothing depends on it: a record that cannot be written changes no outcome.
 */
export { collectRun, type RunCollector, type RunEnd, type RunStart } from './collect-run.ts';
export { asksForRuns, defineRunViews, runRelations } from './define-run-views.ts';
export { writeRun } from './write-run.ts';
