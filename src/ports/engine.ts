import type { RecordBatch } from 'apache-arrow';

/**
 * A value as the engine hands it to JavaScript: exact and JSON-like. BIGINT, HUGEINT, DECIMAL, dates and times are strings as the engine prints them; blobs are
 * strings in the engine's escaped form; lists are arrays, structs objects, maps arrays of {key, value}. Floats are numbers (-0 too), but `nan`, `inf` and `-inf` strings.
 */
export type SqlValue =
  | null
  | boolean
  | number
  | string
  | readonly SqlValue[]
  | { readonly [name: string]: SqlValue };

/** What a bound parameter may be. */
export type SqlParameter = null | boolean | number | bigint | string | Uint8Array;

export interface ResultColumn {
  readonly name: string;
  /** The engine's type name, e.g. `DECIMAL(18,4)`. */
  readonly type: string;
}

export interface SqlResult {
  readonly columns: readonly ResultColumn[];
  /** Rows as arrays in the order of `columns`: names may repeat. */
  readonly rows: readonly (readonly SqlValue[])[];
}

/** An engine's error. `position` as the engine gives it: code points for a parser error, bytes for a binder error. */
export interface EngineFailure {
  readonly kind: string;
  readonly message: string;
  readonly position: number | null;
  readonly subtype: string | null;
  readonly candidates: readonly string[];
}

/** The secret of keyed hashes with this name and version; null: there is none. Its value is asked for when a hash is made, and goes nowhere else. */
export type SecretLookup = (name: string, version: string) => Uint8Array | null;

export interface DatabaseOptions {
  /** Folders that may be read and written; null: no limit. Everything else outside is refused by the engine. */
  readonly allowedFolders: readonly string[] | null;
  /** Where it may spill. */
  readonly temporaryFolder: string | null;
  readonly threads: number | null;
  /** e.g. `4GB`. */
  readonly memoryLimit: string | null;
  readonly timeZone: string;
  /** Whether it holds empty stand-ins, and plans are to be read from it: then nothing is concluded from a table that is empty. Default: no. */
  readonly plansOnly?: boolean;
  /** What `hmac_sha256` is keyed with. Default: there are no secrets; queries can be bound, and fail when they make such a hash. */
  readonly secretOf?: SecretLookup;
}

export interface Engine {
  readonly name: string;
  readonly version: string;
  /** A fresh, empty database in memory, under the pinned session settings. */
  open(options: DatabaseOptions): Promise<Database>;
}

export interface Database {
  /** The pinned settings of every session, by name: part of each definition. */
  readonly settings: Readonly<Record<string, string>>;
  connect(): Promise<Session>;
  close(): Promise<void>;
}

/** One connection: one statement at a time. Rejects with EngineError. */
export interface Session {
  /** Runs one or more statements; no result. */
  execute(sql: string, parameters?: readonly SqlParameter[]): Promise<void>;
  /** Runs one statement and gives its whole result. */
  query(sql: string, parameters?: readonly SqlParameter[]): Promise<SqlResult>;
  /** The rows of one statement as objects by column name. */
  rows(sql: string, parameters?: readonly SqlParameter[]): Promise<Record<string, SqlValue>[]>;
  /** Chunks of rows, as they come; for results that may be large. */
  stream(sql: string): AsyncIterable<SqlResult>;
  /** Creates `table` (a quoted name) from Arrow batches, `columns` giving names and engine types; returns the number of rows. */
  createTable(
    table: string,
    columns: readonly ResultColumn[],
    batches: AsyncIterable<RecordBatch>,
  ): Promise<number>;
  /** Stops what runs. */
  interrupt(): void;
  close(): void;
}

export class EngineError extends Error {
  readonly failure: EngineFailure;
  constructor(failure: EngineFailure, cause?: unknown) {
    super(failure.message, { cause });
    this.name = 'EngineError';
    this.failure = failure;
  }
}
