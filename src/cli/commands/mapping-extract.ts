import { basename, dirname, relative, resolve } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { nearNames, type SourceFile } from '../../text/index.ts';
import type { Dialect, Inventory, LegacyObject } from '../../triage/index.ts';
import { dialects } from '../../triage/index.ts';
import {
  type ExtractedQuery,
  extractQuery,
  loadMapping,
  type MappingForm,
  mappingYaml,
} from '../../triage/mapping/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { inventoryFile, readInventory } from '../legacy/read-inventory.ts';
import { recallBase, scanMemoryOf } from '../legacy/scan-memory.ts';
import {
  extractOfFlow,
  type FlowOrigin,
  flowOrigin,
  namesFlow,
  targetOf,
} from '../mapping/flow-of-package.ts';
import { contractsOf, type KnownRelations, knownRelations } from '../mapping/known-relations.ts';
import { type OriginalQuery, originalQuery, textOfObject } from '../mapping/original-query.ts';
import { type Proof, proveExtracted } from '../mapping/prove-extracted.ts';
import { compileOpen, openProject, ProjectError } from '../open-project.ts';
import { readDecisions } from '../triage/read-decisions.ts';
import type { Context } from './context.ts';

export interface MappingExtractRequest {
  /** A file, or the id of an object of the inventory. */
  readonly from: string;
  readonly dialect: Dialect | null;
  readonly inventory: string | null;
  /** The model that it is to become; null: silver, and the original's name. */
  readonly target: string | null;
  /** null: below mappings/, by the target's name. */
  readonly out: string | null;
  readonly force: boolean;
}

/** `lode mapping extract`: a mapping from a legacy view or query, and whether what it generates is proved to compute the same. Exit code 2 where it is not. */
export async function mappingExtractCommand(
  context: Context,
  request: MappingExtractRequest,
): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const { compiled } = await compileOpen(host, open);
  const inventory = await inventoryOf(context, open.folder, request, open);
  const flow = await flowOf(context, open.folder, request, inventory);
  const legacy = flow === null ? await legacyText(context, request, inventory) : null;
  const { decisions } = await readDecisions(host, open);
  const decided = Object.entries(decisions.form.objects ?? {}).flatMap(([object, { model }]) =>
    model === undefined ? [] : [[object, model] as const],
  );
  const relations = await knownRelations(host, open, compiled, inventory, decided);
  const { query, notes, origin, name, original } =
    flow !== null
      ? await fromFlow(flow, request, relations, inventory)
      : await fromQuery(legacy!, request, relations);
  const model = request.target ?? `silver.${name.toLowerCase().replaceAll(/\W+/g, '_')}`;
  const form: MappingForm = {
    target: { model },
    origin,
    ...query,
  };
  const path =
    request.out === null
      ? `mappings/${model}.yml`
      : relative(open.folder, resolve(host.folder, request.out)).replaceAll('\\', '/');
  const text = mappingYaml(form);
  const { value: mapping, diagnostics } = loadMapping({ path, text });
  if (mapping === null) throw new ProjectError(diagnostics, () => text);
  const proof = await proveExtracted(host, open, mapping, original, contractsOf(relations.foreign));
  const whole = `${open.folder}/${path}`;
  if (
    !request.force &&
    (await host.files.stat(whole)) !== null &&
    (await host.files.readText(whole)) !== text
  )
    throw new DiagnosticError(
      diagnose('mapping-not-extracted', { what: request.from, problem: `${path} is there already` }),
    );
  await host.files.createFolder(dirname(whole));
  await host.files.replace(whole, text);
  const missing = [...relations.foreign.keys()].sort();
  if (options.json)
    console.document({
      formatVersion: '1.0',
      file: path,
      model,
      notes,
      foreign: missing,
      proof,
      diagnostics: original?.warnings ?? [],
    });
  console.diagnostics(original?.warnings ?? [], (file) =>
    file === legacy?.file.path ? legacy.file.text : undefined,
  );
  console.say(
    `${console.style.green('✓')} ${path}: ${model} from ${legacy?.object?.id ?? origin.object ?? origin.file}.`,
  );
  for (const note of notes) console.say(`  ${note}`);
  if (missing.length > 0)
    console.say(
      `  Not in the project yet: ${missing.join(', ')}. Declare them as a source, or name the models that take their place.`,
    );
  for (const line of proofLines(proof)) console.say(line);
  return proof.kind === 'equal' ? exitCodes.done : exitCodes.differences;
}

function proofLines(proof: Proof): string[] {
  switch (proof.kind) {
    case 'equal':
      return ['= What it generates is proved to compute what the original computes.'];
    case 'bound':
      return [
        '? It binds. A data flow is no query that it could be proved against: compare the rows with `lode parity`.',
      ];
    case 'unbound':
      return [`? Whether it computes the same was not proved: ${proof.problem}.`];
    case 'different':
      return [
        `x What it generates is not proved to compute the same${proof.columns.length === 0 ? '' : `: ${proof.columns.join(', ')}`}.`,
        ...proof.reasons.map(({ message }) => `    ${message}`),
      ];
  }
}

/** What a mapping is made of. `original`: null where it is no query. */
interface Taken extends ExtractedQuery {
  readonly origin: NonNullable<MappingForm['origin']>;
  readonly name: string;
  readonly original: OriginalQuery | null;
}

async function fromQuery(
  legacy: Legacy,
  request: MappingExtractRequest,
  relations: KnownRelations,
): Promise<Taken> {
  const original = await originalQuery(legacy.file, legacy.dialect, relations.tableOf);
  const extracted = extractQuery(original.sql, { columnsOf: relations.columnsOf });
  // What a translation reads was asked for while it was made.
  if (legacy.dialect === 'duckdb') for (const parts of relationsIn(extracted.query)) relations.tableOf(parts);
  const name = (legacy.object?.name ?? original.name ?? basename(legacy.file.path).replace(/\.\w+$/, ''))
    .split('.')
    .at(-1)!;
  const notes = [...legacy.notes, ...extracted.notes];
  return { ...extracted, notes, origin: originOf(request, legacy, original, notes), name, original };
}

async function fromFlow(
  flow: FlowOrigin,
  { dialect }: MappingExtractRequest,
  relations: KnownRelations,
  inventory: Inventory | null,
): Promise<Taken> {
  const extracted = await extractOfFlow(flow, dialect, relations.tableOf, inventory);
  const origin = {
    object: `${flow.path}#${flow.flow.id}`,
    file: flow.path,
    ...(extracted.notes.length === 0 ? {} : { notes: [...extracted.notes] }),
  };
  return { ...extracted, origin, name: targetOf(flow), original: null };
}

/** The data flow that is asked for; null: it is none. An object of the inventory names its package as the scan did: relative to the folder that was scanned. */
async function flowOf(
  { host }: Context,
  folder: string,
  { from, inventory: named }: MappingExtractRequest,
  inventory: Inventory | null,
): Promise<FlowOrigin | null> {
  if (!namesFlow(from)) return null;
  const path = named === null ? `${folder}/${inventoryFile}` : resolve(host.folder, named);
  const base = await recallBase(scanMemoryOf(folder, path));
  return flowOrigin(from, {
    folders: [host.folder, folder, ...(base === null ? [] : [base])],
    inventory,
  });
}

async function inventoryOf(
  { host }: Context,
  folder: string,
  request: MappingExtractRequest,
  open: Parameters<typeof readInventory>[1],
): Promise<Inventory | null> {
  const isThere = (await host.files.stat(`${folder}/${inventoryFile}`)) !== null;
  return request.inventory !== null || isThere ? readInventory(host, open, request.inventory) : null;
}

interface Legacy {
  readonly file: SourceFile;
  readonly dialect: Dialect;
  readonly object: LegacyObject | null;
  readonly notes: readonly string[];
}

async function legacyText(
  { host }: Context,
  { from, dialect }: MappingExtractRequest,
  inventory: Inventory | null,
): Promise<Legacy> {
  const object = inventory?.objects.find(({ id }) => id === from.toLowerCase()) ?? null;
  const path = resolve(host.folder, from);
  const file =
    object !== null
      ? textOfObject(object)
      : (await host.files.stat(path)) !== null
        ? { path: from, text: await host.files.readText(path) }
        : null;
  if (file === null) {
    const near = nearNames(
      from,
      (inventory?.objects ?? []).map(({ id }) => id),
    );
    throw new DiagnosticError(diagnose('mapping-origin-unknown', { from, near }));
  }
  const own = object?.dialect ?? null;
  const known = dialect ?? dialects.find((each) => each === own) ?? null;
  if (known === null) throw new DiagnosticError(diagnose('mapping-dialect-missing', { from }));
  return {
    file,
    dialect: known,
    object,
    notes: object === null ? [] : textOfObject(object).notes,
  };
}

/** The relations that the sources of a mapping name, its own steps left out. */
function relationsIn(query: ReturnType<typeof extractQuery>['query']): string[][] {
  const steps = Object.values(query.with ?? {});
  const own = new Set(Object.keys(query.with ?? {}).map((name) => name.toLowerCase()));
  const selects = [query, ...steps].flatMap((each) => [each, ...(each.union ?? [])]);
  return selects
    .flatMap(({ sources }) => Object.values(sources ?? {}))
    .flatMap((source) => (typeof source === 'string' ? source : (source.relation ?? [])))
    .filter((relation) => !own.has(relation.toLowerCase()))
    .map((relation) => relation.split('.').map((part) => part.replaceAll('"', '')));
}

function originOf(
  request: MappingExtractRequest,
  { file, dialect, object }: Legacy,
  original: OriginalQuery,
  notes: readonly string[],
): NonNullable<MappingForm['origin']> {
  const warned = original.warnings.map(({ summary, detail }) =>
    detail === undefined ? summary : `${summary}. ${detail}`,
  );
  const all = [...new Set([...notes, ...warned])];
  return {
    object: object?.id ?? original.name?.toLowerCase() ?? request.from,
    file: file.path,
    dialect,
    ...(all.length === 0 ? {} : { notes: all }),
  };
}
