import { relative, resolve } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Inventory } from '../../triage/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';

/** Where `lode legacy scan` puts it. */
export const inventoryFile = 'triage/inventory.json';

/** The inventory of a file that the user named, else of the project's. */
export async function readInventory(
  host: Host,
  open: Pick<OpenProject, 'folder'>,
  named: string | null,
): Promise<Inventory> {
  const whole = named === null ? `${open.folder}/${inventoryFile}` : resolve(host.folder, named);
  const path = relative(host.folder, whole) || whole;
  if ((await host.files.stat(whole)) === null)
    throw new DiagnosticError(diagnose('triage-inventory-missing', { path }));
  const invalid = (problem: string) =>
    new DiagnosticError(diagnose('triage-inventory-invalid', { path, problem }));
  let value: Partial<Inventory> | null;
  try {
    value = JSON.parse(await host.files.readText(whole)) as Partial<Inventory> | null;
  } catch {
    throw invalid('it is no JSON');
  }
  if (value?.format !== 'lode-legacy-inventory/1')
    throw invalid(`its format is ${JSON.stringify(value?.format ?? null)}, not "lode-legacy-inventory/1"`);
  if (!Array.isArray(value.sources) || !Array.isArray(value.objects))
    throw invalid('it has no lists `sources` and `objects`');
  return value as Inventory;
}
