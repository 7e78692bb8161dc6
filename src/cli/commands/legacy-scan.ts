import { dirname, relative, resolve } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { nearNames } from '../../text/index.ts';
import {
  assembleInventory,
  type Dialect,
  dialects,
  type Inventory,
  type ReadSource,
  understandings,
} from '../../triage/index.ts';
import { loadGrammars } from '../../triage/sql/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { bindInventory } from '../legacy/bind-inventory.ts';
import { listEstate } from '../legacy/list-estate.ts';
import { openCatalog } from '../legacy/open-catalog.ts';
import { readCatalog } from '../legacy/read-catalog.ts';
import { scanEstate } from '../legacy/scan-estate.ts';
import { noMemory, recallScan, rememberScan, scanMemoryOf, writeLines } from '../legacy/scan-memory.ts';
import { inventoryCsv, inventoryText } from '../views/inventory-text.ts';
import type { Context } from './context.ts';

export const inventoryFormats = ['text', 'json', 'csv'] as const;

export interface LegacyScanRequest {
  readonly paths: readonly string[];
  /** `oracle`, or `scripts/oracle=oracle` for the files below a folder. */
  readonly dialects: readonly string[];
  readonly connections: readonly string[];
  /** Where the inventory goes; null: `triage/inventory.json` of the project’s folder. */
  readonly out: string | null;
  readonly format: (typeof inventoryFormats)[number];
  /** Read all files, whatever an earlier scan remembers. */
  readonly fresh: boolean;
  /** Bind queries and views, so that their columns are certain. */
  readonly bind: boolean;
}

/** `lode legacy scan`: what a legacy estate holds. Reads the paths, writes the inventory, and below `.lode` what the next scan need not read again. Needs no project. */
export async function legacyScanCommand(context: Context, request: LegacyScanRequest): Promise<ExitCode> {
  const { host, options, console } = context;
  if (request.paths.length + request.connections.length === 0)
    throw new DiagnosticError(diagnose('legacy-nothing-given', {}));
  const out =
    request.out === null
      ? resolve(host.folder, options.project ?? '.', 'triage/inventory.json')
      : resolve(host.folder, request.out);
  const memory = scanMemoryOf(resolve(host.folder, options.project ?? '.'), out);
  const choose = dialectChooser(request.dialects);
  const files = (await listEstate(host.folder, request.paths)).filter(({ path }) => path !== out);
  const known = request.fresh ? noMemory : await recallScan(memory);
  let told = host.clock.now();
  const { read, remembered, unchanged } = await scanEstate(
    files,
    choose,
    known.files,
    (done) => {
      const now = host.clock.now();
      if (now - told < 5000) return;
      told = now;
      console.say(`  ${done.toLocaleString('en')} of ${files.length.toLocaleString('en')} files`);
    },
    host.signal,
  );
  const catalogs = await readCatalogs(host, options, request.connections);
  const assembled = assembleInventory([...read, ...catalogs]);
  const { inventory, binding } = request.bind
    ? await bindInventory(context, assembled, known.binding)
    : { inventory: assembled, binding: known.binding };
  await writeLines(out, () => inventoryPieces(inventory));
  const [first] = files;
  const base = first === undefined ? null : first.path.slice(0, -first.file.length - 1);
  await rememberScan(memory, remembered, binding, base);
  switch (request.format) {
    case 'json':
      for (const piece of inventoryPieces(inventory)) host.stdout(piece);
      break;
    case 'csv':
      host.stdout(inventoryCsv(inventory));
      break;
    case 'text':
      console.result(inventoryText(inventory, console.width, console.style));
  }
  const again =
    unchanged === 0
      ? ''
      : ` ${unchanged.toLocaleString('en')} unchanged file${unchanged === 1 ? ' was' : 's were'} not read again.`;
  console.say(`${console.style.green('✓')} ${shown(host.folder, out)} written.${again}`);
  const dark = inventory.objects.filter(
    ({ kind, understanding }) => kind !== 'external' && understanding === understandings.at(-1),
  ).length;
  if (dark > 0)
    console.say(
      `  ${dark.toLocaleString('en')} object${dark === 1 ? ' has a part that is' : 's have parts that are'} not understood: see \`notes\` in the inventory.`,
    );
  return exitCodes.done;
}

async function readCatalogs(
  host: Context['host'],
  options: Context['options'],
  connections: readonly string[],
): Promise<readonly ReadSource[]> {
  if (connections.length === 0) return [];
  const grammars = await loadGrammars();
  const found: ReadSource[] = [];
  for (const connection of connections) {
    const { name, dialect, definitions } = await openCatalog(host, options, connection);
    const source = { file: `catalog:${name}`, format: 'catalog' as const, bytes: 0, hash: '' };
    found.push({ source, objects: readCatalog(name, definitions, dialect, grammars) });
  }
  return found;
}

function shown(folder: string, path: string): string {
  const below = relative(folder, path);
  return below.startsWith('..') ? path : below;
}

/** The document in pieces, an object a line: an estate’s inventory may be longer than a text can be. */
export function* inventoryPieces({ format, sources, objects }: Inventory): Iterable<string> {
  yield `{"format":${JSON.stringify(format)},\n"sources":[`;
  for (const [i, source] of sources.entries()) yield `${i === 0 ? '\n' : ',\n'}${JSON.stringify(source)}`;
  yield '\n],\n"objects":[';
  for (const [i, object] of objects.entries()) yield `${i === 0 ? '\n' : ',\n'}${JSON.stringify(object)}`;
  yield '\n]}\n';
}

function dialectChooser(given: readonly string[]): (file: string) => Dialect | null {
  const rules = given.map((each) => {
    const at = each.lastIndexOf('=');
    const name = each.slice(at + 1);
    const dialect = dialects.find((one) => one === name.toLowerCase());
    if (dialect === undefined)
      throw new DiagnosticError(
        diagnose('legacy-dialect-unknown', {
          dialect: name,
          known: dialects,
          near: nearNames(name, dialects),
        }),
      );
    const folder = at < 0 ? null : each.slice(0, at).replace(/^\.\//, '').replace(/\/+$/, '');
    return { folder, dialect };
  });
  // The longest folder is the most particular.
  rules.sort((a, b) => (b.folder?.length ?? -1) - (a.folder?.length ?? -1));
  return (file) =>
    rules.find(
      ({ folder }) =>
        folder === null || file === folder || file.startsWith(`${folder}/`) || dirname(file) === folder,
    )?.dialect ?? null;
}
