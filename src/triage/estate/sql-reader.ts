import type { Dialect } from './dialect.ts';
import type { EstateNote, LegacyObject, LegacyStatement } from './legacy-object.ts';

/**
 * Reads SQL that stands in something else, a script or a package. `line` is the line of that file on which the text begins. One text may hold several
 * statements; one that is not understood gives a statement too, `opaque`.
 */
export type ReadSql = (
  sql: string,
  dialect: Dialect,
  file: string,
  line: number,
) => readonly LegacyStatement[];

/** What a reader found in one file. */
export interface FileReading {
  readonly objects: readonly LegacyObject[];
  /** Of the file as a whole; those of an object stand with it. */
  readonly notes: readonly EstateNote[];
}
