/** Parts of a project's paths, which are relative and have forward slashes. */

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function isInside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}
