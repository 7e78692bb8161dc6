import type { SourceFile } from '../text/index.ts';

/** A seed's data file, unpacked and decoded. `content` is the SHA-256 of the unpacked bytes, lower-case hexadecimal. */
export interface DataFile {
  readonly path: string;
  readonly text: string;
  readonly content: string;
}

/** The files of a project, read by whoever has a file system. Paths are relative to the project's folder, with forward slashes. */
export interface ProjectFiles {
  /** `project.yml`, and the text files below `models/`, `macros/`, `tests/` and the seeds' folder. */
  readonly texts: readonly SourceFile[];
  readonly data: readonly DataFile[];
}
