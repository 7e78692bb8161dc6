import { nothingKnown } from './bare-object.ts';
import type { LegacyObject } from './legacy-object.ts';
import type { EstatePlace } from './place.ts';

/** The id of a data file that scripts and packages read or write: `file:` and its path as written, in lower case, with forward slashes and without `./` before it. */
export function fileId(path: string): string {
  return `file:${path
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .toLowerCase()}`;
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
