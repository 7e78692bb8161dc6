import type { JsonObject } from '../json.ts';
import { type DeltaStruct, printSchemaString } from '../types/index.ts';
import type {
  AddAction,
  CommitInfoAction,
  MetadataAction,
  PartitionValues,
  ProtocolAction,
  RemoveAction,
} from './action.ts';
import { encodePath } from './paths.ts';
import { protocolFor } from './protocol.ts';

/** A data file that was written and is not yet part of a table. `path` is decoded, relative to the folder that it was written into. */
export interface DataFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly rows: number;
  readonly partitionValues: PartitionValues;
  /** Delta statistics, as JSON text. */
  readonly stats: string;
}

/** The add action for a data file that lies at `path` (decoded, below the table); `now` in milliseconds since 1970. */
export function addFile(file: DataFile, now: number, path = file.path, dataChange = true): AddAction {
  return {
    kind: 'add',
    path: encodePath(path),
    partitionValues: file.partitionValues,
    size: file.size,
    modificationTime: now,
    dataChange,
    stats: file.stats,
  };
}

/** The tombstone of a live file. */
export function removeFile(add: AddAction, now: number, dataChange = true): RemoveAction {
  return {
    kind: 'remove',
    path: add.path,
    deletionTimestamp: now,
    dataChange,
    extendedFileMetadata: true,
    partitionValues: add.partitionValues,
    size: add.size,
    ...(add.tags == null ? {} : { tags: add.tags }),
    ...(add.deletionVector == null ? {} : { deletionVector: add.deletionVector }),
    ...(add.baseRowId == null ? {} : { baseRowId: add.baseRowId }),
    ...(add.defaultRowCommitVersion == null ? {} : { defaultRowCommitVersion: add.defaultRowCommitVersion }),
  };
}

export interface TableDefinition {
  readonly schema: DeltaStruct;
  readonly partitionColumns?: readonly string[];
  /** Table properties, e.g. `delta.deletedFileRetentionDuration: interval 30 days`. */
  readonly properties?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly description?: string;
}

/** Protocol and metadata of a new table: the lowest protocol that serves what it uses. `id` is a fresh UUID. */
export function newTableActions(
  definition: TableDefinition,
  id: string,
  now: number,
): readonly [ProtocolAction, MetadataAction] {
  return [
    protocolFor(definition.schema, definition.properties ?? {}),
    {
      kind: 'metaData',
      id,
      ...(definition.name === undefined ? {} : { name: definition.name }),
      ...(definition.description === undefined ? {} : { description: definition.description }),
      format: { provider: 'parquet', options: {} },
      schemaString: printSchemaString(definition.schema),
      partitionColumns: definition.partitionColumns ?? [],
      configuration: definition.properties ?? {},
      createdTime: now,
    },
  ];
}

export interface CommitDescription {
  /** Spark's name: `WRITE`, `CREATE TABLE AS SELECT`, `MERGE` … */
  readonly operation: string;
  readonly parameters?: Readonly<Record<string, string | boolean>>;
  readonly metrics?: Readonly<Record<string, number | bigint | string>>;
  readonly readVersion?: number;
  readonly isolationLevel?: 'Serializable' | 'WriteSerializable' | 'SnapshotIsolation';
  readonly isBlindAppend?: boolean;
  /** A fresh UUID. */
  readonly txnId: string;
  readonly timestamp: number;
  readonly engineVersion: string;
  readonly userMetadata?: string;
  /** Anything else to say, e.g. a commit token. */
  readonly extra?: JsonObject;
}

/** What stands first in a commit. Metrics are strings, as Spark writes them. */
export function commitInfo(description: CommitDescription): CommitInfoAction {
  const metrics = Object.entries(description.metrics ?? {}).map(([name, value]) => [name, String(value)]);
  return {
    kind: 'commitInfo',
    timestamp: description.timestamp,
    operation: description.operation,
    operationParameters: description.parameters ?? {},
    ...(description.readVersion === undefined || description.readVersion < 0
      ? {}
      : { readVersion: description.readVersion }),
    isolationLevel: description.isolationLevel ?? 'Serializable',
    isBlindAppend: description.isBlindAppend ?? false,
    ...(metrics.length === 0
      ? {}
      : { operationMetrics: Object.fromEntries(metrics) as Record<string, string> }),
    ...(description.userMetadata === undefined ? {} : { userMetadata: description.userMetadata }),
    engineInfo: `Lode/${description.engineVersion}`,
    txnId: description.txnId,
    ...description.extra,
  };
}
