import { entry } from '../entry.ts';

export interface AtPath {
  readonly path: string;
}

export const filesEntries = {
  'file-missing': entry<AtPath>({
    severity: 'error',
    summary: ({ path }) => `There is no file ${path}`,
    hint: () => 'Check the path; if another process removed the file, run the command again.',
  }),
  'file-exists': entry<AtPath>({
    severity: 'error',
    summary: ({ path }) => `${path} exists already, and is never overwritten`,
    hint: () => 'Choose another name, or remove the file if nothing needs it.',
  }),
  'file-not-utf8': entry<AtPath>({
    severity: 'error',
    summary: ({ path }) => `${path} is not UTF-8 text`,
    hint: () => 'Convert the file to UTF-8; if it should hold no text at all, it may be damaged.',
  }),
  'permission-denied': entry<AtPath & { readonly action: string }>({
    severity: 'error',
    summary: ({ path, action }) => `Permission denied: cannot ${action} ${path}`,
    hint: ({ path }) =>
      `Give the user that runs this the right to do so (ls -l ${path}), or run it as the owner.`,
  }),
  'disk-full': entry<AtPath & { readonly action: string }>({
    severity: 'error',
    summary: ({ path, action }) => `The disk is full: cannot ${action} ${path}`,
    detail: () => 'Nothing that was there before has been changed.',
    hint: () => 'Free some space on that file system (df -h), then run the command again.',
  }),
  'read-only-file-system': entry<AtPath & { readonly action: string }>({
    severity: 'error',
    summary: ({ path, action }) => `The file system is mounted read-only: cannot ${action} ${path}`,
    hint: () => 'Mount it for writing, or choose a folder on another file system.',
  }),
  'not-a-folder': entry<AtPath>({
    severity: 'error',
    summary: ({ path }) => `${path}, or a part of it, should be a folder and is a file`,
    hint: () => 'Check the path; move the file away if a folder should be there.',
  }),
  'not-a-file': entry<AtPath>({
    severity: 'error',
    summary: ({ path }) => `${path} should be a file and is a folder`,
    hint: () => 'Check the path.',
  }),
  'too-many-open-files': entry<AtPath>({
    severity: 'error',
    summary: ({ path }) => `Too many files are open: cannot open ${path}`,
    hint: () => 'Raise the limit of the shell (ulimit -n 65536) and run the command again.',
  }),
  'name-too-long': entry<AtPath>({
    severity: 'error',
    summary: ({ path }) => `The name is too long for this file system: ${path}`,
    hint: () => 'Use shorter names for folders or models.',
  }),
  'links-unsupported': entry<AtPath>({
    severity: 'error',
    summary: ({ path }) => `This file system has no hard links: cannot create ${path} safely`,
    detail: () =>
      'A file that decides who wins a race is written under a temporary name and then linked to its own; without links two writers could both believe that they have won.',
    hint: () => 'Use a file system with hard links, such as ext4, xfs, btrfs, zfs, apfs or NFS.',
  }),
  'file-operation-failed': entry<AtPath & { readonly action: string; readonly reason: string }>({
    severity: 'error',
    summary: ({ path, action, reason }) => `Cannot ${action} ${path}: ${reason}`,
    hint: () => 'Check the disk and the mount; if it is a network file system, try again.',
  }),
} as const;
