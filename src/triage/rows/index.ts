/**
 * From an inventory, its usage and what was decided to one row for each object: what it needs and what needs it, who reads it, what it takes to move and why, in which wave. Values
 * in, values out; whatever is said of use is said of the window of the logs.
 */
export { checkDecisions } from './check-decisions.ts';
export { type TriageDecisionsForm, triageDecisionsForm } from './decisions-form.ts';
export { effortLimits, effortOf, effortSteps, kindPoints } from './effort.ts';
export { loadDecisions, noDecisions, type TriageDecisions } from './load-decisions.ts';
export { makeTriageReport } from './make-report.ts';
export { type Successor, type TriageInput, triageRows } from './make-rows.ts';
export { type TriageReport, type TriageReportRow, triageReport } from './triage-report.ts';
export type { TriageRow } from './triage-row.ts';
export { type WaveSize, wavesOf } from './waves.ts';
