import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type Comparison,
  type ComparisonForm,
  comparisonForm,
  parseTolerance,
  requestOf,
  type SideForm,
  splitNames,
  type TextForm,
  textForms,
} from '../../compare/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { checkForm, readYaml } from '../../project/index.ts';
import { comparisonHtml, comparisonMarkdown, comparisonText } from '../../reports/compare/index.ts';
import { compareSides } from '../compare/compare-sides.ts';
import { explained } from '../compare/explain.ts';
import { materialize } from '../compare/materialize.ts';
import { sideSettings } from '../compare/side-settings.ts';
import { scratchFolder } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { ProjectError } from '../open-project.ts';
import { secretLookup } from '../secrets.ts';
import { compareEnvironmentsCommand, environmentsIn } from './compare-environments.ts';
import { type CompareRequest, type ComparisonFormat, projectHere, writeOut } from './compare-request.ts';
import type { Context } from './context.ts';

/** `lode compare LEFT RIGHT`: whether two tables hold the same, and where they differ. Exit code 0: they do, 2: they do not. */
export async function compareCommand(context: Context, request: CompareRequest): Promise<ExitCode> {
  const { host, options, console } = context;
  const environments = await environmentsIn(context, request);
  if (environments !== null) return compareEnvironmentsCommand(context, request, environments);
  const form = { ...(await fileForm(context, request.options)), ...argumentForm(request) };
  const { value, diagnostics } = requestOf(withSides(form, request), host.clock.now());
  if (value === null) throw new DiagnosticError(diagnostics);
  const project = await projectHere(context);
  const scratch = join(project === null ? tmpdir() : scratchFolder(project), `compare-${host.clock.uuid()}`);
  const database = await host.engine.open({
    allowedFolders: null,
    temporaryFolder: scratch,
    threads: null,
    memoryLimit: request.memoryLimit,
    ...(project === null ? {} : { secretOf: secretLookup(project) }),
    timeZone: project?.project.timeZone ?? 'UTC',
  });
  const session = await database.connect();
  try {
    const opening = { host, project, target: options.target, session, scratch };
    const result = await compareSides(
      opening,
      value,
      async (made): Promise<Comparison> => ({
        ...(request.explain === null ? made.result : await explained(opening, made, request.explain)),
        materialized:
          request.materialize === null ? null : await materialize(opening, made, request.materialize),
      }),
    );
    console.diagnostics(result.diagnostics);
    await print(context, request, result);
    return result.verdict === 'equal' ? exitCodes.done : exitCodes.differences;
  } finally {
    session.close();
    await database.close();
    await host.files.removeFolder(scratch);
  }
}

async function print(context: Context, { format, out }: CompareRequest, result: Comparison): Promise<void> {
  await writeOut(context, out, textOf(format, result, out === null ? context.console.style : undefined));
}

function textOf(
  format: ComparisonFormat,
  result: Comparison,
  style: Parameters<typeof comparisonText>[1],
): string {
  switch (format) {
    case 'text':
      return comparisonText(result, style);
    case 'json':
      return `${JSON.stringify(result, null, 2)}\n`;
    case 'html':
      return comparisonHtml(result);
    case 'markdown':
      return comparisonMarkdown(result);
  }
}

async function fileForm({ host }: Context, path: string | null): Promise<ComparisonForm> {
  if (path === null) return {};
  const file = { path, text: await host.files.readText(resolve(host.folder, path)) };
  const read = readYaml(file);
  const checked = read.value === null ? null : checkForm(comparisonForm, read.value, file, 'the comparison');
  const diagnostics = [...read.diagnostics, ...(checked?.diagnostics ?? [])];
  if (checked === null && diagnostics.length === 0) return {};
  const value = checked?.value ?? null;
  if (value === null) throw new ProjectError(diagnostics, (each) => (each === path ? file.text : undefined));
  return value;
}

/** What the arguments say, in the words of the form. */
function argumentForm(request: CompareRequest): ComparisonForm {
  const given = <T>(name: keyof ComparisonForm, value: T | null): Partial<ComparisonForm> =>
    value === null ? {} : { [name]: value };
  const tolerance = request.tolerance.map((each) => ofColumn(each, (text) => parseTolerance(text) !== null));
  const text = request.text.map((each) => ofColumn(each, (forms) => splitNames(forms).every(isTextForm)));
  for (const [, forms] of text)
    for (const form of splitNames(forms))
      if (!isTextForm(form))
        throw invalid(
          'text',
          `\`${form}\` is none of ${textForms.join(', ')}`,
          'Write `--text trim,case`, or `--text name=padding`.',
        );
  const age = request.minimumAge;
  return {
    ...given('key', request.key),
    ...given('bag', request.bag ? true : null),
    ...given(
      'map',
      request.map.length === 0 ? null : Object.fromEntries(request.map.map((each) => pairOf('map', each))),
    ),
    ...given('ignore', request.ignore === null ? null : splitNames(request.ignore)),
    ...given('columns', request.columns === null ? null : splitNames(request.columns)),
    ...given('tolerance', tolerance.length === 0 ? null : Object.fromEntries(tolerance)),
    ...given(
      'text',
      text.length === 0
        ? null
        : Object.fromEntries(text.map(([column, forms]) => [column, splitNames(forms)])),
    ),
    ...given('signed_zero', request.signedZero ? true : null),
    ...given('window', request.window),
    ...given(
      'minimum_age',
      age === null ? null : request.ageColumn === null ? age : { age, column: request.ageColumn },
    ),
    ...given('samples', request.samples),
  };
}

/** The sides with what is said of each alone; a side of the form keeps what the arguments do not name. */
function withSides(form: ComparisonForm, request: CompareRequest): ComparisonForm {
  const side = (name: 'left' | 'right'): SideForm | undefined => {
    const of = form[name];
    const before = of === undefined ? null : typeof of === 'string' ? { side: of } : of;
    const text = request[name] ?? before?.side;
    if (text === undefined) return undefined;
    const settings = sideSettings(name, name === 'left' ? request.leftSettings : request.rightSettings);
    const conditions = [
      before?.where,
      request.where,
      name === 'left' ? request.leftWhere : request.rightWhere,
    ].filter((each): each is string => each !== undefined && each !== null);
    const where =
      conditions.length === 0 ? {} : { where: conditions.map((each) => `(${each}\n)`).join(' AND ') };
    return { ...before, ...settings, ...where, side: text };
  };
  const [left, right] = [side('left'), side('right')];
  return { ...form, ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }) };
}

/** `COLUMN=RULE` or `RULE`, which is for all columns. */
function ofColumn(text: string, isRule: (text: string) => boolean): [string, string] {
  const at = text.indexOf('=');
  if (at < 0 || isRule(text)) return ['*', text];
  return [text.slice(0, at).trim(), text.slice(at + 1)];
}

function pairOf(option: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw invalid(option, `\`${text}\` is no pair`, 'Write `LEFT=RIGHT`, e.g. `--map amount=MONTANT`.');
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function isTextForm(text: string): text is TextForm {
  return (textForms as readonly string[]).includes(text);
}

function invalid(argument: string, problem: string, hint: string): DiagnosticError {
  return new DiagnosticError(diagnose('argument-invalid', { argument, problem, hint }));
}
