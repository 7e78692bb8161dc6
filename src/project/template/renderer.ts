import Handlebars from 'handlebars';
import { type Diagnostic, diagnose, type Outcome, type RelatedPlace } from '../../diagnostics/index.ts';
import { type RenderedText, type SourceFile, type Span, spanOf, verbatimText } from '../../text/index.ts';
import type { Project, VariableValue } from '../project.ts';
import { argumentNames, checkTemplate, type Names } from './check-template.ts';
import { parseTemplate, type Template } from './parse-template.ts';
import { callArgument, type MarkTable, markCall, markProgram, readMarks } from './source-map.ts';

/** SQL for the two ends of the interval that a model computes; typed. */
export interface RenderInterval {
  readonly start: string;
  readonly end: string;
}

export interface Rendered {
  readonly text: RenderedText;
  /** Names of the partials that took part, sorted. */
  readonly partials: readonly string[];
}

/** Renders the project's templates. What is wrong with the partials themselves is in `diagnostics`, once. */
export interface Renderer {
  readonly diagnostics: readonly Diagnostic[];
  /** The file's text from `start` on, rendered; null with diagnostics, or without any where a partial that it uses is broken. */
  render(file: SourceFile, start: number, interval: RenderInterval | null): Outcome<Rendered | null>;
}

/** Deeper than any macro that ends. */
const deepest = 64;

export function createRenderer(project: Pick<Project, 'partials' | 'variables'>): Renderer {
  const names = Object.keys(project.partials);
  const variables = Object.keys(project.variables);
  const templates = new Map<string, Template>();
  const broken = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const [name, file] of Object.entries(project.partials)) {
    const parsed = parseTemplate(file, 0);
    diagnostics.push(...parsed.diagnostics);
    if (parsed.value === null) broken.add(name);
    else templates.set(name, parsed.value);
  }
  const argumentsOf = new Map([...templates].map(([name, template]) => [name, argumentNames(template)]));
  // A partial that cannot be parsed takes whatever it is given: its own diagnostic is enough.
  const known: Names = {
    partials: names,
    variables,
    lists: variables.filter((name) => Array.isArray(project.variables[name])),
    argumentsOf,
    isPartial: true,
    hasInterval: true,
  };
  for (const [name, template] of templates) {
    const found = checkTemplate(template, known);
    diagnostics.push(...found);
    if (found.length > 0) broken.add(name);
  }
  const table: MarkTable = { pieces: [], calls: [] };
  const runtime = Handlebars.create();
  const compiled = new Map<string, HandlebarsTemplateDelegate>();
  const compile = (template: Template): HandlebarsTemplateDelegate =>
    runtime.compile(markProgram(template, table), compileOptions);

  return {
    diagnostics,
    render(file, start, interval) {
      if (!file.text.includes('{{', start))
        return { value: { text: verbatimText(file, start), partials: [] }, diagnostics: [] };
      const parsed = parseTemplate(file, start);
      if (parsed.value === null) return { value: null, diagnostics: parsed.diagnostics };
      const found = checkTemplate(parsed.value, {
        ...known,
        isPartial: false,
        hasInterval: interval !== null,
      });
      if (found.length > 0) return { value: null, diagnostics: found };

      const used = new Set<string>();
      const stack: Span[] = [];
      const failure: { where: Template; calls: readonly Span[] } = { where: parsed.value, calls: [] };
      const state = { failure, usesBroken: false };
      const partials = Object.fromEntries(
        names.map((name) => [
          name,
          (context: Record<string, unknown>, options: unknown): string => {
            const template = templates.get(name);
            if (template === undefined || broken.has(name)) {
              state.usesBroken = true;
              return '';
            }
            used.add(name);
            const call = Number(context[callArgument]);
            stack.push(table.calls[call]!);
            if (stack.length > deepest) throw new TooDeep();
            const render = compiled.get(name) ?? compile(template);
            compiled.set(name, render);
            try {
              const text = markCall(call, render(context, options as Handlebars.RuntimeOptions));
              stack.pop();
              return text;
            } catch (error) {
              // Only the innermost template is where it happened.
              if (stack.length > 0 && state.failure.where === parsed.value)
                state.failure = { where: template, calls: [...stack] };
              throw error;
            }
          },
        ]),
      );
      try {
        const helpers = helpersFor(project.variables, interval);
        const marked = compile(parsed.value)({}, {
          partials,
          helpers,
        } as unknown as Handlebars.RuntimeOptions);
        if (state.usesBroken) return { value: null, diagnostics: [] };
        return { value: { text: readMarks(marked, table), partials: [...used].sort() }, diagnostics: [] };
      } catch (error) {
        return { value: null, diagnostics: [failed(error, state.failure)] };
      }
    },
  };
}

/** `noEscape`: SQL is not HTML. `strict`: a missing name is an error. `explicitPartialContext`: a partial sees its arguments only. */
const compileOptions = {
  noEscape: true,
  strict: true,
  preventIndent: true,
  ignoreStandalone: true,
  explicitPartialContext: true,
  knownHelpersOnly: true,
  knownHelpers: { var: true, start: true, end: true, if: true, unless: true, each: true, with: true },
} as const;

/** The calls of a circle, each once. */
function onlyNew(related: readonly RelatedPlace[]): RelatedPlace[] {
  const seen = new Set<string>();
  return related.filter(({ span }) => {
    const key = `${span.file}:${span.start}`;
    return !seen.has(key) && seen.add(key);
  });
}

class TooDeep extends Error {}
class BadValue extends Error {}

function helpersFor(
  variables: Readonly<Record<string, VariableValue>>,
  interval: RenderInterval | null,
): Record<string, (...values: never[]) => unknown> {
  const bound = (end: keyof RenderInterval) => (): string => {
    if (interval === null)
      throw new BadValue(`\`${end}\` has a value only in models that are computed by interval`);
    return interval[end];
  };
  return {
    var: (name: unknown) => {
      const value = typeof name === 'string' && Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (value === undefined) throw new BadValue(`project.yml has no variable \`${String(name)}\``);
      return value;
    },
    start: bound('start'),
    end: bound('end'),
  };
}

function failed(error: unknown, failure: { where: Template; calls: readonly Span[] }): Diagnostic {
  const { where, calls } = failure;
  const related = calls.map((span) => ({ message: 'called here', span }));
  const at = error as { lineNumber?: number; column?: number; endLineNumber?: number; endColumn?: number };
  const lineStart = at.lineNumber === undefined ? undefined : where.lines[at.lineNumber - 1];
  const from = where.start + (lineStart ?? 0) + (at.column ?? 0);
  const lineEnd =
    where.start + (where.lines[(at.endLineNumber ?? at.lineNumber ?? 1) - 1] ?? 0) + (at.endColumn ?? 0);
  const place = { subject: spanOf(where.file, from, Math.max(lineEnd, from)), related };
  const message = error instanceof Error ? error.message : String(error);
  const missing = /^"([^"]*)" not defined in/.exec(message)?.[1];
  if (error instanceof TooDeep || error instanceof RangeError)
    return diagnose(
      'template-recursion',
      {},
      { subject: calls[0] ?? null, related: onlyNew(related.slice(1)) },
    );
  if (missing !== undefined) return diagnose('template-missing-argument', { argument: missing }, place);
  return diagnose('template-failed', { reason: message.replace(/ - \d+:\d+$/, '') }, place);
}
