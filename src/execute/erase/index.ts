/**
 * Takes rows out of a lake and out of what keeps them. In: conditions over tables' columns. Out: versions without such rows, a record of what was done that names no value. Rebuilding what is made of them is a run;
 * what a user must decide is handed back undecided.
 */
export { type Condition, readCondition } from './condition.ts';
export { asksForErasures, defineErasuresView, erasuresRelation } from './define-erasures-view.ts';
export { eraseRows } from './erase-rows.ts';
export {
  type Forgotten,
  forgetParity,
  forgetProfiles,
  forgetSamples,
  surveyTelling,
  type Telling,
} from './forget-samples.ts';
export { purgeHistory } from './purge-history.ts';
export {
  beginErasure,
  type ErasedSince,
  endErasure,
  erasedSince,
  erasuresAfter,
  readErasures,
} from './records.ts';
export { repinEnvironment } from './repin.ts';
export { eraseFromSideTable, type SideSurvey, type SideTable, surveySideTables } from './side-tables.ts';
export {
  type EnvironmentFinding,
  type EraseRequest,
  surveyEnvironment,
  type TableFinding,
} from './survey-environment.ts';
