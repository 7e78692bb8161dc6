import { relative, resolve } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Inventory } from '../../triage/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';

/** The inventory that `lode legacy scan` made; null where nobody named one and there is none. Rejects with `usage-inventory-unreadable`. */
export async function findInventory(
  host: Host,
  open: OpenProject,
  named: string | null,
): Promise<Inventory | null> {
  const path = named === null ? resolve(open.folder, 'triage/inventory.json') : resolve(host.folder, named);
  const shown = relative(host.folder, path) || path;
  if ((await host.files.stat(path)) === null) {
    if (named === null) return null;
    throw new DiagnosticError(diagnose('file-missing', { path: shown }));
  }
  const refuse = (problem: string) =>
    new DiagnosticError(diagnose('usage-inventory-unreadable', { path: shown, problem }));
  let value: Partial<Inventory> | null;
  try {
    value = JSON.parse(await host.files.readText(path)) as Partial<Inventory> | null;
  } catch (error) {
    throw refuse((error as Error).message);
  }
  if (value?.format !== 'lode-legacy-inventory/1' || !Array.isArray(value.objects))
    throw refuse('it has no `format: "lode-legacy-inventory/1"` and no objects');
  return value as Inventory;
}
