import { type Diagnostic, diagnose, hasErrors } from '../../diagnostics/index.ts';
import { placeIn } from '../../triage/mapping/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { bindMappings } from '../mapping/bind-mappings.ts';
import { firstTest } from '../mapping/first-test.ts';
import { readMappings } from '../mapping/read-mappings.ts';
import type { GeneratedState, Winner } from '../mapping/three-way.ts';
import { type MappedModel, mappedModels } from '../mapping/with-generated.ts';
import {
  testName,
  type Writing,
  type WrittenFile,
  writeFile,
  writeModel,
  writePair,
} from '../mapping/write-generated.ts';
import { type OpenProject, openProject, ProjectError } from '../open-project.ts';
import { generatedText } from '../views/generated-text.ts';
import type { Context } from './context.ts';

export interface MappingGenerateRequest {
  readonly files: readonly string[];
  readonly winner: Winner;
  readonly dryRun: boolean;
}

interface Written extends WrittenFile {
  readonly from: MappedModel;
  /** A unit test is a beginning: it may go, or become another. */
  readonly isTest: boolean;
}

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
  const { winner, dryRun } = request;
  const writing: Writing = { host, open: project, winner, dryRun, fileText: read.fileText };
  const written: Written[] = [];
  for (const mapped of models) {
    const model = await writeModel(writing, mapped);
    written.push({ ...model, from: mapped, isTest: false });
    // The test and the pair are of the mapping's model: of another one they would say what is not so.
    if (model.state === 'foreign' || model.state === 'removed') continue;
    const test = await firstTest(host, bound, mapped, await testName(writing, mapped));
    if (test !== null) written.push({ ...(await writeFile(writing, test)), from: mapped, isTest: true });
    const pair = await writePair(writing, mapped);
    if (pair !== null) written.push({ ...pair, from: mapped, isTest: false });
  }
  for (const { from, what, state } of written)
    if (state === 'conflict') {
      const { file, node } = from.mapping;
      const subject = placeIn(file, node, ['target', 'model']);
      diagnostics.push(diagnose('mapping-conflict', { path: what }, { subject }));
    }
  if (options.json)
    console.document({
      formatVersion: '1.0',
      dryRun,
      files: written.map(({ from, what, state, personal, ofMapping }) => ({
        mapping: from.mapping.file.path,
        model: from.model.name,
        file: what,
        state,
        personal,
        ...(state === 'conflict' ? { ofMapping } : {}),
      })),
      diagnostics,
    });
  for (const each of written) {
    const movedTo = each.state === 'removed' ? movedModel(project, each.from) : null;
    for (const line of generatedText({ ...each, movedTo, dryRun, winner }, console.style)) console.say(line);
  }
  console.diagnostics(diagnostics, read.fileText);
  const isUnmet = ({ state, isTest }: Written) => unmet.has(state) && !(isTest && state === 'removed');
  return written.some(isUnmet) ? exitCodes.differences : exitCodes.done;
}

/** Not what the mapping says. */
const unmet: ReadonlySet<GeneratedState> = new Set(['conflict', 'removed', 'foreign']);

/** Where a model that is missing stands under another name: its head says what it was generated from. */
function movedModel({ files }: OpenProject, { mapping, model }: MappedModel): string | null {
  const found = files.texts.find(
    ({ path, text }) =>
      path.startsWith('models/') &&
      path !== model.file.path &&
      text.includes(`# From ${mapping.file.path}, by \`lode mapping generate\``),
  );
  return found?.path ?? null;
}
