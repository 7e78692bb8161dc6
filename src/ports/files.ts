/** What is known of a file without reading it. `modified` in milliseconds since 1970, UTC. */
export interface FileInfo {
  /** The name inside the folder that was listed; for `listAll`, the path below it, with forward slashes. */
  readonly name: string;
  readonly size: number;
  readonly modified: number;
  readonly isFolder: boolean;
  /** What tells files of several names (hard links) from several files: the same for all names of one; null where the storage has no such thing. `links`: how many names it has. */
  readonly inode?: { readonly id: string; readonly links: number } | null;
  /** What changes whenever the content does, where the storage tells (an ETag). */
  readonly tag?: string;
}

/** A file that the engine is to read; its size in bytes and its tag where they are known, which may spare looking. */
export interface FetchedFile {
  readonly path: string;
  readonly size?: number;
  readonly tag?: string;
}

/**
 * The storage that a lake lies on. Paths are absolute, with forward slashes (`/srv/lake/…`, `s3://bucket/lake/…`). Nothing here overwrites, but `replace`, which
 * is for hints that may be lost. Failures other than those named reject with a DiagnosticError (permission, disk full, read-only …).
 *
 * The engine opens local files alone. SQL text names files by `enginePath`, after `fetchForEngine` has put them there; what a statement writes there becomes the storage's
 * with `sync`. On a local disk the first gives the path itself and the second does nothing.
 */
export interface Files {
  /** The file's bytes; rejects with code `file-missing` where there is none. */
  read(path: string): Promise<Uint8Array>;
  /** The file's text, UTF-8; rejects with `file-missing`, or `file-not-utf8`. */
  readText(path: string): Promise<string>;
  /** null where there is nothing. */
  stat(path: string): Promise<FileInfo | null>;
  /** A folder's entries, sorted by name (by code unit); a missing folder is empty. */
  list(folder: string): Promise<readonly FileInfo[]>;
  /** All files below a folder, sorted by name; a missing folder is empty. */
  listAll(folder: string): Promise<readonly FileInfo[]>;
  /** Makes the folder, also where the engine looks for it. */
  createFolder(path: string): Promise<void>;
  /** Where the engine finds, or is to write, the file or folder `path`. */
  enginePath(path: string): string;
  /** Makes the files readable for the engine, as they are now. Rejects with `file-missing`. Files of names that are never used again are fetched once. */
  fetchForEngine(files: readonly FetchedFile[]): Promise<void>;
  /**
   * Makes the file, whole and durable, if there is none of that name, and says whether it did. The only primitive that decides a race. Folders on the way are made.
   */
  putIfAbsent(path: string, content: Uint8Array | string): Promise<boolean>;
  /** Atomically puts `content` at `path`, whether there was a file or not. Not for anything that decides. */
  replace(path: string, content: Uint8Array | string): Promise<void>;
  /** The same, in a folder that is there, without making it durable: after a power failure the file may be gone, or empty. For what anybody can do without. */
  hint(path: string, content: string): Promise<void>;
  /**
   * Makes `to` have the content of `from`: a hard link, else a copy made durable before it gets its name. Rejects with `file-exists` where `to` is taken, `file-missing` where `from` is gone.
   */
  link(from: string, to: string): Promise<'linked' | 'copied'>;
  /** Sets the modification time to now. */
  touch(path: string): Promise<void>;
  setReadOnly(path: string): Promise<void>;
  /** Makes a file's or folder's content survive a power failure. A file that the engine wrote is in the storage only after this. */
  sync(path: string): Promise<void>;
  /** Removes a file; one that is not there is no failure. */
  remove(path: string): Promise<void>;
  /** Removes a folder that holds nothing; one that holds something stays, and one that is not there is no failure. Nothing happens where the storage has no folders. */
  removeEmptyFolder?(path: string): Promise<void>;
  /** Removes a folder with all it holds; one that is not there is no failure. */
  removeFolder(path: string): Promise<void>;
}
