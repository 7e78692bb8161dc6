/**
 * What it takes to bring an environment to the project's definitions, as a value that can be saved and reviewed.
 * In: definitions, verdicts, a manifest, the contents of sources. Out: a Plan. Never touches a lake; a look-up for builds is handed in.
 */
export { compareProjects, type ProjectComparison } from './compare-projects.ts';
export { effectsOf, type PlanDrift, type PlanDriftChange } from './drift.ts';
export type { Elsewhere } from './elsewhere.ts';
export { beginsOver, hasWork, makePlan } from './make-plan.ts';
export { type Action, type Plan, type PlanModel, plan, type Requested } from './plan.ts';
export { inWords as rangesInWords } from './plan-history.ts';
export { type PlanRequest, unstableScope } from './plan-request.ts';
export { type Moved, movedSince, resolvedAgain } from './stale-plan.ts';
