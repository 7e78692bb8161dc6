import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';
import { dbtFunctions } from './dbt-functions.ts';
import type { DbtProject } from './dbt-project.ts';
import { defineMacros } from './define-macros.ts';
import { functionValue, noValue, type TemplateValue } from './template-values.ts';

/** A template as dbt would fill it in for a first, full build. */
export interface TemplateRun {
  readonly text: string;
  /** Of `config(…)`, words alone. */
  readonly settings: ReadonlyMap<string, string>;
  /** It asks whether the model is built incrementally; it was told no. */
  readonly asksWhetherIncremental: boolean;
  /** It asks whether it may ask the database; it was told no, and may become something else where it may. */
  readonly asksDatabase: boolean;
}

/** As many numbers as `range` gives: a loop of a model is over columns or months. */
const longestRange = 1000;

/**
 * Runs a Jinja template with what dbt puts in the hands of a model: `ref` and `source` give names as SQL writes them, `this` is the model's own. Gives the problem, in a word, where something
 * is used that is not known here: a package's macro, a query's result. The templates of macros run first.
 */
export function runTemplate(
  text: string,
  own: string,
  { macros, variables, packages }: DbtProject,
): TemplateRun | { readonly problem: string } {
  const settings = new Map<string, string>();
  let asksWhetherIncremental = false;
  const environment = new Environment();
  const given: Readonly<Record<string, unknown>> = {
    ...dbtFunctions(),
    // The words of Jinja, which are names to the interpreter.
    ...{ true: true, True: true, false: false, False: false, none: null, None: null },
    ref: (...names: readonly unknown[]) => {
      const version = byName(names).get('v') ?? byName(names).get('version');
      const model = nameOf(names.filter((name) => !(name instanceof Map)).at(-1));
      return quoted(version === undefined ? model : `${model}_v${String(version)}`);
    },
    source: (schema: unknown, table: unknown) => `${quoted(nameOf(schema))}.${quoted(nameOf(table))}`,
    config: (...written: readonly unknown[]) => {
      for (const [name, value] of byName(written)) if (typeof value === 'string') settings.set(name, value);
      return '';
    },
    var: (name: unknown, otherwise?: unknown) =>
      variables.has(String(name))
        ? variables.get(String(name))
        : fallback(otherwise, `the variable ${String(name)} is not set`),
    env_var: (name: unknown, otherwise?: unknown) =>
      fallback(otherwise, `the environment variable ${String(name)} is not set`),
    is_incremental: () => {
      asksWhetherIncremental = true;
      return false;
    },
    range: (first: unknown, end?: unknown, step: unknown = 1) =>
      end === undefined ? numbers(0, Number(first), 1) : numbers(Number(first), Number(end), Number(step)),
    log: () => '',
    execute: false,
    run_query: askDatabase,
    statement: askDatabase,
    load_result: askDatabase,
    exceptions: {
      raise_compiler_error: (words: unknown) => {
        throw new Error(String(words));
      },
      warn: () => '',
    },
    this: quoted(own),
    target: { name: 'prod' },
  };
  try {
    for (const [name, value] of Object.entries(given)) environment.set(name, value);
    const asked = new Set<string>();
    defineMacros(environment, macros, packages, (space, macro) => define(space, macro, asked));
    const made = run(environment, text, asked);
    return { text: made, settings, asksWhetherIncremental, asksDatabase: asked.has('execute') };
  } catch (error) {
    return { problem: problemOf(error instanceof Error ? error.message : String(error)) };
  }
}

function askDatabase(): never {
  throw new Error('it asks the database, which is not here');
}

/** The interpreter speaks of its own values. */
function problemOf(message: string): string {
  if (message.startsWith('Cannot call something that is not a function'))
    return 'it calls a function that is not known here';
  if (/undefined/i.test(message)) return 'it uses a value that is not known here';
  const words = message.replaceAll(/\s+/g, ' ');
  return words.length > 200 ? `${words.slice(0, 200)}…` : words;
}

/** Macros of a file that cannot be run stay unknown: a model that needs them says so. */
function define(environment: Environment, text: string, asked: Set<string>): void {
  try {
    run(environment, text, asked);
  } catch {
    return;
  }
}

/** `asked`: names that dbt gives, which the template turned out to use. */
function run(environment: Environment, text: string, asked: Set<string>): string {
  const plain = text
    // Done for what it does, which has to be known as well.
    .replaceAll(/(\{%-?\s*)do\b(?=[\s\S]*?%\})/g, '$1set done_for_what_it_does =')
    .replaceAll(/\{%-?\s*(?:snapshot\s+\w+|endsnapshot)\s*-?%\}/g, lines);
  const program = parse(tokenize(plain)) as { readonly body: readonly Statement[] };
  const interpreter = new Interpreter(environment);
  const evaluate: Evaluate = interpreter.evaluate.bind(interpreter);
  const written = new Set(program.body.flatMap(putIn));
  // The interpreter writes nothing for what it does not know: a schema or a day would be missing from the SQL without a word.
  const known: Evaluate = (statement, scope) => {
    if (statement?.type === 'Identifier' && statement.value === 'execute') asked.add('execute');
    if (statement?.type === 'CallExpression') ofPackage(statement.callee, (each) => evaluate(each, scope));
    const value = evaluate(statement, scope);
    const changing =
      value.type === 'UndefinedValue' && statement?.type === 'MemberExpression'
        ? changingMethod(environment, statement, (each) => evaluate(each, scope))
        : null;
    if (changing !== null) return changing;
    if (value.type === 'UndefinedValue' && written.has(statement)) throw new Error('undefined');
    return value;
  };
  interpreter.evaluate = known;
  return String(interpreter.run(program).value);
}

type Evaluate = (statement: Statement, scope: Environment) => TemplateValue;

/** Of the interpreter's statements, what holds others. */
interface Statement {
  readonly type: string;
  readonly lhs?: Statement;
  readonly callee?: Statement;
  readonly object?: Statement;
  readonly property?: Statement;
  readonly value?: unknown;
  readonly body?: unknown;
  readonly alternate?: unknown;
  readonly defaultBlock?: unknown;
}

/** A call of a macro of a package needs the package. */
function ofPackage(callee: Statement | undefined, evaluate: (each: Statement) => TemplateValue): void {
  if (callee?.type !== 'MemberExpression' || callee.object?.type !== 'Identifier') return;
  if (evaluate(callee.object).type !== 'UndefinedValue') return;
  const [name, macro] = [String(callee.object.value), String(callee.property?.value)];
  throw new Error(
    `it calls ${name}.${macro}, and the package ${name} is not in the project’s dbt_packages: \`dbt deps\` puts it there`,
  );
}

/** Methods of lists and maps that change them, as Python has them. Null: it is none. */
function changingMethod(
  environment: Environment,
  { object, property }: Statement,
  evaluate: (each: Statement) => TemplateValue,
): TemplateValue | null {
  const name = property?.value;
  if (object === undefined || (name !== 'append' && name !== 'extend' && name !== 'update')) return null;
  const { value: changed } = evaluate(object);
  return functionValue(environment, ([given]) => {
    if (given !== undefined) {
      if (Array.isArray(changed)) changed.push(...(name === 'append' ? [given] : (given.value as unknown[])));
      else if (changed instanceof Map)
        for (const [key, value] of given.value as ReadonlyMap<unknown, unknown>) changed.set(key, value);
    }
    return noValue(environment);
  });
}

/** The statements of a block, and of the blocks in it, whose values are put into the text. One that has an `if` and no `else` may put in nothing. */
function putIn(statement: Statement): readonly Statement[] {
  if (statement.type === 'SelectExpression') return statement.lhs === undefined ? [] : putIn(statement.lhs);
  const blocks = [statement.body, statement.alternate, statement.defaultBlock].filter((block) =>
    Array.isArray(block),
  );
  return [statement, ...blocks.flat().flatMap((inner: Statement) => putIn(inner))];
}

/** Arguments that a call gives by name. */
function byName(given: readonly unknown[]): ReadonlyMap<string, unknown> {
  const named = given.findLast((each) => each instanceof Map);
  return new Map(
    [...((named ?? new Map()) as ReadonlyMap<string, unknown>)].map(([name, value]) => [name, bare(value)]),
  );
}

function fallback(otherwise: unknown, problem: string): unknown {
  const value = otherwise instanceof Map && otherwise.has('default') ? otherwise.get('default') : otherwise;
  if (value === undefined) throw new Error(problem);
  return bare(value);
}

/** A value without the wrappings of the interpreter, which those in lists and maps keep. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, each]) => [name, bare(each)]));
  return typeof value === 'object' && value !== null && 'value' in value ? bare(value.value) : value;
}

function nameOf(value: unknown): string {
  if (typeof value !== 'string') throw new Error('undefined');
  return value;
}

function lines(text: string): string {
  return text.replaceAll(/[^\n]/g, '');
}

function numbers(from: number, to: number, step: number): number[] {
  const count = Math.ceil((to - from) / step);
  if (!(count <= longestRange)) throw new Error(`a range of ${count} numbers`);
  return Array.from({ length: Math.max(0, count) }, (_, index) => from + index * step);
}

function quoted(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
