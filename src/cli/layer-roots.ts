import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { isIntent, isOfSeveralLayers, layerOfPath } from '../environment/index.ts';
import { type FileRoot, isObjectPath, localFiles, rootedFiles } from '../files/index.ts';
import type { Files } from '../ports/index.ts';
import type { Environment, LayerRoot, StorageSettings } from '../project/index.ts';
import type { Host } from './host.ts';
import { filesOf, placeFolder } from './storage.ts';

export interface Placing {
  /** The lake's folder, absolute. */
  readonly lake: string;
  /** The files that it lies in. */
  readonly files: Files;
  readonly storage: StorageSettings;
  readonly variables: Environment;
  /** The project's folder: what roots on a disk are relative to. */
  readonly folder: string;
}

export interface PlacedLake {
  readonly files: Files;
  /** The folders beside the lake's own in which parts of it lie, absolute. */
  readonly roots: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The lake's files where layers lie in places of their own, resolved. What Lode itself notes of rows (scratch, runs, profiles, differing rows, rows set aside) lies with the first of these layers; manifests and definitions stay,
 * since whoever reads any table through Lode needs them.
 */
export async function placeLayers(
  host: Host,
  access: readonly LayerRoot[],
  { lake, files, storage, variables, folder }: Placing,
): Promise<PlacedLake> {
  if (access.length === 0) return { files, roots: [], diagnostics: [] };
  const roots = new Map<string, FileRoot>();
  const diagnostics: Diagnostic[] = [];
  for (const { layer, root, fileMode, folderMode, span } of access) {
    const place = placeFolder(folder, root);
    const problem = problemOf(lake, place, fileMode !== null || folderMode !== null);
    if (problem !== null) {
      diagnostics.push(diagnose('layer-root-invalid', { layer, root: place, problem }, { subject: span }));
      continue;
    }
    const modes = { file: fileMode, folder: folderMode };
    const own = isObjectPath(place)
      ? await filesOf(host, place, storage, variables, folder)
      : fileMode === null && folderMode === null
        ? host.files
        : localFiles(modes);
    roots.set(layer, { folder: place, files: own });
    const left = `_builds/${layer}`;
    if (!isObjectPath(lake) && (await files.stat(`${lake}/${left}`)) !== null)
      diagnostics.push(diagnose('layer-files-elsewhere', { layer, lake, root: place }, { subject: span }));
  }
  if (diagnostics.length > 0) return { files, roots: [], diagnostics };
  const [first] = access;
  const state = roots.get(first!.layer)!;
  const closed =
    first!.fileMode === null || isObjectPath(lake)
      ? null
      : localFiles({ file: first!.fileMode, folder: null });
  return {
    files: rootedFiles({
      lake,
      files,
      roots: [...new Map([...roots.values()].map((each) => [each.folder, each])).values()],
      rootOf(relative) {
        const of = layerOfPath(relative);
        return of === null ? null : of === 'state' ? state : (roots.get(of.layer) ?? null);
      },
      isShared: isOfSeveralLayers,
      closed: (relative) => (closed !== null && isIntent(relative) ? closed : null),
    }),
    roots: [...new Set([...roots.values()].map((each) => each.folder))],
    diagnostics: [],
  };
}

/** Why a layer cannot lie there; null: it can. */
function problemOf(lake: string, root: string, hasModes: boolean): string | null {
  if (isObjectPath(lake) !== isObjectPath(root))
    return 'the lake and its layers lie either all on disks or all in object stores';
  if (root === lake || root.startsWith(`${lake}/`) || lake.startsWith(`${root}/`))
    return 'one of the two lies in the other';
  if (isObjectPath(root) && hasModes)
    return 'an object store has no permissions of files: policies of the bucket say who reads what';
  return null;
}
