/** Where something of an estate is written. Lines count from 1. */
export interface EstatePlace {
  /** Relative to the folder that was scanned, with forward slashes; `catalog:NAME` for the system tables of a server. */
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
}
