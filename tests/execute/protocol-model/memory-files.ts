import { DiagnosticError, diagnose } from '../../../src/diagnostics/index.ts';
import type { FileInfo, Files } from '../../../src/ports/index.ts';

/** The Files port over a map, for schedules by the thousand. Its every operation happens at once. */
export function memoryFiles(): Files {
  const contents = new Map<string, Uint8Array>();
  const bytesOf = (content: Uint8Array | string) =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const need = (path: string): Uint8Array => {
    const content = contents.get(path);
    if (content === undefined) throw new DiagnosticError(diagnose('file-missing', { path }));
    return content;
  };
  const below = (folder: string) => [...contents.keys()].filter((path) => path.startsWith(`${folder}/`));
  const info = (name: string, path: string): FileInfo => ({
    name,
    size: contents.get(path)?.length ?? 0,
    modified: 0,
    isFolder: !contents.has(path),
  });
  return {
    read: async (path) => need(path),
    readText: async (path) => new TextDecoder().decode(need(path)),
    stat: async (path) =>
      contents.has(path) || below(path).length > 0 ? info(path.slice(path.lastIndexOf('/') + 1), path) : null,
    list: async (folder) => {
      const names = new Set(below(folder).map((path) => path.slice(folder.length + 1).split('/')[0]!));
      return [...names].sort().map((name) => info(name, `${folder}/${name}`));
    },
    listAll: async (folder) =>
      below(folder)
        .sort()
        .map((path) => info(path.slice(folder.length + 1), path)),
    createFolder: async () => {},
    enginePath: (path) => path,
    fetchForEngine: async () => {},
    putIfAbsent: async (path, content) => {
      if (contents.has(path)) return false;
      contents.set(path, bytesOf(content));
      return true;
    },
    replace: async (path, content) => void contents.set(path, bytesOf(content)),
    hint: async (path, content) => void contents.set(path, bytesOf(content)),
    link: async (from, to) => {
      const content = need(from);
      if (contents.has(to)) throw new DiagnosticError(diagnose('file-exists', { path: to }));
      contents.set(to, content);
      return 'linked';
    },
    touch: async (path) => void need(path),
    setReadOnly: async () => {},
    sync: async () => {},
    remove: async (path) => void contents.delete(path),
    removeFolder: async (path) => {
      for (const file of below(path)) contents.delete(file);
    },
  };
}
