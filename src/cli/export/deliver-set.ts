import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type ExportManifest, exportManifest } from '../../exports/index.ts';
import { fileFailure } from '../../files/index.ts';
import type { Host } from '../host.ts';

/**
 * How files become visible. A set of files is written whole under names that are never used again; the manifest that names the set is replaced at once, which is the moment at which
 * all of them stand; then each file gets its usual name, by a link that replaces the file of before. Whoever goes by the manifest sees the files of one set; whoever opens a usual name
 * sees a whole file.
 */

/** Where the sets of an export lie, relative to the folder of the exports. */
export function setsFolder(manifestPath: string): string {
  return `.lode/${manifestPath}`;
}

/** null where there is none. */
export async function readExportManifest(
  host: Host,
  folder: string,
  path: string,
): Promise<ExportManifest | null> {
  const file = join(folder, path);
  if ((await host.files.stat(file)) === null) return null;
  try {
    return exportManifest.parse(JSON.parse(await host.files.readText(file)));
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    const problem = error instanceof Error ? error.message : String(error);
    throw new DiagnosticError(diagnose('export-manifest-unreadable', { path: file, problem }));
  }
}

/** Makes a written set the one that stands. `replaces` says whether a file of the set before goes where the new one does not have it. */
export async function deliverSet(
  host: Host,
  folder: string,
  path: string,
  manifest: ExportManifest,
  replaces: (before: ExportManifest) => boolean,
): Promise<void> {
  const before = await readExportManifest(host, folder, path).catch(() => null);
  const whole = { ...manifest, previous: before?.set ?? null };
  await host.files.replace(join(folder, path), `${JSON.stringify(whole, null, 2)}\n`);
  let standing = whole;
  for (;;) {
    for (const file of standing.files)
      await nameFile(host, join(folder, standing.set, file.kept), join(folder, file.path));
    const now = await readExportManifest(host, folder, path);
    // Another process has made a later set stand meanwhile: its files have the names, whoever gave them last.
    if (now === null || now.set === standing.set) break;
    standing = now;
  }
  if (before !== null && replaces(before)) {
    const kept = new Set(standing.files.map((file) => file.path));
    for (const file of before.files)
      if (!kept.has(file.path)) await host.files.remove(join(folder, file.path));
  }
  await removeSets(host, folder, path, [standing.set, standing.previous], before?.previous ?? null);
}

async function nameFile(host: Host, kept: string, to: string): Promise<void> {
  const temporary = join(dirname(to), `.tmp-${host.clock.uuid()}`);
  await host.files.createFolder(dirname(to));
  try {
    await host.files.link(kept, temporary);
    await rename(temporary, to);
    await host.files.sync(dirname(to));
  } catch (error) {
    throw error instanceof DiagnosticError ? error : fileFailure(error, 'write', to);
  } finally {
    // Two names of one file: renaming does nothing then, and both stay.
    await host.files.remove(temporary);
  }
}

/** A set that no manifest names may be another process's work; after so long it is what a killed one left. */
const leftAfter = 24 * 60 * 60 * 1000;

async function removeSets(
  host: Host,
  folder: string,
  path: string,
  named: readonly (string | null)[],
  done: string | null,
): Promise<void> {
  const sets = setsFolder(path);
  for (const { name, modified, isFolder } of await host.files.list(join(folder, sets))) {
    const set = `${sets}/${name}`;
    if (!isFolder || named.includes(set)) continue;
    if (set === done || host.clock.now() - modified > leftAfter)
      await host.files.removeFolder(join(folder, set));
  }
}
