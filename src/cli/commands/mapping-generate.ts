import { dirname } from 'node:path';
import { loadParity } from '../../compare/parity/index.ts';
import { type Diagnostic, diagnose, hasErrors } from '../../diagnostics/index.ts';
import { generatePair, placeIn } from '../../triage/mapping/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { bindMappings } from '../mapping/bind-mappings.ts';
import { firstTest } from '../mapping/first-test.ts';
import { entryText, pairEntry, withPairEntry } from '../mapping/parity-entry.ts';
import { mappingsFolder, readMappings } from '../mapping/read-mappings.ts';
import { type GeneratedState, type ThreeWay, threeWay } from '../mapping/three-way.ts';
import { type MappedModel, mappedModels } from '../mapping/with-generated.ts';
import { type OpenProject, openProject, ProjectError } from '../open-project.ts';
import { parityFile } from '../parity/open-parity.ts';
import type { Context } from './context.ts';

export interface MappingGenerateRequest {
  readonly files: readonly string[];
  readonly force: boolean;
  readonly dryRun: boolean;
}

interface Written extends ThreeWay {
  readonly mapping: string;
  readonly model: string;
  /** The file, or `parity.yml: NAME`. */
  readonly what: string;
}

/** What was generated last, beside the mappings: to tell a person's changes from the mapping's. It belongs under version control as they do. */
const basesFolder = `${mappingsFolder}/.generated`;

/** `lode mapping generate`: model, unit test and parity pair from each mapping. What a person has changed since stays, and is shown; exit code 2 where something is not as the mapping says. */
export async function mappingGenerateCommand(
  context: Context,
  request: MappingGenerateRequest,
): Promise<ExitCode> {
  const { host, options, console } = context;
  const project = await openProject(host, options);
  const read = await readMappings(host, project, request.files);
  const models = mappedModels(project, read.mappings);
  const bound = await bindMappings(host, project, models);
  const diagnostics: Diagnostic[] = [...read.diagnostics, ...bound.diagnostics];
  // Nothing is written from mappings that do not bind: half of what belongs together helps nobody.
  if (hasErrors(diagnostics)) throw new ProjectError(diagnostics, read.fileText);
  const written: Written[] = [];
  for (const mapped of models) {
    const of = { mapping: mapped.mapping.file.path, model: mapped.model.name };
    const files = [mapped.model.file, await firstTest(host, bound, mapped)];
    for (const file of files)
      if (file !== null)
        written.push({ ...of, what: file.path, ...(await writeFile(context, project, request, file)) });
    const pair = await writePair(context, project, request, mapped, read.fileText);
    if (pair !== null) written.push({ ...of, ...pair });
  }
  for (const { mapping, what, state } of written)
    if (state === 'conflict') {
      const { mapping: found } = models.find((each) => each.mapping.file.path === mapping)!;
      const subject = placeIn(found.file, found.node, ['target', 'model']);
      diagnostics.push(diagnose('mapping-conflict', { path: what }, { subject }));
    }
  if (options.json)
    console.document({
      formatVersion: '1.0',
      dryRun: request.dryRun,
      files: written.map(({ mapping, model, what, state, personal }) => ({
        mapping,
        model,
        file: what,
        state,
        personal,
      })),
      diagnostics,
    });
  for (const each of written) {
    const { text, mark } = wordsOf[each.state];
    const sign = mark === '✓' ? console.style.green(mark) : mark;
    console.say(`${sign} ${each.what}  ${request.dryRun ? `would be: ${text}` : text}`);
    for (const line of each.personal)
      console.say(
        `    ${line.startsWith('+') ? console.style.green(line) : line.startsWith('-') ? console.style.red(line) : line}`,
      );
  }
  console.diagnostics(diagnostics, read.fileText);
  return written.some(({ state }) => unmet.has(state)) ? exitCodes.differences : exitCodes.done;
}

/** Not what the mapping says. */
const unmet: ReadonlySet<GeneratedState> = new Set(['conflict', 'removed', 'foreign']);

const wordsOf: Readonly<Record<GeneratedState, { text: string; mark: string }>> = {
  new: { text: 'new', mark: '✓' },
  same: { text: 'as it was', mark: '=' },
  updated: { text: 'brought up to date', mark: '✓' },
  kept: { text: 'as it was; changed by hand since it was generated:', mark: '=' },
  merged: { text: 'brought up to date; what was changed by hand since it was generated stays:', mark: '✓' },
  conflict: { text: 'left alone; changed by hand where the mapping has changed too:', mark: 'x' },
  removed: { text: 'left away; it was removed by hand (--force writes it again)', mark: 'x' },
  foreign: {
    text: 'left alone; it was not generated, and differs (--force puts the mapping’s in its place):',
    mark: 'x',
  },
};

async function writeFile(
  { host }: Context,
  open: OpenProject,
  { force, dryRun }: MappingGenerateRequest,
  file: { readonly path: string; readonly text: string },
): Promise<ThreeWay> {
  const read = async (path: string) => {
    const whole = `${open.folder}/${path}`;
    return (await host.files.stat(whole)) === null ? null : host.files.readText(whole);
  };
  const base = `${basesFolder}/${file.path}`;
  const result = threeWay(await read(base), await read(file.path), file.text, force);
  if (dryRun) return result;
  if (result.text !== null) await put(host, open, file.path, result.text);
  if (result.base !== null) await put(host, open, base, result.base);
  return result;
}

async function writePair(
  { host }: Context,
  open: OpenProject,
  { force, dryRun }: MappingGenerateRequest,
  { mapping }: MappedModel,
  fileText: (path: string) => string | undefined,
): Promise<(ThreeWay & { what: string }) | null> {
  const generated = generatePair(mapping.form);
  if (generated === null) return null;
  const path = `${open.folder}/${parityFile}`;
  const basePath = `${basesFolder}/parity/${generated.name}.yml`;
  const before = (await host.files.stat(path)) === null ? null : await host.files.readText(path);
  const wholeBase = `${open.folder}/${basePath}`;
  const base = (await host.files.stat(wholeBase)) === null ? null : await host.files.readText(wholeBase);
  const result = threeWay(base, pairEntry(before, generated.name), entryText(generated.pair), force);
  const after = result.text === null ? null : withPairEntry(before, generated.name, result.text);
  if (after !== null) {
    const file = { path: parityFile, text: after };
    const { value, diagnostics } = loadParity(file, open.project.timeZone, open.variables);
    const problems = [
      ...diagnostics,
      ...(value?.pairs.find(({ name }) => name === generated.name)?.problems ?? []),
    ];
    if (hasErrors(problems)) {
      const subject = placeIn(mapping.file, mapping.node, ['parity']);
      throw new ProjectError(
        problems.map(({ context: _, related: __, ...each }) => ({ ...each, subject })),
        fileText,
      );
    }
  }
  if (!dryRun) {
    if (after !== null) await put(host, open, parityFile, after);
    if (result.base !== null) await put(host, open, basePath, result.base);
  }
  return { what: `${parityFile}: ${generated.name}`, ...result };
}

async function put(host: Context['host'], open: OpenProject, path: string, text: string): Promise<void> {
  const whole = `${open.folder}/${path}`;
  await host.files.createFolder(dirname(whole));
  await host.files.replace(whole, text);
}
