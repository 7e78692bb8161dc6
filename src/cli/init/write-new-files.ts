import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Files } from '../../ports/index.ts';

/** Rejects, naming them, where some of a project's files stand already. */
export async function refuseExisting(files: Files, folder: string, paths: readonly string[]): Promise<void> {
  const found: string[] = [];
  for (const path of paths) if ((await files.stat(`${folder}/${path}`)) !== null) found.push(path);
  if (found.length > 0) throw new DiagnosticError(diagnose('init-files-exist', { folder, files: found }));
}

/**
 * Writes a project's files below `folder` (absolute). Nothing that is there is overwritten: where one of `needed` exists nothing is written at all and the
 * call rejects with their names; of `helpful` those that exist stay as they are, and are given back.
 */
export async function writeNewFiles(
  files: Files,
  folder: string,
  needed: Readonly<Record<string, string | Uint8Array>>,
  helpful: Readonly<Record<string, string>>,
): Promise<{ readonly kept: readonly string[] }> {
  await refuseExisting(files, folder, Object.keys(needed));
  const lost: string[] = [];
  const kept: string[] = [];
  for (const [path, content] of Object.entries(needed))
    if (!(await files.putIfAbsent(`${folder}/${path}`, content))) lost.push(path);
  for (const [path, content] of Object.entries(helpful))
    if (!(await files.putIfAbsent(`${folder}/${path}`, content))) kept.push(path);
  // Somebody else made one of them in between; theirs stands.
  if (lost.length > 0) throw new DiagnosticError(diagnose('init-files-exist', { folder, files: lost }));
  return { kept };
}
