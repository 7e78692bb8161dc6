import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { EnvironmentComparison } from '../../compare/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { listEnvironments } from '../../execute/index.ts';
import { environmentsHtml, environmentsMarkdown, environmentsText } from '../../reports/compare/index.ts';
import { nearNames } from '../../text/index.ts';
import { compareEnvironments, type EnvironmentSide } from '../compare/compare-environments.ts';
import { scratchFolder } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import type { OpenProject } from '../open-project.ts';
import { secretLookup } from '../secrets.ts';
import { type CompareRequest, projectHere, writeOut } from './compare-request.ts';
import type { Context } from './context.ts';

export interface NamedEnvironments {
  readonly project: OpenProject;
  readonly left: EnvironmentSide;
  readonly right: EnvironmentSide;
}

/** There may be many models. */
const fewSamples = 2;

/** The name of an environment; behind `@` a version or a time. */
const pattern =
  /^([A-Za-z0-9][\w-]*)(?:@(\d+|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|[-+]\d\d(?::?\d\d)?)?)?))?$/;

/** `dev prod`, `prod@11 prod`: the environments that both sides name; null where they name something else. */
export async function environmentsIn(
  context: Context,
  { left, right }: CompareRequest,
): Promise<NamedEnvironments | null> {
  if (left === null || right === null) return null;
  const sides = [left, right].map((text) => {
    const match = pattern.exec(text);
    return match === null ? null : { environment: match[1]!, asOf: match[2] ?? null };
  });
  const [one, other] = sides;
  if (one == null || other == null) return null;
  const project = await projectHere(context);
  if (project === null) return null;
  const known = await listEnvironments(project.lake);
  const strange = [one, other].filter(({ environment }) => !known.includes(environment));
  const [first] = strange;
  if (first === undefined) return { project, left: one, right: other };
  // The other one is an environment, so this one was meant to be one too, if it is no file.
  if (strange.length === 1 && (await isNowhere(context, first.environment)))
    throw new DiagnosticError(
      diagnose('environment-unknown', {
        environment: first.environment,
        known,
        near: nearNames(first.environment, known),
      }),
    );
  return null;
}

async function isNowhere({ host }: Context, name: string): Promise<boolean> {
  return (await host.files.stat(resolve(host.folder, name))) === null;
}

/** `lode compare dev prod`: all models of two environments. Exit code 0: equal, 2: not, 1: where a verdict is found to be wrong. */
export async function compareEnvironmentsCommand(
  context: Context,
  request: CompareRequest,
  { project, left, right }: NamedEnvironments,
): Promise<ExitCode> {
  refuseOptions(request);
  const { host, options, console } = context;
  const scratch = join(scratchFolder(project) ?? tmpdir(), `compare-${host.clock.uuid()}`);
  const database = await host.engine.open({
    allowedFolders: null,
    temporaryFolder: scratch,
    threads: null,
    memoryLimit: request.memoryLimit,
    secretOf: secretLookup(project),
    timeZone: project.project.timeZone,
  });
  const session = await database.connect();
  try {
    const opening = { host, project, target: options.target, session, scratch };
    const result = await compareEnvironments(
      opening,
      project,
      { left, right },
      { samples: request.samples ?? fewSamples, explain: request.explain !== null },
    );
    console.diagnostics(result.diagnostics);
    await writeOut(
      context,
      request.out,
      textOf(request.format, result, request.out === null ? console.style : undefined),
    );
    if (result.summary.defects > 0) return exitCodes.error;
    return result.verdict === 'equal' ? exitCodes.done : exitCodes.differences;
  } finally {
    session.close();
    await database.close();
    await host.files.removeFolder(scratch);
  }
}

function textOf(
  format: CompareRequest['format'],
  result: EnvironmentComparison,
  style: Parameters<typeof environmentsText>[1],
): string {
  switch (format) {
    case 'text':
      return environmentsText(result, style);
    case 'json':
      return `${JSON.stringify(result, null, 2)}\n`;
    case 'html':
      return environmentsHtml(result);
    case 'markdown':
      return environmentsMarkdown(result);
  }
}

/** What is said of columns and rows is for one table. */
function refuseOptions(request: CompareRequest): void {
  const given: readonly (readonly [string, boolean])[] = [
    ['key', request.key !== null],
    ['bag', request.bag],
    ['map', request.map.length > 0],
    ['ignore', request.ignore !== null],
    ['columns', request.columns !== null],
    ['tolerance', request.tolerance.length > 0],
    ['text', request.text.length > 0],
    ['signed-zero', request.signedZero],
    ['where', request.where !== null],
    ['left-where', request.leftWhere !== null],
    ['right-where', request.rightWhere !== null],
    ['window', request.window !== null],
    ['min-age', request.minimumAge !== null],
    ['left', request.leftSettings.length > 0],
    ['right', request.rightSettings.length > 0],
    ['options', request.options !== null],
    ['materialize', request.materialize !== null],
  ];
  const [argument] = given.find(([, is]) => is) ?? [];
  if (argument === undefined) return;
  throw new DiagnosticError(
    diagnose('argument-invalid', {
      argument,
      problem: 'it says how one table is compared, and both sides are whole environments',
      hint: `Name a model: \`lode compare ${request.left}:gold.kpis ${request.right}:gold.kpis\`.`,
    }),
  );
}
