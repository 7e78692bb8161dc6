import type { Dialect } from './dialect.ts';
import type { EstatePlace } from './place.ts';
import type { Understanding } from './understanding.ts';

/** What an estate consists of. `file`: a file in which no object was found; it stays in the counts. `external`: named by others, defined nowhere in what was scanned. */
export const legacyKinds = [
  'table',
  'view',
  'materialized_view',
  'procedure',
  'function',
  'trigger',
  'package',
  'sequence',
  'synonym',
  'query',
  'script',
  'data_flow',
  'job',
  'export',
  'file',
  'external',
] as const;
export type LegacyKind = (typeof legacyKinds)[number];

/** A relation that a statement reads or writes. */
export interface RelationUse {
  /** The id of the object where one is known, else the name as written in lower case, parts joined by dots. */
  readonly relation: string;
  /** In lower case, sorted; null: which columns is not known, all may be meant; empty: rows alone (`count(*)`, DELETE), or a procedure that is called. */
  readonly columns: readonly string[] | null;
  readonly place: EstatePlace;
  readonly understanding: Understanding;
}

/** A column written without its table where several may have it. */
export interface LooseColumn {
  /** In lower case. */
  readonly column: string;
  /** Relations of the statement that may have it, those of the innermost query first. */
  readonly candidates: readonly (readonly string[])[];
  /** A variable has this name too: a column is meant only where a table is known to have it. */
  readonly variable?: true;
}

/** The database and schema that a name without them means, in lower case; null: not known. */
export interface Namespace {
  readonly database: string | null;
  readonly schema: string | null;
}

/** One statement of an object: a view has one, a procedure or a script many. */
export interface LegacyStatement {
  /** The leading words in lower case: `select`, `insert`, `merge`, `create view`, `if`, `read_csv`. */
  readonly kind: string;
  readonly place: EstatePlace;
  readonly understanding: Understanding;
  readonly reads: readonly RelationUse[];
  readonly writes: readonly RelationUse[];
  /** Only while an estate is being read: settled as soon as the columns of all its tables are known. */
  readonly loose?: readonly LooseColumn[];
  /** Only while an estate is being read: what is called like a function, in lower case. Those of the estate become reads. */
  readonly calls?: readonly string[];
  /** Only while an estate is being read: what was in force where it stands in a script. */
  readonly namespace?: Namespace;
  /** The text as written; a report cuts it. */
  readonly text: string;
}

export interface LegacyColumn {
  /** As written. */
  readonly name: string;
  /** The type in the words of its dialect; null: unknown. */
  readonly type: string | null;
  readonly nullable: boolean | null;
}

export interface LegacyParameter {
  readonly name: string;
  readonly type: string | null;
  readonly direction: 'in' | 'out' | 'inout' | 'returns';
}

/** Something that was not understood, in words for the owner of the estate. */
export interface EstateNote {
  /** Stable, kebab-case: `not-parsed`, `dynamic-sql`, `unknown-encoding`. */
  readonly code: string;
  readonly text: string;
  readonly place: EstatePlace;
}

/** One kind of thing that makes an object hard to move, counted: `loops`, `cursors`, `dynamic-sql`, `pivots`, `components`. What is not there is left out. */
export interface LegacyMeasure {
  readonly measure: string;
  readonly count: number;
  /** At most the first hundred. */
  readonly places: readonly EstatePlace[];
}

export interface LegacyObject {
  /** Unique in an inventory: the name in lower case with its schema, e.g. `billing.v_invoices`; for scripts and packages their file. */
  readonly id: string;
  /** As written. */
  readonly name: string;
  readonly kind: LegacyKind;
  readonly dialect: Dialect | 'python' | 'ssis' | null;
  readonly place: EstatePlace;
  readonly understanding: Understanding;
  /** The columns that a table holds or a view gives; null: unknown. */
  readonly columns: readonly LegacyColumn[] | null;
  /** Names of the columns of the primary key; null: none known. */
  readonly key: readonly string[] | null;
  readonly parameters: readonly LegacyParameter[];
  readonly statements: readonly LegacyStatement[];
  /** When it runs, where that is written down, in the words of where it stands (`0 3 * * *`, `daily 02:00`); null: not known. */
  readonly schedule: string | null;
  /** Who owns it, where that is written down. */
  readonly owner: string | null;
  /** Sorted by name. */
  readonly measures: readonly LegacyMeasure[];
  readonly notes: readonly EstateNote[];
  /** Only while an estate is being read: what was in force where it is defined. */
  readonly namespace?: Namespace;
}
