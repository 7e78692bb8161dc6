import type { Definition } from '../../environment/index.ts';
import type { Plan } from '../../plan/index.ts';

/** What a reviewer sees of a definition. */
export type DefinitionText = Pick<Definition, 'file' | 'source' | 'sql' | 'macros' | 'inputs'>;

/** A model's definition that stands and the one to bring in; null where there is none. */
export interface ModelTexts {
  readonly old: DefinitionText | null;
  readonly next: DefinitionText | null;
}

/** By lower-case name of the plan's models. Spans in a plan's reasons are places in these texts. */
export type PlanTexts = ReadonlyMap<string, ModelTexts>;

/** The texts behind a plan. `old`: what stands, by lower-case name; `next`: what the project says. */
export function planTexts(
  plan: Plan,
  old: ReadonlyMap<string, DefinitionText>,
  next: readonly (DefinitionText & { readonly name: string })[],
): PlanTexts {
  const now = new Map(next.map((definition) => [definition.name.toLowerCase(), definition]));
  return new Map(
    plan.models.map(({ name, renamedFrom }) => [
      name.toLowerCase(),
      {
        old: old.get((renamedFrom ?? name).toLowerCase()) ?? null,
        next: now.get(name.toLowerCase()) ?? null,
      },
    ]),
  );
}
