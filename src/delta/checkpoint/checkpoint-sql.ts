import { printJson } from '../json.ts';
import { type Columns, fileColumns, structType, tombstoneColumns } from '../snapshot/file-columns.ts';
import type { Snapshot } from '../snapshot/index.ts';
import { quoteName, quoteText } from '../types/index.ts';
import { keepsJson, parsedFields } from './struct-statistics.ts';

/** What `json_transform` makes of the actions that are not about files. */
const shapes = {
  txn: '{"appId":"VARCHAR","version":"BIGINT","lastUpdated":"BIGINT"}',
  metaData:
    '{"id":"VARCHAR","name":"VARCHAR","description":"VARCHAR","format":{"provider":"VARCHAR","options":"MAP(VARCHAR,VARCHAR)"},"schemaString":"VARCHAR","partitionColumns":["VARCHAR"],"configuration":"MAP(VARCHAR,VARCHAR)","createdTime":"BIGINT"}',
  protocol:
    '{"minReaderVersion":"INTEGER","minWriterVersion":"INTEGER","readerFeatures":["VARCHAR"],"writerFeatures":["VARCHAR"]}',
  domainMetadata: '{"domain":"VARCHAR","configuration":"VARCHAR","removed":"BOOLEAN"}',
  checkpointMetadata: '{"version":"BIGINT"}',
  sidecar: '{"path":"VARCHAR","sizeInBytes":"BIGINT","modificationTime":"BIGINT"}',
} as const;

/**
 * NULL of each column of a classic checkpoint, of a V2 checkpoint's top file, and of a sidecar. Its type is spelled out: `json_transform` of NULL is a NULL without a type, which Parquet stores as a number, and then Spark
 * cannot read the file.
 */
const nulls = {
  txn: 'CAST(NULL AS STRUCT("appId" VARCHAR, "version" BIGINT, "lastUpdated" BIGINT))',
  metaData:
    'CAST(NULL AS STRUCT(id VARCHAR, "name" VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, "options" MAP(VARCHAR, VARCHAR)), "schemaString" VARCHAR, "partitionColumns" VARCHAR[], configuration MAP(VARCHAR, VARCHAR), "createdTime" BIGINT))',
  protocol:
    'CAST(NULL AS STRUCT("minReaderVersion" INTEGER, "minWriterVersion" INTEGER, "readerFeatures" VARCHAR[], "writerFeatures" VARCHAR[]))',
  domainMetadata: 'CAST(NULL AS STRUCT("domain" VARCHAR, configuration VARCHAR, removed BOOLEAN))',
  checkpointMetadata: 'CAST(NULL AS STRUCT("version" BIGINT))',
  sidecar: 'CAST(NULL AS STRUCT(path VARCHAR, "sizeInBytes" BIGINT, "modificationTime" BIGINT))',
  add: '',
  remove: `CAST(NULL AS ${structType(tombstoneColumns)})`,
} as const;

type Column = keyof typeof nulls;

const smallColumns = ['txn', 'metaData', 'protocol', 'domainMetadata'] as const;
const fileActionColumns = ['add', 'remove'] as const;

/** All actions of a snapshot, as one query. `expired`: tombstones of this time (milliseconds since 1970) or older are left out. */
export function classicSql(snapshot: Snapshot, expired: number): string {
  const columns = [...smallColumns, ...fileActionColumns];
  return [...smallRows(snapshot, columns), ...fileRows(snapshot, columns, expired)].join(' UNION ALL ');
}

/** The file actions alone, for a sidecar. */
export function sidecarSql(snapshot: Snapshot, expired: number): string {
  return fileRows(snapshot, fileActionColumns, expired).join(' UNION ALL ');
}

export interface SidecarFile {
  readonly path: string;
  readonly sizeInBytes: number;
  readonly modificationTime: number;
}

/** The top file of a V2 checkpoint. */
export function topSql(snapshot: Snapshot, sidecars: readonly SidecarFile[]): string {
  const columns = [...smallColumns, 'checkpointMetadata', 'sidecar'] as const;
  return [
    jsonRow(snapshot, 'checkpointMetadata', printJson({ version: snapshot.version }), columns),
    ...smallRows(snapshot, columns),
    ...sidecars.map((sidecar) => jsonRow(snapshot, 'sidecar', JSON.stringify(sidecar), columns)),
  ].join(' UNION ALL ');
}

function row(
  snapshot: Snapshot,
  given: Partial<Record<Column, string>>,
  columns: readonly Column[],
  from = '',
): string {
  const values = { ...nulls, add: nullAdd(snapshot), ...given };
  return `SELECT ${columns.map((name) => `${values[name]} AS ${quoteName(name)}`).join(', ')}${from}`;
}

function nullAdd(snapshot: Snapshot): string {
  const parsed = parsedFields(snapshot).map(({ name, type }) => [name, type] as const);
  return `CAST(NULL AS ${structType({ ...fileColumns, ...Object.fromEntries(parsed) })})`;
}

function jsonRow(
  snapshot: Snapshot,
  name: keyof typeof shapes,
  json: string,
  columns: readonly Column[],
): string {
  return row(snapshot, { [name]: `json_transform(${quoteText(json)}, ${quoteText(shapes[name])})` }, columns);
}

function smallRows(snapshot: Snapshot, columns: readonly Column[]): string[] {
  const actions = [snapshot.protocol, snapshot.metadata, ...snapshot.transactionActions, ...snapshot.domains];
  return actions.map(({ kind, ...fields }) => jsonRow(snapshot, kind, printJson(fields as never), columns));
}

function fileRows(snapshot: Snapshot, columns: readonly Column[], expired: number): string[] {
  return [
    row(snapshot, { add: packed(fileColumns, snapshot) }, columns, ` FROM (${snapshot.filesSql})`),
    row(
      snapshot,
      { remove: packed(tombstoneColumns) },
      columns,
      ` FROM (${snapshot.tombstonesSql}) WHERE coalesce("deletionTimestamp", 0) > ${expired}`,
    ),
  ];
}

/** The struct of a file action out of the columns of a query. A checkpoint changes no data. */
function packed(columns: Columns, snapshot?: Snapshot): string {
  const parsed = snapshot === undefined ? [] : parsedFields(snapshot);
  const fields = Object.entries(columns).map(([name, type]) => {
    if (name === 'dataChange') return `"dataChange" := false`;
    const dropped = name === 'stats' && parsed.length > 0 && !keepsJson(snapshot!);
    return `${quoteName(name)} := ${dropped ? `CAST(NULL AS ${type})` : quoteName(name)}`;
  });
  return `struct_pack(${[...fields, ...parsed.map(({ name, sql }) => `${quoteName(name)} := ${sql}`)].join(', ')})`;
}
