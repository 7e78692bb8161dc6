import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { FileInfo, Files } from '../ports/index.ts';

/** A folder that holds a part of a lake, at the paths that the part has in the lake. */
export interface FileRoot {
  /** Absolute. */
  readonly folder: string;
  readonly files: Files;
}

export interface Rooting {
  /** The lake's folder, absolute. */
  readonly lake: string;
  /** What lies there itself. */
  readonly files: Files;
  readonly roots: readonly FileRoot[];
  /** Where something of the lake lies, by its path below the lake; null: in the lake itself. */
  readonly rootOf: (relative: string) => FileRoot | null;
  /** Folders whose entries may lie in several places: the lake itself, an environment. */
  readonly isShared: (relative: string) => boolean;
  /** Files of the lake itself that others write with other permissions; null: as usual. */
  readonly closed: (relative: string) => Files | null;
}

/**
 * A lake whose parts lie in several places, as one: whoever uses it knows nothing of that. Listings join what each place holds; files are never linked from one place to another, since a link shares its
 * permissions, but copied.
 */
export function rootedFiles(rooting: Rooting): Files {
  const { lake, files: main, roots, rootOf, isShared, closed } = rooting;
  const relativeOf = (path: string): string | null =>
    path === lake ? '' : path.startsWith(`${lake}/`) ? path.slice(lake.length + 1) : null;
  const at = (
    path: string,
  ): { readonly files: Files; readonly path: string; readonly root: FileRoot | null } => {
    const relative = relativeOf(path);
    if (relative === null) return { files: main, path, root: null };
    const root = rootOf(relative);
    if (root === null) return { files: closed(relative) ?? main, path, root };
    return { files: root.files, path: `${root.folder}/${relative}`, root };
  };
  const everywhere = (path: string): readonly { files: Files; path: string; root: FileRoot | null }[] => {
    const relative = relativeOf(path);
    if (relative === null || !isShared(relative)) return [at(path)];
    const below = (root: FileRoot) => (relative === '' ? root.folder : `${root.folder}/${relative}`);
    return [
      { files: main, path, root: null },
      ...roots.map((root) => ({ files: root.files, path: below(root), root })),
    ];
  };
  const joined = async (
    folder: string,
    read: (files: Files, path: string) => Promise<readonly FileInfo[]>,
  ): Promise<readonly FileInfo[]> => {
    const relative = relativeOf(folder);
    const found = new Map<string, FileInfo>();
    for (const { files, path, root } of everywhere(folder))
      for (const info of await read(files, path)) {
        const child = relative === null || relative === '' ? info.name : `${relative}/${info.name}`;
        // What lies elsewhere than it belongs is nobody's.
        const isHere = relative === null || rootOf(child) === root || (info.isFolder && isShared(child));
        if (isHere && !found.has(info.name)) found.set(info.name, info);
      }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  };
  return {
    read: (path) => at(path).files.read(at(path).path),
    readText: (path) => at(path).files.readText(at(path).path),
    async stat(path) {
      for (const place of everywhere(path)) {
        const found = await place.files.stat(place.path);
        if (found !== null) return found;
      }
      return null;
    },
    list: (folder) => joined(folder, (files, path) => files.list(path)),
    listAll: (folder) => joined(folder, (files, path) => files.listAll(path)),
    createFolder: (path) => at(path).files.createFolder(at(path).path),
    enginePath: (path) => at(path).files.enginePath(at(path).path),
    async fetchForEngine(files) {
      const places = new Map<Files, Parameters<Files['fetchForEngine']>[0][number][]>();
      for (const file of files) {
        const { files: of, path } = at(file.path);
        const some = places.get(of);
        if (some === undefined) places.set(of, [{ ...file, path }]);
        else some.push({ ...file, path });
      }
      for (const [of, some] of places) await of.fetchForEngine(some);
    },
    putIfAbsent: (path, content) => at(path).files.putIfAbsent(at(path).path, content),
    replace: (path, content) => at(path).files.replace(at(path).path, content),
    hint: (path, content) => at(path).files.hint(at(path).path, content),
    async link(from, to) {
      const [one, other] = [at(from), at(to)];
      // An object store copies.
      const isStore = one.path.includes('://') && one.files === other.files;
      if (one.root === other.root || isStore) return other.files.link(one.path, other.path);
      if (!(await other.files.putIfAbsent(other.path, await one.files.read(one.path))))
        throw new DiagnosticError(diagnose('file-exists', { path: other.path }));
      await other.files.setReadOnly(other.path);
      return 'copied';
    },
    touch: (path) => at(path).files.touch(at(path).path),
    setReadOnly: (path) => at(path).files.setReadOnly(at(path).path),
    sync: (path) => at(path).files.sync(at(path).path),
    remove: (path) => at(path).files.remove(at(path).path),
    async removeEmptyFolder(path) {
      for (const place of everywhere(path)) await place.files.removeEmptyFolder?.(place.path);
    },
    async removeFolder(path) {
      for (const place of everywhere(path)) await place.files.removeFolder(place.path);
    },
  };
}
