import { join } from 'node:path';
import type { ExportManifest } from '../../exports/index.ts';
import { readChecksum } from './write-lines.ts';

export interface CheckedFile {
  readonly path: string;
  readonly state: 'equal' | 'missing' | 'other';
  readonly expected: { readonly bytes: number; readonly sha256: string };
  /** null where there is no file. */
  readonly found: { readonly bytes: number; readonly sha256: string } | null;
}

/** Each file that the manifest names, against what is there under its name. */
export async function checkFiles(folder: string, manifest: ExportManifest): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = [];
  for (const { path, bytes, sha256 } of manifest.files) {
    const found = await readChecksum(join(folder, path));
    const state = found === null ? 'missing' : found.sha256 === sha256 ? 'equal' : 'other';
    checked.push({ path, state, expected: { bytes, sha256 }, found });
  }
  return checked;
}
