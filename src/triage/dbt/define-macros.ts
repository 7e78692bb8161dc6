import { Environment } from '@huggingface/jinja';
import type { DbtPackage } from './dbt-project.ts';
import {
  functionsIn,
  functionValue,
  mapValue,
  noValue,
  returnedBy,
  returnWith,
  type TemplateFunction,
  type TemplateValue,
} from './template-values.ts';

/**
 * Puts the macros of a project and of its packages into an environment, as dbt does: a package's by its name and a dot, a package's own among themselves without, `return` with a value,
 * `adapter.dispatch` to the one that is for all databases. `define` runs the text of a file of macros in an environment.
 */
export function defineMacros(
  root: Environment,
  macros: readonly string[],
  packages: readonly DbtPackage[],
  define: (environment: Environment, text: string) => void,
): void {
  const spaces = new Map<string, Environment>();
  root.variables.set(
    'return',
    functionValue(root, ([value]) => {
      throw returnWith(value ?? noValue(root));
    }) as never,
  );
  const adapter = root.variables.get('adapter') as TemplateValue;
  (adapter.value as Map<string, TemplateValue>).set('dispatch', functionValue(root, dispatch(root, spaces)));
  for (const { name, macros: its } of packages) {
    const space = new Environment(root);
    spaces.set(name, space);
    for (const text of its) define(space, text);
    const found = functionsIn(space);
    for (const [, macro] of found) runIn(macro, space);
    for (const word of unneeded.get(name) ?? [])
      if (space.variables.has(word))
        space.variables.set(word, functionValue(root, () => noValue(root)) as never);
    mapValue(root, name, functionsIn(space));
  }
  const before = new Set(root.variables.keys());
  for (const text of macros) define(root, text);
  for (const [name, macro] of functionsIn(root)) if (!before.has(name)) runIn(macro, root);
}

/** Checks of dbt_utils that refuse a name that is not a relation of dbt's: here, relations are names. */
const unneeded: ReadonlyMap<string, readonly string[]> = new Map([
  ['dbt_utils', ['_is_relation', '_is_ephemeral']],
]);

/** A macro sees what is defined beside it, wherever it is called from, and gives back what it returns. */
function runIn(macro: TemplateValue, space: Environment): void {
  const body = macro.value as TemplateFunction;
  macro.value = ((args, scope) => {
    const inside = new Environment(space);
    const caller = scope.lookupVariable('caller');
    if (caller.type === 'FunctionValue') inside.variables.set('caller', caller);
    try {
      return body(args, inside);
    } catch (error) {
      const returned = returnedBy(error);
      if (returned === null) throw error;
      return returned;
    }
  }) satisfies TemplateFunction;
}

/** `adapter.dispatch('name', 'package')`: which database the project is for is not known here, so the macro for all of them is meant. The project’s own comes before the package's. */
function dispatch(root: Environment, spaces: ReadonlyMap<string, Environment>): TemplateFunction {
  return (args) => {
    const [name, second] = args.map(({ type, value }) => (type === 'StringValue' ? String(value) : null));
    const named = args.find(({ type }) => type === 'KeywordArgumentsValue')?.value;
    const given =
      named instanceof Map
        ? ((named as ReadonlyMap<string, TemplateValue>).get('macro_namespace')?.value ?? null)
        : null;
    const space = spaces.get(second ?? String(given ?? ''));
    const found =
      root.variables.get(`default__${name ?? ''}`) ?? space?.variables.get(`default__${name ?? ''}`);
    if (found === undefined)
      throw new Error(`it calls ${name ?? 'a macro'}, of which there is none for all databases`);
    return found;
  };
}
