/**
 * What it takes to bring an environment to the project's definitions, as a value that can be saved and reviewed.
 * In: definitions, verdicts, a manifest, the contents of sources. Out: a Plan. Never touches a lake; a look-up for builds is handed in.
 */
export { hasWork, makePlan, type PlanRequest, unstableScope } from './make-plan.ts';
export { type Action, type Plan, type PlanModel, plan } from './plan.ts';
