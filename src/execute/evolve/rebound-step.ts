import type { Rebound } from '../../compile/index.ts';
import { definedModel, type Step } from '../step.ts';

/** The step over other columns of its sources. What cannot be bound stays as it was: building it says why in its own words. */
export function reboundStep(step: Step, rebound: Rebound): Step {
  if (rebound.kind === 'failed') return step;
  const { definition, definitionHash, select, planJson, gone } = rebound;
  return {
    ...step,
    ...definedModel(definition, definitionHash),
    select,
    personal: definition.columns.filter((column) => column.pii !== null).map((column) => column.name),
    planJson,
    gone,
    contracted: step.contracted ?? step.definitionHash,
  };
}
