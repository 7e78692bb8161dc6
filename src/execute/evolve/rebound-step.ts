import type { Rebound } from '../../compile/index.ts';
import { personalColumns } from '../../environment/index.ts';
import { definedModel, type Step } from '../step.ts';

/** The step over other columns of its sources. What cannot be bound stays as it was: building it says why in its own words. */
export function reboundStep(step: Step, rebound: Rebound): Step {
  if (rebound.kind === 'failed') return step;
  const { definition, definitionHash, select, planJson, gone, decisive } = rebound;
  return {
    ...step,
    ...definedModel(definition, definitionHash),
    select,
    personal: personalColumns(definition),
    planJson,
    gone,
    decisive,
    contracted: step.contracted ?? step.definitionHash,
  };
}
