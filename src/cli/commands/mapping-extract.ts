import { relative, resolve } from 'node:path';
import type { Dialect } from '../../triage/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { findInventory, inventoryFile } from '../legacy/read-inventory.ts';
import { recallBase, scanMemoryOf } from '../legacy/scan-memory.ts';
import { type ExtractedProcedure, extractProcedure } from '../mapping/extract-procedure.ts';
import { flowOrigin, namesFlow } from '../mapping/flow-of-package.ts';
import { type KnownRelations, knownRelations } from '../mapping/known-relations.ts';
import { type Legacy, legacyOrigin } from '../mapping/legacy-origin.ts';
import { formOf, type Taken, takenFromFlow, takenFromQuery } from '../mapping/taken.ts';
import { viewColumns } from '../mapping/view-columns.ts';
import { writeExtracted } from '../mapping/write-extracted.ts';
import { compileOpen, type OpenProject, openProject } from '../open-project.ts';
import { readDecisions } from '../triage/read-decisions.ts';
import { foreignText, procedureText, proofText } from '../views/extracted-text.ts';
import type { Context } from './context.ts';

export interface MappingExtractRequest {
  /** A file, or the id of an object of the inventory; of a procedure with the table that is meant: `load_sales#totals`. */
  readonly from: string;
  readonly dialect: Dialect | null;
  readonly inventory: string | null;
  /** The model that it is to become; null: silver, and the original's name. */
  readonly target: string | null;
  /** null: below mappings/, by the target's name. */
  readonly out: string | null;
  readonly force: boolean;
}

/** `lode mapping extract`: a mapping from a legacy view or query, or one for each table that a procedure writes, and whether what it generates is proved to compute the same. Exit code 2 where it is not. */
export async function mappingExtractCommand(
  context: Context,
  request: MappingExtractRequest,
): Promise<ExitCode> {
  const { host, options } = context;
  const open = await openProject(host, options);
  const { compiled } = await compileOpen(host, open);
  const inventory = await findInventory(host, open, request.inventory);
  const folders = await foldersOf(context, open, request);
  const flow = namesFlow(request.from) ? await flowOrigin(request.from, { folders, inventory }) : null;
  const legacy = flow === null ? await legacyOrigin(host, folders, request, inventory) : null;
  const { decisions } = await readDecisions(host, open);
  const decided = Object.entries(decisions.form.objects ?? {}).flatMap(([object, { model }]) =>
    model === undefined ? [] : [[object, model] as const],
  );
  const views = await viewColumns(context, inventory, legacy?.object ?? null);
  const relations = await knownRelations(host, open, compiled, inventory, decided, views);
  const pathOf = (model: string) =>
    request.out === null
      ? `mappings/${model}.yml`
      : relative(open.folder, resolve(host.folder, request.out)).replaceAll('\\', '/');
  if (legacy !== null && legacy.routine !== null) {
    const asked = { target: request.target, force: request.force, pathOf };
    const extracted = await extractProcedure(host, open, relations, legacy, legacy.routine, asked);
    return showProcedure(context, extracted, relations);
  }
  const taken =
    flow === null
      ? await takenFromQuery(request.from, legacy!, relations)
      : await takenFromFlow(flow, request.dialect, relations, inventory);
  return showTaken(context, open, request, relations, taken, legacy, pathOf);
}

async function showTaken(
  { host, options, console }: Context,
  open: OpenProject,
  { from, target, force }: MappingExtractRequest,
  relations: KnownRelations,
  { query, notes, origin, name, original }: Taken,
  legacy: Legacy | null,
  pathOf: (model: string) => string,
): Promise<ExitCode> {
  const model = target ?? `silver.${name.toLowerCase().replaceAll(/\W+/g, '_')}`;
  const form = formOf({ model }, origin, query);
  const file = { path: pathOf(model), form, proved: form, original, notes, from };
  const { path, proof } = await writeExtracted(host, open, relations, file, force);
  const missing = [...relations.foreign.keys()].sort();
  const warnings = original?.warnings ?? [];
  if (options.json)
    console.document({
      formatVersion: '1.0',
      file: path,
      model,
      notes,
      foreign: missing,
      proof,
      diagnostics: warnings,
    });
  console.diagnostics(warnings, (each) => (each === legacy?.file.path ? legacy.file.text : undefined));
  console.say(
    `${console.style.green('✓')} ${path}: ${model} from ${legacy?.object?.id ?? origin.object ?? origin.file}.`,
  );
  for (const note of notes) console.say(`  ${note}`);
  for (const line of [...foreignText(missing), ...proofText(proof)]) console.say(line);
  return proof.kind === 'equal' ? exitCodes.done : exitCodes.differences;
}

function showProcedure(
  { options, console }: Context,
  { name, tables, loose }: ExtractedProcedure,
  relations: KnownRelations,
): ExitCode {
  const missing = [...relations.foreign.keys()].sort();
  if (options.json)
    console.document({ formatVersion: '1.0', procedure: name, tables, loose, foreign: missing });
  for (const line of procedureText({ name, tables, loose }, console.style)) console.say(line);
  for (const line of foreignText(missing)) console.say(line);
  const isDone =
    loose.length === 0 && tables.every((each) => each.kind === 'mapping' && each.proof.kind === 'equal');
  return isDone ? exitCodes.done : exitCodes.differences;
}

/** Where files of the estate are looked for: an inventory names them relative to the folder that was scanned. */
async function foldersOf(
  { host }: Context,
  { folder }: OpenProject,
  { inventory }: MappingExtractRequest,
): Promise<readonly string[]> {
  const path = inventory === null ? `${folder}/${inventoryFile}` : resolve(host.folder, inventory);
  const base = await recallBase(scanMemoryOf(folder, path));
  return [host.folder, folder, ...(base === null ? [] : [base])];
}
