import type { Plan, PlanModel } from './plan.ts';

/** What has moved under a saved plan: the model (null: the plan as a whole) and what is other than it was, in words. */
export interface Moved {
  readonly model: string | null;
  readonly what: string;
}

/**
 * Compares a saved plan with the one that would be made now. Definitions, target and what stands are its base: where one of these is another, the saved plan says
 * nothing about what would be done.
 */
export function movedSince(saved: Plan, now: Plan): Moved[] {
  const moved: Moved[] = [];
  if (saved.project.name !== now.project.name)
    moved.push({ model: null, what: `it was made for the project \`${saved.project.name}\`` });
  if (saved.target !== now.target)
    moved.push({ model: null, what: `it was made for target \`${saved.target}\`` });
  const present = byName(now);
  const planned = byName(saved);
  for (const model of saved.models) {
    const other = present.get(model.name.toLowerCase());
    if (other === undefined) moved.push({ model: model.name, what: 'it is no longer there' });
    else if (projectOf(other).definition !== projectOf(model).definition)
      moved.push({ model: model.name, what: 'the project defines it otherwise' });
    else if (projectOf(other).base !== projectOf(model).base)
      moved.push({ model: model.name, what: `another definition stands in ${now.environment}` });
  }
  for (const model of now.models)
    if (!planned.has(model.name.toLowerCase())) moved.push({ model: model.name, what: 'it has come since' });
  return moved;
}

/** What the project says and what stands by its word, whatever sources have moved beside that. */
function projectOf({ contracted, definition, base }: PlanModel) {
  return contracted ?? { definition, base };
}

/** Steps whose action is another because rows moved in between: name, what was planned, what is to be done now. */
export function resolvedAgain(
  saved: Plan,
  now: Plan,
): { readonly model: string; readonly planned: string; readonly now: string }[] {
  const planned = byName(saved);
  return now.models.flatMap((model) => {
    const before = planned.get(model.name.toLowerCase());
    return before === undefined || before.action === model.action
      ? []
      : [{ model: model.name, planned: before.action, now: model.action }];
  });
}

function byName(plan: Plan): Map<string, PlanModel> {
  return new Map(plan.models.map((model) => [model.name.toLowerCase(), model]));
}
