import type { Step } from '../step.ts';

/** The step with another statement in the place of its own: same columns, same inputs. */
export function withStatement(step: Step, sql: string): Step {
  const own = step.definition.sql;
  return {
    ...step,
    select: step.select.replace(own, () => sql),
    definition: { ...step.definition, sql },
  };
}
