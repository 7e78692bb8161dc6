import type { BigIntStats } from 'node:fs';

/** A file as it was when the session began. */
export interface ListedFile {
  readonly relation: string;
  readonly path: string;
  readonly state: FileState;
}

/** What tells a file from what it becomes when it is written or replaced. */
export type FileState = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs'>;

export function sameState(a: FileState, b: FileState): boolean {
  return (
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs
  );
}
