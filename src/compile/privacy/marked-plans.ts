import { type Definition, definitionHash } from '../../environment/index.ts';
import { usualAnonymisers } from '../../lineage/index.ts';
import type { Database } from '../../ports/index.ts';
import { bindDefinitions } from '../bind/bind-definitions.ts';
import type { CompiledProject } from '../compiled-project.ts';
import { markMacro } from './mark-macro.ts';

/**
 * The bound plans of the models that call macros which are declared as anonymisers, by lower-case model name: with their calls still to be seen. The engine puts a macro's body in place of
 * its call, so that the plan of a model says nothing of it.
 */
export async function markedPlans(
  compiled: CompiledProject,
  open: () => Promise<Database>,
): Promise<ReadonlyMap<string, string>> {
  const names = new Set([
    ...Object.keys(usualAnonymisers),
    ...Object.keys(compiled.project.privacy.anonymisers),
  ]);
  const marked = compiled.models.flatMap(({ name, definition }) => {
    const called = definition.macros.filter(
      (macro) => macro.file.endsWith('.sql') && names.has(macro.name.toLowerCase()),
    );
    return called.length === 0 ? [] : [{ name, definition: withMarks(definition, names) }];
  });
  if (marked.length === 0) return new Map();
  const database = await open();
  try {
    const plans = await bindDefinitions(
      database,
      marked.map(({ definition }) => definition),
    );
    return new Map(
      marked.flatMap(({ name, definition }): [string, string][] => {
        const plan = plans.get(definitionHash(definition)) ?? null;
        return plan === null ? [] : [[name.toLowerCase(), plan]];
      }),
    );
  } finally {
    await database.close();
  }
}

function withMarks(definition: Definition, names: ReadonlySet<string>): Definition {
  const macros = definition.macros.map((macro) => {
    const marked = names.has(macro.name.toLowerCase()) ? markMacro(macro.text, macro.name) : null;
    return marked === null ? macro : { ...macro, text: marked };
  });
  return { ...definition, macros };
}
