import type { Environment } from '@huggingface/jinja';

/** A value of the interpreter, as far as it is looked into here. */
export interface TemplateValue {
  readonly type: string;
  value: unknown;
}

export type TemplateFunction = (args: readonly TemplateValue[], scope: Environment) => TemplateValue;

/** A function of the interpreter that gets its values as they are. */
export function functionValue(environment: Environment, run: TemplateFunction): TemplateValue {
  const scratch = environment.set(scratchName, () => '') as TemplateValue;
  environment.variables.delete(scratchName);
  scratch.value = run;
  return scratch;
}

/** A map of the interpreter that holds values of its own. */
export function mapValue(
  environment: Environment,
  name: string,
  entries: Iterable<readonly [string, TemplateValue]>,
): TemplateValue {
  const map = environment.set(name, {}) as TemplateValue;
  for (const [key, value] of entries) (map.value as Map<string, TemplateValue>).set(key, value);
  return map;
}

/** The interpreter's own `none`. */
export function noValue(environment: Environment): TemplateValue {
  const none = environment.set(scratchName, null) as TemplateValue;
  environment.variables.delete(scratchName);
  return none;
}

/** No template names a variable so. */
const scratchName = ' ';

/** The functions that stand in an environment itself. */
export function functionsIn(environment: Environment): readonly (readonly [string, TemplateValue])[] {
  return [...environment.variables].filter(([, value]) => value.type === 'FunctionValue');
}

/** What `return(…)` carries out of a macro: dbt gives back the value, not a text. */
export function returnWith(value: TemplateValue): Error {
  return Object.assign(new Error('return stands outside of a macro'), { returned: value });
}

export function returnedBy(error: unknown): TemplateValue | null {
  return error instanceof Error && 'returned' in error ? (error.returned as TemplateValue) : null;
}
