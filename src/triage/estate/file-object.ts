import { nothingKnown } from './bare-object.ts';
import type { LegacyObject } from './legacy-object.ts';
import type { EstatePlace } from './place.ts';

/** The id of a data file that scripts and packages read or write: `file:` and its path as written, in lower case, with forward slashes, without `./` before it and without ways back (`a/../`). */
export function fileId(path: string): string {
  return `file:${plainPath(path.replaceAll('\\', '/')).toLowerCase()}`;
}

/** A path without `./` before it and without ways back, as far as what they go back from is known. */
export function plainPath(path: string): string {
  if (!/(?:^|[/\\])\.\.?(?:[/\\]|$)/.test(path)) return path;
  const parts: string[] = [];
  const between = /[/\\]/.exec(path)?.[0] ?? '/';
  for (const part of path.split(/[/\\]/)) {
    const last = parts.at(-1);
    if (part === '.' || (part === '' && parts.length > 0)) continue;
    if (part === '..' && last !== undefined && last !== '' && last !== '..' && !/[{}:]/.test(last))
      parts.pop();
    else parts.push(part);
  }
  return parts.join(between);
}

/** A data file, as an object of the estate: `export` where something writes it, else `file`. */
export function fileObject(
  path: string,
  isWritten: boolean,
  columns: readonly string[] | null,
  place: EstatePlace,
): LegacyObject {
  return {
    id: fileId(path),
    name: path,
    kind: isWritten ? 'export' : 'file',
    dialect: null,
    place,
    understanding: 'parsed',
    ...nothingKnown,
    columns: columns?.map((name) => ({ name, type: null, nullable: null })) ?? null,
  };
}
