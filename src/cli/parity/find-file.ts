import { join, resolve } from 'node:path';
import { parseSide } from '../../compare/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Manifest } from '../../environment/index.ts';
import { readDefinitions } from '../../execute/index.ts';
import type { ExportManifest } from '../../exports/index.ts';
import type { FileInfo } from '../../ports/index.ts';
import type { Export } from '../../project/index.ts';
import { nearNames } from '../../text/index.ts';
import { readExportManifest } from '../export/deliver-set.ts';
import { exportFolder, manifestPath } from '../export/export-files.ts';
import { readVersion } from '../export/read-version.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';

/** A file that is compared byte by byte. */
export interface FoundFile {
  /** `name` is its absolute path. */
  readonly info: FileInfo;
  /** What was exported to it; null for a file that is none of an export. */
  readonly exported: {
    readonly manifest: ExportManifest;
    readonly sha256: string;
    /** Whether a column of it is tagged as personal: then its lines are not shown. */
    readonly personal: boolean;
  } | null;
}

/** Finds the file that a side names: a path, or `export:NAME` for what that export wrote last. Rejects with `parity-bytes-side`, `export-unknown`. */
export async function findFile(
  host: Host,
  open: OpenProject,
  side: 'left' | 'right',
  text: string,
  night: string,
): Promise<FoundFile> {
  const refuse = (problem: string) =>
    new DiagnosticError(diagnose('parity-bytes-side', { side, text, problem }));
  const stat = async (path: string): Promise<FileInfo> => {
    const info = await host.files.stat(path);
    if (info === null) throw refuse('there is no such file');
    if (info.isFolder) throw refuse('it is a folder');
    return { ...info, name: path };
  };
  const name = /^export:(.+)$/.exec(text)?.[1]?.trim();
  if (name === undefined) {
    const { value } = parseSide(text, []);
    if (value === null || value.kind !== 'path' || value.format === 'delta') throw refuse('it is no file');
    return { info: await stat(resolve(open.folder, value.path)), exported: null };
  }
  const one = open.project.exports.find((each) => each.name.toLowerCase() === name.toLowerCase());
  const known = open.project.exports.map((each) => each.name);
  if (one === undefined)
    throw new DiagnosticError(diagnose('export-unknown', { name, known, near: nearNames(name, known) }));
  const folder = exportFolder(host, open, one, null);
  const version = await readVersion(open, one.environment, null);
  const path = manifestPath(open, one, { manifest: version, date: night });
  const manifest = await readExportManifest(host, folder, path);
  if (manifest === null) throw refuse(`nothing was exported yet: there is no ${join(one.folder, path)}`);
  const [file, ...others] = manifest.files;
  if (file === undefined || others.length > 0)
    throw refuse(`it has ${manifest.files.length} files; name one of them by its path`);
  const exported = { manifest, sha256: file.sha256, personal: await isPersonal(open, one, version) };
  return { info: await stat(join(folder, file.path)), exported };
}

async function isPersonal(open: OpenProject, one: Export, version: Manifest): Promise<boolean> {
  const hash = version.models.get(one.model.toLowerCase())?.definition;
  const definition = hash === undefined ? undefined : (await readDefinitions(open.lake, [hash])).get(hash);
  const written = one.columns?.map((each) => each.column?.toLowerCase());
  return (definition?.columns ?? []).some(
    ({ name, pii }) => pii !== null && (written === undefined || written.includes(name.toLowerCase())),
  );
}
