import type { RecordBatch } from 'apache-arrow';
import type { Diagnostic } from '../diagnostics/index.ts';

/** A column of a source's relation: name as the source writes it, type in the engine's words. */
export interface SourceColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly description: string | null;
  /** How its values are written, where that is its own way: for sources that hold text alone. */
  readonly format?: string | null;
}

export interface SourceRelation {
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  /** What a row is, where the source says. */
  readonly description?: string | null;
  /** The columns of the primary key, where the source has one. */
  readonly key?: readonly string[];
  /** Columns of a type that Lode has no place for: they cannot be read, the others can. */
  readonly refused?: readonly RefusedColumn[];
  /** How its files are read, for the contract to keep: what was found out once is not to change unseen. */
  readonly csv?: Readonly<Record<string, unknown>>;
  /** What a person should look at. */
  readonly notes?: readonly Diagnostic[];
}

/** What a contract says of a relation, for a source that has no metadata of its own. */
export interface KnownRelation {
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  /** As `SourceRelation` gave it. */
  readonly csv: Readonly<Record<string, unknown>> | null;
}

/** Rows that a read left out because they cannot be read. `relation` gives them, with where they stand and why. */
export interface SetAside {
  readonly rows: number;
  readonly relation: string;
}

/** A column that cannot be read: its type in the source's words. */
export interface RefusedColumn {
  readonly name: string;
  readonly type: string;
}

/** A condition that a source may apply itself. All of a list hold together; a connector applies every one or rejects. */
export interface SourceFilter {
  readonly column: string;
  readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=' | 'is null' | 'is not null';
  /** In the engine's text form; null for the last two operators. */
  readonly value: string | number | boolean | null;
}

export interface SourceRead {
  readonly relation: string;
  /** The columns to give, in this order; null: all. */
  readonly columns: readonly string[] | null;
  readonly filters: readonly SourceFilter[];
  /** At most so many rows; null: all. */
  readonly limit: number | null;
  /** Only rows that this transaction or a later one wrote, where the source can tell; rows beyond these do no harm. */
  readonly writtenSince?: string;
  /** Only rows that have a partner in another relation, where the source can join; rows beyond these do no harm. */
  readonly partners?: SourcePartners;
}

/** Rows of another relation, and the columns whose values have to be equal. */
export interface SourcePartners {
  readonly relation: string;
  readonly columns: readonly { readonly own: string; readonly other: string }[];
  readonly filters: readonly SourceFilter[];
}

/** Where a session's snapshot stands in the history of its database's transactions. Numbers are decimal texts. */
export interface ChangeMarker {
  /** What transactions before this one wrote is in the snapshot, or was taken back. */
  readonly settled: string;
  /** The number that the next transaction was going to have. */
  readonly next: string;
  /** Names the history that the numbers belong to: a database that is restored begins another. */
  readonly history: string;
}

/**
 * One consistent snapshot over all relations of a source, from `open` to `close`. Rejects with DiagnosticError: unreachable, refused, relation missing, damaged.
 */
export interface SourceSession {
  relations(): Promise<readonly string[]>;
  /** The schema from metadata, never from values; a source without metadata goes by the contract, and looks at values where there is none yet. */
  schema(relation: string): Promise<SourceRelation>;
  /** The rows as Arrow record batches, streamed with bounded memory where the source can. */
  read(read: SourceRead): AsyncIterable<RecordBatch>;
  /** A token that changes whenever the relation's rows may have; null: unknown, only reading tells. */
  version(relation: string): Promise<string | null>;
  /** Where the source counts transactions and says which are settled. */
  changeMarker?(): Promise<ChangeMarker>;
  /** Whether each row of the relation knows the transaction that wrote it, so that `writtenSince` finds changes. */
  versionsRows?(relation: string): Promise<boolean>;
  /** The statements that make a log of a table's changes, for people: nothing here runs them. */
  changeLog?(relation: string, key: readonly string[]): Promise<ChangeLog>;
  /** The objects of the database with their texts: views, routines, triggers, tables. A source that is no database has none. */
  definitions?(): Promise<readonly CatalogDefinition[]>;
  /** What the last read of the relation left out; null: nothing. A source without this reads every row or rejects. */
  setAside?(relation: string): SetAside | null;
  close(): Promise<void>;
}

/** What a database's catalog says of one of its objects. */
export interface CatalogDefinition {
  readonly kind:
    | 'table'
    | 'view'
    | 'materialized_view'
    | 'procedure'
    | 'function'
    | 'trigger'
    | 'package'
    | 'sequence'
    | 'job';
  /** With its schema where the catalog has several. */
  readonly name: string;
  /** A statement that makes it, in the words of the database; null: the catalog has columns alone, or does not show the text. */
  readonly sql: string | null;
  /** Null: it has none, or they are not known. */
  readonly columns:
    | readonly { readonly name: string; readonly type: string | null; readonly nullable: boolean }[]
    | null;
  readonly key: readonly string[];
  /** What the catalog itself says that it uses; columns null: not said which. Null: the catalog does not say. */
  readonly uses: readonly { readonly relation: string; readonly columns: readonly string[] | null }[] | null;
}

/** A log of changes as a database could have it. */
export interface ChangeLog {
  /** What the log is called. */
  readonly table: string;
  readonly key: readonly string[];
  readonly statements: string;
}

/**
 * A kind of source. `open` checks the settings, which are what project.yml says with variables replaced, and connects. `known` is what the source's contract says; a source with
 * metadata of its own does not look at it.
 */
export interface Connector {
  readonly type: string;
  open(
    source: string,
    settings: Readonly<Record<string, unknown>>,
    known?: readonly KnownRelation[],
  ): Promise<SourceSession>;
}
