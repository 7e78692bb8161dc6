import type { CompiledProject } from '../compile/index.ts';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { boundOf, type Manifest } from '../environment/index.ts';
import { chosenBase, type Start, startOver } from '../execute/index.ts';
import type { Plan, Requested } from '../plan/index.ts';
import { nearNames } from '../text/index.ts';
import type { OpenProject } from './open-project.ts';

/** What `plan` and `apply` may be asked for besides the project's definitions. */
export interface AskedFor {
  /** The environment that a new one reads from; `none`; null: the default one. */
  readonly from: string | null;
  readonly repin: boolean;
  readonly asBuilt: boolean;
  /** Models to compute again. */
  readonly restate: readonly string[];
  readonly start: string | null;
  readonly end: string | null;
  readonly limitRows: number | null;
}

export const nothingAsked: AskedFor = {
  from: null,
  repin: false,
  asBuilt: false,
  restate: [],
  start: null,
  end: null,
  limitRows: null,
};

/** Checks what the options say. With `--restate` the range is that of the models named, else that of the intervals to fill. */
export function requestedOf(asked: AskedFor, compiled: CompiledProject, environment: string): Requested {
  const known = compiled.models.map((model) => model.name);
  for (const name of asked.restate)
    if (!known.some((each) => each.toLowerCase() === name.toLowerCase()))
      throw new DiagnosticError(diagnose('model-unknown', { model: name, near: nearNames(name, known) }));
  if (asked.limitRows !== null && environment === compiled.project.defaultEnvironment)
    throw new DiagnosticError(diagnose('sample-not-here', { environment }));
  const range =
    asked.start === null && asked.end === null
      ? null
      : {
          start: moment('--start', asked.start ?? '0001-01-01'),
          end: moment('--end', asked.end ?? '9999-12-31'),
        };
  const whole = range ?? { start: '0001-01-01', end: '9999-12-31' };
  return {
    restate: asked.restate.map((model) => ({ model, ...whole })),
    window: asked.restate.length > 0 ? null : range,
    asBuilt: asked.asBuilt,
    rowLimit: asked.limitRows,
  };
}

function moment(argument: string, text: string): string {
  if (boundOf(text, 'hour') !== null) return text;
  throw new DiagnosticError(
    diagnose('argument-invalid', {
      argument,
      problem: `\`${text}\` is no date`,
      hint: 'Give a date such as 2026-03-01, or a date and a time; the end is not included.',
    }),
  );
}

/** What a plan starts from: what stands, and for an environment that holds only what differs, what it reads from another. */
export async function startOf(
  { lake, project }: OpenProject,
  manifest: Manifest | null,
  environment: string,
  target: string,
  { from, repin }: AskedFor,
): Promise<Start> {
  const base =
    manifest === null ? await chosenBase(lake, environment, from, project.defaultEnvironment) : null;
  return startOver(lake, { manifest }, { environment, target, from: base, repin });
}

/** What a saved plan was asked for. */
export function askedBy(saved: Plan): AskedFor {
  return { ...nothingAsked, from: saved.base?.environment ?? 'none', repin: saved.base?.repinned ?? false };
}
