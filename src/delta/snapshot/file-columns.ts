/** The columns of a live file, as SQL types: what is read of `add` in commits and checkpoints alike. */
export const fileColumns = {
  path: 'VARCHAR',
  partitionValues: 'MAP(VARCHAR, VARCHAR)',
  size: 'BIGINT',
  modificationTime: 'BIGINT',
  dataChange: 'BOOLEAN',
  stats: 'VARCHAR',
  tags: 'MAP(VARCHAR, VARCHAR)',
  deletionVector:
    'STRUCT("storageType" VARCHAR, "pathOrInlineDv" VARCHAR, "offset" INTEGER, "sizeInBytes" INTEGER, "cardinality" BIGINT)',
  baseRowId: 'BIGINT',
  defaultRowCommitVersion: 'BIGINT',
  clusteringProvider: 'VARCHAR',
} as const;

/** The columns of a tombstone. */
export const tombstoneColumns = {
  path: fileColumns.path,
  deletionTimestamp: 'BIGINT',
  dataChange: 'BOOLEAN',
  extendedFileMetadata: 'BOOLEAN',
  partitionValues: fileColumns.partitionValues,
  size: 'BIGINT',
  deletionVector: fileColumns.deletionVector,
  baseRowId: 'BIGINT',
  defaultRowCommitVersion: 'BIGINT',
} as const;

/** The fields of a deletion vector as `json_transform` wants them. */
export const vectorShape = {
  storageType: 'VARCHAR',
  pathOrInlineDv: 'VARCHAR',
  offset: 'INTEGER',
  sizeInBytes: 'INTEGER',
  cardinality: 'BIGINT',
} as const;

/** The columns of a tombstone, and of a live file, as `json_transform` wants them. */
export const tombstoneShape = JSON.stringify({ ...tombstoneColumns, deletionVector: vectorShape });
export const fileShape = JSON.stringify({ ...fileColumns, deletionVector: vectorShape });

export type Columns = Readonly<Record<string, string>>;

export function structType(columns: Columns): string {
  return `STRUCT(${Object.entries(columns)
    .map(([name, type]) => `"${name}" ${type}`)
    .join(', ')})`;
}

/** A query that gives no row. */
export function emptySql(columns: Columns): string {
  return `SELECT ${Object.entries(columns)
    .map(([name, type]) => `CAST(NULL AS ${type}) AS "${name}"`)
    .join(', ')} WHERE false`;
}

/** The identity of a deletion vector: two adds of one path are the same file only if these are equal. */
export function deletionVectorIdSql(struct: string): string {
  return `CASE WHEN ${struct}."storageType" IS NULL THEN '' ELSE concat(${struct}."storageType", ${struct}."pathOrInlineDv", '@', ${struct}."offset") END`;
}

/** Two spellings of one URI are one file, `/a b`, `file:/a%20b` and `file:///a%20b` too. */
export function fileKeySql(path: string): string {
  return `CASE WHEN starts_with(${path}, 'file:') THEN url_decode(regexp_replace(${path}, '^file:(//[^/]*)?', '')) ELSE url_decode(${path}) END`;
}
