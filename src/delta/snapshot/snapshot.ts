import type { Files, Session } from '../../ports/index.ts';
import type {
  AddAction,
  DomainMetadataAction,
  Long,
  MetadataAction,
  ProtocolAction,
  TxnAction,
} from '../actions/index.ts';
import type { LogSegment } from '../log/log-segment.ts';
import type { DeltaStruct } from '../types/index.ts';

/** What a version says of the table as a whole, without its files. */
export interface TableState {
  /** The table's folder, absolute, without a slash at the end. */
  readonly table: string;
  readonly version: number;
  readonly protocol: ProtocolAction;
  readonly metadata: MetadataAction;
  /** Of `metadata.schemaString`. */
  readonly schema: DeltaStruct;
  readonly partitionColumns: readonly string[];
  /** By application id. */
  readonly transactions: ReadonlyMap<string, Long>;
  readonly transactionActions: readonly TxnAction[];
  readonly domains: readonly DomainMetadataAction[];
  readonly session: Session;
  readonly files: Files;
}

/**
 * A table at one version. Its files stay in the engine: `filesSql` and `tombstonesSql` are queries over the log, good in the session that opened it until `closeSnapshot`.
 */
export interface Snapshot extends TableState {
  /** When the version was committed, milliseconds since 1970. */
  readonly timestamp: number;
  readonly numFiles: number;
  readonly bytes: number;
  /** The add actions of the live files, by path: for tables of a size that JavaScript may hold. */
  readonly activeFiles: () => Promise<AddAction[]>;
  readonly segment: LogSegment;
  /** One row for each live file; columns as in `fileColumns`. */
  readonly filesSql: string;
  /** One row for each remove that has not been compacted away: path, deletionTimestamp, dataChange, … */
  readonly tombstonesSql: string;
  /** What `closeSnapshot` drops. */
  readonly temporaryTables: string[];
}
