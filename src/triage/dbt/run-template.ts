import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';
import { dbtFunctions } from './dbt-functions.ts';
import type { DbtProject } from './dbt-project.ts';

/** A template as dbt would fill it in for a first, full build. */
export interface TemplateRun {
  readonly text: string;
  /** Of `config(…)`, words alone. */
  readonly settings: ReadonlyMap<string, string>;
  /** It asks whether the model is built incrementally; it was told no. */
  readonly asksWhetherIncremental: boolean;
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
  { macros, variables }: DbtProject,
): TemplateRun | { readonly problem: string } {
  const settings = new Map<string, string>();
  let asksWhetherIncremental = false;
  const environment = new Environment();
  const given: Readonly<Record<string, unknown>> = {
    ...dbtFunctions(),
    ref: (...names: readonly unknown[]) => quoted(String(names.findLast((name) => typeof name === 'string'))),
    source: (schema: unknown, table: unknown) => `${quoted(String(schema))}.${quoted(String(table))}`,
    config: (...written: readonly unknown[]) => {
      for (const each of written)
        if (each instanceof Map)
          for (const [name, value] of each as ReadonlyMap<string, { readonly value: unknown }>)
            if (typeof value.value === 'string') settings.set(name, value.value);
      return '';
    },
    var: (name: unknown, otherwise?: unknown) => {
      if (variables.has(String(name))) return variables.get(String(name));
      if (otherwise === undefined) throw new Error(`the variable ${String(name)} is not set`);
      return otherwise;
    },
    env_var: (name: unknown, otherwise?: unknown) => {
      if (otherwise === undefined) throw new Error(`the environment variable ${String(name)} is not set`);
      return otherwise;
    },
    is_incremental: () => {
      asksWhetherIncremental = true;
      return false;
    },
    range: (first: unknown, end?: unknown, step: unknown = 1) =>
      end === undefined ? numbers(0, Number(first), 1) : numbers(Number(first), Number(end), Number(step)),
    log: () => '',
    execute: false,
    this: quoted(own),
    target: { name: 'prod', schema: '', database: '' },
  };
  try {
    for (const [name, value] of Object.entries(given)) environment.set(name, value);
    for (const macro of macros) define(environment, macro);
    return { text: run(environment, text), settings, asksWhetherIncremental };
  } catch (error) {
    return { problem: problemOf(error instanceof Error ? error.message : String(error)) };
  }
}

/** The interpreter speaks of its own values. */
function problemOf(message: string): string {
  if (message.startsWith('Cannot call something that is not a function'))
    return 'it calls a function that is not known here';
  if (/\bundefined\b/i.test(message)) return 'it uses a value that is not known here';
  const words = message.replaceAll(/\s+/g, ' ');
  return words.length > 120 ? `${words.slice(0, 120)}…` : words;
}

/** Macros of a file that cannot be run stay unknown: a model that needs them says so. */
function define(environment: Environment, text: string): void {
  try {
    run(environment, text);
  } catch {
    return;
  }
}

function run(environment: Environment, text: string): string {
  const plain = text
    // They are there for what they do, not for what they give.
    .replaceAll(/\{%-?\s*do\b[\s\S]*?%\}/g, lines)
    .replaceAll(/\{%-?\s*(?:snapshot\s+\w+|endsnapshot)\s*-?%\}/g, lines);
  return String(new Interpreter(environment).run(parse(tokenize(plain))).value);
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
