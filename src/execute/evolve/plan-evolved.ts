import type { Judgements } from '../../change/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { Step } from '../step.ts';
import { withDriftChange } from './drift-change.ts';
import { type Evolution, type EvolveRequest, evolveSteps } from './evolve-steps.ts';
import { planDrift } from './plan-drift.ts';

export interface EvolvedPlan {
  readonly plan: Plan;
  readonly evolution: Evolution;
}

/**
 * A plan over the schemas that sources have today. What turns out not to be loaded by it stays over what is recorded: a schema is taken in with rows or not at all. `judgements`: over
 * the steps as they were given.
 */
export async function planEvolved(
  request: EvolveRequest,
  judgements: Judgements,
  makePlan: (evolution: Evolution, judgements: Judgements) => Promise<Plan>,
): Promise<EvolvedPlan> {
  const given = new Map(request.steps.map((step) => [step.key, step]));
  let { loading } = request;
  let first: Evolution | null = null;
  for (;;) {
    const evolution = await evolveSteps({ ...request, loading });
    first ??= evolution;
    const evolved = evolution.steps.filter((step) => step.evolvedFrom !== null);
    const judged = new Map(judgements);
    for (const step of evolved) {
      const judgement = judgements.get(step.key);
      const before = given.get(step.key)!.definition;
      if (judgement !== undefined) judged.set(step.key, withDriftChange(judgement, before, step.definition));
    }
    const plan = await makePlan(evolution, judged);
    const idle = evolved.filter((step) => !isLoaded(plan, step));
    if (idle.length === 0) {
      const drift = planDrift(request.steps, request.known, evolution, first);
      return {
        plan: { ...plan, drift, diagnostics: [...plan.diagnostics, ...evolution.diagnostics] },
        evolution,
      };
    }
    const resting = new Set(idle.map(({ key }) => key));
    const all = [...(loading ?? request.steps.map(({ key }) => key))];
    loading = new Set(all.filter((key) => !resting.has(key)));
  }
}

function isLoaded({ models }: Plan, { name }: Step): boolean {
  const action = models.find((model) => model.name === name)?.action;
  return action === 'build' || action === 'reuse';
}
