import type { LegacyObject } from './legacy-object.ts';
import type { Understanding } from './understanding.ts';

/** One file or catalog that was submitted: all of them are here, whatever became of them. */
export interface ScannedSource {
  /** Relative path with forward slashes, or `catalog:NAME`. */
  readonly file: string;
  readonly format: 'sql' | 'ssis' | 'python' | 'csv' | 'crontab' | 'schedule' | 'catalog' | 'unknown';
  readonly bytes: number;
  /** SHA-256 of the content in hexadecimal: what is unchanged need not be read again. Empty for catalogs. */
  readonly hash: string;
  /** Ids of the objects that it defines. */
  readonly objects: readonly string[];
  readonly understanding: Understanding;
}

/** What `lode legacy scan` finds, sorted by file and by id. The same estate gives the same inventory, byte by byte. */
export interface Inventory {
  readonly format: 'lode-legacy-inventory/1';
  readonly sources: readonly ScannedSource[];
  readonly objects: readonly LegacyObject[];
}
