import type { JsonObject } from '../json.ts';

/** A 64-bit number of the log; a bigint only where a double would not hold it. */
export type Long = number | bigint;

export interface DeletionVector {
  /** `u`: a file named by a uuid beside the table, `p`: an absolute path, `i`: inline. */
  readonly storageType: string;
  readonly pathOrInlineDv: string;
  readonly offset?: number;
  readonly sizeInBytes: number;
  readonly cardinality: Long;
}

/** Partition values as the log writes them: strings; null (or the empty string) is NULL. */
export type PartitionValues = Readonly<Record<string, string | null>>;

export interface ProtocolAction {
  readonly kind: 'protocol';
  readonly minReaderVersion: number;
  readonly minWriterVersion: number;
  readonly readerFeatures?: readonly string[];
  readonly writerFeatures?: readonly string[];
}

export interface MetadataAction {
  readonly kind: 'metaData';
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly format: { readonly provider: string; readonly options: Readonly<Record<string, string>> };
  readonly schemaString: string;
  readonly partitionColumns: readonly string[];
  readonly configuration: Readonly<Record<string, string>>;
  readonly createdTime?: number;
}

export interface AddAction {
  readonly kind: 'add';
  /** A percent-encoded URI relative to the table, or absolute: see `decodePath`. */
  readonly path: string;
  readonly partitionValues: PartitionValues;
  readonly size: number;
  readonly modificationTime: number;
  readonly dataChange: boolean;
  /** JSON text. */
  readonly stats?: string | null;
  readonly tags?: JsonObject | null;
  readonly deletionVector?: DeletionVector | null;
  readonly baseRowId?: Long | null;
  readonly defaultRowCommitVersion?: Long | null;
  readonly clusteringProvider?: string | null;
}

export interface RemoveAction {
  readonly kind: 'remove';
  readonly path: string;
  readonly deletionTimestamp?: number | null;
  readonly dataChange: boolean;
  readonly extendedFileMetadata?: boolean | null;
  readonly partitionValues?: PartitionValues | null;
  readonly size?: number | null;
  readonly stats?: string | null;
  readonly tags?: JsonObject | null;
  readonly deletionVector?: DeletionVector | null;
  readonly baseRowId?: Long | null;
  readonly defaultRowCommitVersion?: Long | null;
}

export interface CdcAction {
  readonly kind: 'cdc';
  readonly path: string;
  readonly partitionValues: PartitionValues;
  readonly size: number;
  readonly dataChange: false;
  readonly tags?: JsonObject | null;
}

export interface TxnAction {
  readonly kind: 'txn';
  readonly appId: string;
  readonly version: Long;
  readonly lastUpdated?: number | null;
}

export interface DomainMetadataAction {
  readonly kind: 'domainMetadata';
  readonly domain: string;
  readonly configuration: string;
  readonly removed: boolean;
}

/** What a commit says of itself. Only what we read is named; everything else stays as it came. */
export interface CommitInfoAction {
  readonly kind: 'commitInfo';
  readonly timestamp?: number;
  readonly inCommitTimestamp?: number;
  readonly operation?: string;
  readonly operationParameters?: JsonObject;
  readonly operationMetrics?: Readonly<Record<string, string>>;
  readonly readVersion?: number;
  readonly isolationLevel?: string;
  readonly isBlindAppend?: boolean;
  readonly engineInfo?: string;
  readonly txnId?: string;
  readonly userMetadata?: string;
}

/** An action that this version does not know. Readers ignore it; it is kept so that a copy of a commit loses nothing. */
export interface UnknownAction {
  readonly kind: 'unknown';
  readonly name: string;
  readonly value: JsonObject;
}

/** One line of a commit. Fields that the protocol may add later are carried along, though the types do not name them. */
export type Action =
  | ProtocolAction
  | MetadataAction
  | AddAction
  | RemoveAction
  | CdcAction
  | TxnAction
  | DomainMetadataAction
  | CommitInfoAction
  | UnknownAction;
