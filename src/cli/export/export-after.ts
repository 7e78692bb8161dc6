import { type Diagnostic, DiagnosticError } from '../../diagnostics/index.ts';
import { readCommitted } from '../../execute/index.ts';
import type { ExportManifest } from '../../exports/index.ts';
import type { Context } from '../commands/context.ts';
import { openBuildingDatabase } from '../databases.ts';
import type { OpenProject } from '../open-project.ts';
import { readExportManifest } from './deliver-set.ts';
import { exportFiles, exportFolder, manifestPath } from './export-files.ts';
import { nightOf } from './night.ts';

export interface ExportedAfter {
  readonly made: readonly { readonly folder: string; readonly manifest: ExportManifest }[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes the exports with `after: apply` anew whose table has a later version than the files that stand. Called after a commit, so that all audits have passed. One that fails stops no
 * other, and takes nothing of the commit back.
 */
export async function exportAfter(
  { host }: Context,
  open: OpenProject,
  environment: string,
  memoryLimit: string | null,
): Promise<ExportedAfter> {
  const due = open.project.exports.filter(
    (one) => one.afterApply && (one.environment ?? open.project.defaultEnvironment) === environment,
  );
  const manifest = due.length === 0 ? null : await readCommitted(open.lake, environment);
  if (manifest === null) return { made: [], diagnostics: [] };
  const made: { folder: string; manifest: ExportManifest }[] = [];
  const diagnostics: Diagnostic[] = [];
  // Not the one of the build: it has relations of its own under these names.
  const database = await openBuildingDatabase(host, open, memoryLimit);
  const request = { manifest, database, date: nightOf(host, open, null), to: null };
  try {
    for (const one of due) {
      try {
        const folder = exportFolder(host, open, one, null);
        const before = await readExportManifest(host, folder, manifestPath(open, one, request));
        const table = manifest.models.get(one.model.toLowerCase())?.table;
        const stands =
          table != null &&
          before?.table?.path === table.path &&
          before.table.version === table.version &&
          before.environment === environment;
        if (!stands) made.push({ folder, manifest: await exportFiles(host, open, one, request) });
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        diagnostics.push(...error.diagnostics);
      }
    }
  } finally {
    await database.close();
  }
  return { made, diagnostics };
}
