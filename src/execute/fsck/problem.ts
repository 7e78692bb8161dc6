/**
 * What is wrong with a lake, as facts: words are made of them for people, and `env repair` works from them. Paths are relative to the lake.
 */
export type Problem =
  /** A record or an intent that cannot be read. */
  | {
      readonly kind: 'version-file-damaged';
      readonly environment: string;
      readonly version: number;
      readonly file: 'record' | 'intent';
      readonly path: string;
      readonly problem: string;
    }
  /** A version of which neither record nor intent is there, or one of the two. */
  | {
      readonly kind: 'version-file-missing';
      readonly environment: string;
      readonly version: number;
      readonly file: 'record' | 'intent' | 'both';
    }
  | { readonly kind: 'version-open'; readonly environment: string; readonly version: number }
  | {
      readonly kind: 'version-inconsistent';
      readonly environment: string;
      readonly version: number;
      readonly problem: string;
    }
  | {
      readonly kind: 'chunk-lost';
      readonly environment: string;
      readonly hash: string;
      readonly versions: readonly number[];
      readonly path: string;
      readonly problem: string;
    }
  | {
      readonly kind: 'definition-lost';
      readonly hash: string;
      readonly path: string;
      readonly problem: string;
      /** Empty: no version that is kept names it. */
      readonly models: readonly { readonly environment: string; readonly model: string }[];
    }
  | {
      readonly kind: 'build-lost';
      readonly id: string;
      readonly model: string;
      readonly problem: string;
    }
  | {
      readonly kind: 'base-lost';
      readonly environment: string;
      readonly version: number;
      readonly base: { readonly environment: string; readonly version: number };
    }
  | ({ readonly kind: 'table-unreadable'; readonly problem: string } & TablePlace)
  /** Another commit stands at the version that a manifest pins. */
  | ({ readonly kind: 'commit-swapped'; readonly expected: string; readonly found: string } & TablePlace)
  | ({ readonly kind: 'table-marked' } & TablePlace)
  | ({
      readonly kind: 'table-moved';
      readonly by: { readonly version: number; readonly operation: string; readonly engine: string };
    } & TablePlace)
  | ({
      readonly kind: 'data-file-lost';
      readonly file: string;
      readonly what: 'missing' | 'size' | 'unreadable' | 'rows';
      readonly problem: string;
    } & TablePlace)
  | {
      readonly kind: 'log-file-wrong';
      readonly path: string;
      readonly file: 'checkpoint' | 'checksum';
      readonly version: number;
      readonly problem: string;
    }
  | ({
      readonly kind: 'statistics-wrong';
      readonly file: string;
      readonly column: string;
      readonly problem: string;
    } & TablePlace)
  | ({ readonly kind: 'content-differs' } & TablePlace)
  | { readonly kind: 'unreferenced'; readonly files: number; readonly bytes: number }
  | { readonly kind: 'unknown-files'; readonly paths: readonly string[]; readonly files: number };

/** A version of a table, and a model of an environment that has it. */
export interface TablePlace {
  readonly environment: string;
  readonly model: string;
  readonly path: string;
  readonly version: number;
}
