import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Session, SqlValue } from '../../ports/index.ts';
import type { DataFile } from '../actions/index.ts';
import {
  type DeltaStruct,
  type MappingMode,
  physicalName,
  physicalSchema,
  quoteName,
  quoteText,
} from '../types/index.ts';
import { engineFailure } from './engine-failure.ts';
import { copyColumns, fieldIdsSql } from './file-layout.ts';
import { type LeafStatistics, statisticsJson } from './file-statistics.ts';

export interface WriteDataFilesOptions {
  /** One SELECT whose columns are those of `schema`, by name, of the types in which they are stored: see `selectAsStored`. */
  readonly select: string;
  /** The table's schema. */
  readonly schema: DeltaStruct;
  /** An existing folder as the engine knows it: see `Files.enginePath`. Nothing in it is overwritten. */
  readonly folder: string;
  readonly partitionColumns?: readonly string[];
  /** An SQL expression over the columns, of type VARCHAR: rows for which it differs never share a file. */
  readonly apart?: string;
  /** Bytes; a file ends after about so many. Does not apply to partitioned tables, whose files end with their partition. */
  readonly targetFileSize?: number;
  /** `snappy` writes fastest; `zstd` makes files of half the size or less, and takes about a quarter longer. */
  readonly compression?: 'snappy' | 'zstd';
  /** Top-level columns of whose values statistics say nothing, e.g. personal data that must not stand in a log. */
  readonly withoutStatistics?: readonly string[];
  /** How columns are named in files: `mappingMode` of the table's properties. */
  readonly mode?: MappingMode;
  /** Whether statistics say that they are exact: for tables with deletion vectors. */
  readonly tightBounds?: boolean;
  /** How many leaf columns have statistics (`delta.dataSkippingNumIndexedCols`); −1: all. */
  readonly indexedColumns?: number;
}

/** Names folders while files are written; no file has it. */
const apartColumn = 'lode apart';

const defaultFileSize = 256 * 1024 * 1024;

/**
 * Runs the query into Parquet files named `part-<uuid>.parquet` below `folder` (in `column=value/` folders where the table is partitioned) and tells
 * what each holds. Files without rows are not among them. Does not sync: the caller does, before it commits.
 */
export async function writeDataFiles(session: Session, options: WriteDataFilesOptions): Promise<DataFile[]> {
  const partitionColumns = options.partitionColumns ?? [];
  const statement = copyStatement(options, partitionColumns);
  let written: readonly Record<string, SqlValue>[];
  try {
    written = await session.rows(statement);
  } catch (error) {
    throw engineFailure(error, options.folder);
  }
  const mode = options.mode ?? 'none';
  const dataSchema: DeltaStruct = {
    kind: 'struct',
    fields: options.schema.fields.filter((field) => !partitionColumns.includes(field.name)),
  };
  const physicalPartitions = options.schema.fields
    .filter((field) => partitionColumns.includes(field.name))
    .map((field) => physicalName(field, mode));
  const hidden = new Set(options.withoutStatistics ?? []);
  const statisticsOptions = {
    indexedColumns: options.indexedColumns ?? 32,
    without: new Set(
      options.schema.fields
        .filter((field) => hidden.has(field.name))
        .map((field) => physicalName(field, mode)),
    ),
    tightBounds: options.tightBounds ?? false,
  };
  return written
    .filter((row) => Number(row.count) > 0)
    .map((row) => {
      const rows = Number(row.count);
      return {
        path: pathBelow(options.folder, String(row.filename)),
        size: Number(row.file_size_bytes),
        rows,
        partitionValues: partitionValuesOf(row.partition_keys ?? null, physicalPartitions),
        stats: statisticsJson(
          physicalSchema(dataSchema, mode),
          rows,
          leavesOf(row.column_statistics ?? null),
          statisticsOptions,
        ),
      };
    });
}

function copyStatement(options: WriteDataFilesOptions, partitionColumns: readonly string[]): string {
  const byName = new Map(options.schema.fields.map((field) => [field.name, field]));
  for (const column of partitionColumns) {
    if (!byName.has(column)) {
      throw new DiagnosticError(
        diagnose('delta-partition-column-missing', { column, columns: [...byName.keys()] }),
      );
    }
  }
  if (partitionColumns.length > 0 && partitionColumns.length === byName.size) {
    throw new DiagnosticError(diagnose('delta-only-partition-columns', {}));
  }
  const mode = options.mode ?? 'none';
  const physical = (column: string) => quoteName(physicalName(byName.get(column)!, mode));
  const ids = fieldIdsSql(options.schema, partitionColumns, mode);
  const parts = [
    ...partitionColumns.map(physical),
    ...(options.apart === undefined ? [] : [quoteName(apartColumn)]),
  ];
  const settings = [
    'FORMAT parquet',
    'RETURN_STATS',
    'APPEND',
    `FILENAME_PATTERN 'part-{uuid}'`,
    `COMPRESSION ${options.compression ?? 'snappy'}`,
    ...(ids === null ? [] : [`FIELD_IDS ${ids}`]),
    parts.length > 0
      ? `PARTITION_BY (${parts.join(', ')})`
      : `FILE_SIZE_BYTES ${options.targetFileSize ?? defaultFileSize}`,
  ];
  // Columns are named one by one: the file's order is the schema's, whatever the query's is.
  const columns = copyColumns(options.schema, partitionColumns, mode);
  if (options.apart !== undefined) columns.push(`${options.apart} AS ${quoteName(apartColumn)}`);
  return `COPY (SELECT ${columns.join(', ')} FROM (\n${options.select}\n)) TO ${quoteText(options.folder)} (${settings.join(', ')})`;
}

function pathBelow(folder: string, filename: string): string {
  const base = folder.endsWith('/') ? folder : `${folder}/`;
  return filename.startsWith(base) ? filename.slice(base.length) : filename;
}

/** A MAP as the engine hands it over. */
function entriesOf(map: SqlValue): [string, SqlValue][] {
  if (!Array.isArray(map)) return [];
  return (map as readonly { key: string; value: SqlValue }[]).map((entry) => [entry.key, entry.value]);
}

function leavesOf(columnStatistics: SqlValue): Map<string, LeafStatistics> {
  return new Map(
    entriesOf(columnStatistics).map(([path, values]) => {
      const byName = Object.fromEntries(entriesOf(values)) as Record<string, string | undefined>;
      return [
        path,
        { min: byName.min, max: byName.max, nullCount: byName.null_count, hasNan: byName.has_nan === 'true' },
      ];
    }),
  );
}

function partitionValuesOf(keys: SqlValue, columns: readonly string[]): Record<string, string | null> {
  const byName = Object.fromEntries(entriesOf(keys)) as Record<string, string | null>;
  return Object.fromEntries(columns.map((column) => [column, byName[column] ?? null]));
}
