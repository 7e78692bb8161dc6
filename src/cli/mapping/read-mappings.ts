import { relative, resolve } from 'node:path';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { nearNames, type SourceFile } from '../../text/index.ts';
import { checkTargets, loadMapping, type Mapping } from '../../triage/mapping/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';
import type { FileText } from '../views/diagnostics.ts';

export const mappingsFolder = 'mappings';

export interface ReadMappings {
  /** Those that are right. */
  readonly mappings: readonly Mapping[];
  readonly diagnostics: readonly Diagnostic[];
  readonly fileText: FileText;
  /** How many files were read. */
  readonly files: number;
}

/** The mapping files that the user named, else all below `mappings/`. */
export async function readMappings(
  host: Host,
  open: OpenProject,
  named: readonly string[],
): Promise<ReadMappings> {
  const found = await mappingPaths(host, open);
  const paths = named.map((name) => relative(open.folder, resolve(host.folder, name)).replaceAll('\\', '/'));
  for (const path of paths)
    if ((await host.files.stat(`${open.folder}/${path}`)) === null)
      throw new DiagnosticError(
        diagnose('mapping-missing', { path, known: found, near: nearNames(path, found) }),
      );
  const chosen = named.length === 0 ? found : paths;
  if (chosen.length === 0)
    throw new DiagnosticError(diagnose('mapping-missing', { path: mappingsFolder, known: [], near: [] }));
  const files: SourceFile[] = [];
  for (const path of chosen) files.push({ path, text: await host.files.readText(`${open.folder}/${path}`) });
  const loaded = files.map(loadMapping);
  const mappings = loaded.flatMap(({ value }) => value ?? []);
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const targets = checkTargets(mappings);
  return {
    mappings: targets.mappings,
    diagnostics: [...loaded.flatMap(({ diagnostics }) => diagnostics), ...targets.diagnostics],
    fileText: (path) => texts.get(path) ?? open.fileText(path),
    files: files.length,
  };
}

/** Paths relative to the project. */
export async function mappingPaths(host: Host, open: OpenProject): Promise<readonly string[]> {
  const entries = await host.files.listAll(`${open.folder}/${mappingsFolder}`);
  return entries
    .filter(({ name, isFolder }) => !isFolder && /\.ya?ml$/.test(name) && !/(^|\/)\./.test(name))
    .map(({ name }) => `${mappingsFolder}/${name}`)
    .sort();
}
