import type { SharedFiles } from '../files/index.ts';
import type { Clock, Connector, Engine, Files, Processes, Timer } from '../ports/index.ts';
import type { Appender } from './append-file.ts';
import type { RevisionFolder } from './git.ts';
import type { ProcessEnd } from './start-lode.ts';
import type { FolderWatch } from './watch-folder.ts';

/**
 * The world as the command line meets it: made once in `main.ts`, by tests otherwise. Commands reach nothing except through it.
 */
export interface Host {
  readonly stdout: (text: string) => void;
  readonly stdoutBytes: (bytes: Uint8Array) => void;
  readonly stderr: (text: string) => void;
  /** The working folder, absolute. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly files: Files;
  /** The files of other places, such as object stores. Whoever made the host closes it. */
  readonly storage: SharedFiles;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly processes: Processes;
  /** Connectors by type of source; null where there is none (yet). */
  readonly connectorFor: (type: string) => Promise<Connector>;
  readonly system: {
    /** Node's version, e.g. `20.11.0`. */
    readonly node: string;
    /** e.g. `linux x64`. */
    readonly platform: string;
    readonly processors: number;
    readonly memoryBytes: number;
    /** What a user may still write on the file system of a folder; null where the system does not say. */
    readonly freeBytes: (folder: string) => Promise<number | null>;
  };
  readonly user: string;
  readonly machine: string;
  readonly process: number;
  readonly terminal: {
    /** A person sits before it: questions may be asked, progress may be drawn. */
    readonly interactive: boolean;
    readonly columns: number;
    readonly colours: boolean;
  };
  /** Asks a yes-or-no question; only where `terminal.interactive`. */
  readonly ask: (question: string) => Promise<boolean>;
  /** The git commit that a folder is at, with `-dirty` where files differ; null outside of a repository. */
  readonly gitRevision: (folder: string) => Promise<string | null>;
  /** The folder's files at a revision, copied out. Rejects with git's words. */
  readonly gitFolder: (folder: string, revision: string) => Promise<RevisionFolder>;
  /** Says when something in a folder, or below its named subfolders, may have changed. */
  readonly watch: (folder: string, subfolders: readonly string[], onChange: () => void) => FolderWatch;
  /** A file that grows while something runs. Throws DiagnosticError. */
  readonly appendTo: (path: string) => Appender;
  /** Starts this program once more, and hears its standard output line by line; null where there is no program to start. */
  readonly startLode:
    | ((argv: readonly string[], onLine: (line: string) => void) => Promise<ProcessEnd>)
    | null;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
}
