import { relative } from 'node:path';
import type { ExportManifest } from '../../exports/index.ts';
import type { Context } from '../commands/context.ts';
import type { OpenProject } from '../open-project.ts';
import { bytes, count, rows } from '../views/units.ts';
import type { ExportedAfter } from './export-after.ts';

/** `✓ billing  out/billing.csv  996 rows · 61 kB · prod version 3` */
export function exportedText({ host, console }: Context, folder: string, manifest: ExportManifest): string {
  const shown = relative(host.folder, folder) || '.';
  const [first] = manifest.files;
  const files =
    manifest.files.length === 1
      ? `${shown}/${first!.path}`
      : `${count(manifest.files.length)} files in ${shown}`;
  return `${console.style.green('✓')} ${manifest.export}  ${files}  ${rows(manifest.rows)} · ${bytes(manifest.bytes)} · ${manifest.environment} version ${manifest.environmentVersion}`;
}

/** What became of the exports that follow a commit. */
export function sayExported(context: Context, open: OpenProject, { made, diagnostics }: ExportedAfter): void {
  const { console } = context;
  for (const { folder, manifest } of made) console.say(exportedText(context, folder, manifest));
  console.diagnostics(diagnostics, open.fileText);
  if (diagnostics.length > 0)
    console.say(
      `${console.style.red('✗')} The tables stand; not all exports could be made of them. \`lode export\` tries again.`,
    );
}
