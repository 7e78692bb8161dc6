import type { FileInfo } from '../../ports/index.ts';
import { type Lake, lakePath } from '../lake.ts';

export const removalKinds = [
  'versions',
  'chunks',
  'definitions',
  'builds',
  'data',
  'logs',
  'tables',
  'scratch',
  'differences',
] as const;
export type RemovalKind = (typeof removalKinds)[number];

/** A file of the lake; `path` is relative to it. */
export interface LakeFile extends FileInfo {
  readonly path: string;
}

export interface Removed {
  readonly files: number;
  /** As the files' sizes add up. */
  readonly bytes: number;
}

/** What is removed, and what that frees. */
export interface Ledger {
  /** Removes a file, or only writes down that it would go. */
  readonly remove: (kind: RemovalKind, file: LakeFile) => Promise<void>;
  /** Writes down a file that something else removes. */
  readonly note: (kind: RemovalKind, file: LakeFile) => void;
  readonly isRemoved: (path: string) => boolean;
  readonly totals: () => Readonly<Record<RemovalKind, Removed>>;
  /** Bytes that the disk gets back: a file of several names frees nothing until the last of them goes. */
  readonly freed: () => number;
}

export function openLedger(lake: Lake, dryRun: boolean): Ledger {
  const totals = Object.fromEntries(removalKinds.map((kind) => [kind, { files: 0, bytes: 0 }])) as Record<
    RemovalKind,
    { files: number; bytes: number }
  >;
  const inodes = new Map<string, { left: number; readonly size: number }>();
  const paths = new Set<string>();
  let freed = 0;
  const note = (kind: RemovalKind, { path, size, inode }: LakeFile) => {
    if (paths.has(path)) return;
    paths.add(path);
    totals[kind].files += 1;
    totals[kind].bytes += size;
    if (inode == null) {
      freed += size;
      return;
    }
    const known = inodes.get(inode.id) ?? { left: inode.links, size };
    known.left -= 1;
    inodes.set(inode.id, known);
    if (known.left === 0) freed += size;
  };
  return {
    note,
    async remove(kind, file) {
      if (!dryRun) await lake.files.remove(lakePath(lake, file.path));
      note(kind, file);
    },
    isRemoved: (path) => paths.has(path),
    totals: () => totals,
    freed: () => freed,
  };
}
