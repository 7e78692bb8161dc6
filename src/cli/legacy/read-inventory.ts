import { relative, resolve } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Inventory } from '../../triage/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';

/** Where `lode legacy scan` puts it. */
export const inventoryFile = 'triage/inventory.json';

/** The inventory of a file that the user named, else of the project's. Rejects with `triage-inventory-missing` or `triage-inventory-invalid`. */
export async function readInventory(
  host: Host,
  open: Pick<OpenProject, 'folder'>,
  named: string | null,
): Promise<Inventory> {
  const path = named === null ? `${open.folder}/${inventoryFile}` : resolve(host.folder, named);
  const found = await readWhole(host, path);
  if (found === null)
    throw new DiagnosticError(diagnose('triage-inventory-missing', { path: shown(host, path) }));
  return found;
}

/** The same; null where nobody named one and there is none. */
export async function findInventory(
  host: Host,
  open: Pick<OpenProject, 'folder'>,
  named: string | null,
): Promise<Inventory | null> {
  return named === null
    ? await readWhole(host, `${open.folder}/${inventoryFile}`)
    : await readInventory(host, open, named);
}

async function readWhole(host: Host, path: string): Promise<Inventory | null> {
  if ((await host.files.stat(path)) === null) return null;
  const invalid = (problem: string) =>
    new DiagnosticError(diagnose('triage-inventory-invalid', { path: shown(host, path), problem }));
  let value: Partial<Inventory> | null;
  try {
    value = JSON.parse(await host.files.readText(path)) as Partial<Inventory> | null;
  } catch {
    throw invalid('it is no JSON');
  }
  if (value?.format !== 'lode-legacy-inventory/1')
    throw invalid(`its format is ${JSON.stringify(value?.format ?? null)}, not "lode-legacy-inventory/1"`);
  if (!Array.isArray(value.sources) || !Array.isArray(value.objects))
    throw invalid('it has no lists `sources` and `objects`');
  return value as Inventory;
}

function shown(host: Host, path: string): string {
  return relative(host.folder, path) || path;
}
