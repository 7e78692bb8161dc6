import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Session } from '../../ports/index.ts';
import type { Action, DataFile } from '../actions/index.ts';
import { addFile } from '../actions/index.ts';
import { hasWriterFeature, type Snapshot, type TableState } from '../snapshot/index.ts';
import type { WritePorts } from '../transaction/index.ts';
import {
  type DeltaStruct,
  mappingMode,
  type QueryColumn,
  quoteName,
  schemaOf,
  selectAsStored,
  toDuckDBType,
} from '../types/index.ts';
import {
  indexedColumns,
  type WriteDataFilesOptions,
  withoutStatistics,
  writeDataFiles,
} from '../write/index.ts';
import { checkedSelect, rowRules, ruleFailure } from './constraints.ts';
import { withGenerated } from './generated-columns.ts';
import { mergeSchemas } from './merge-schemas.ts';
import { syncWritten } from './sync-written.ts';

export type WriteTuning = Pick<
  WriteDataFilesOptions,
  'targetFileSize' | 'compression' | 'withoutStatistics' | 'indexedColumns'
>;

/** The columns of a query, as the engine names their types. */
export async function columnsOf(session: Session, select: string): Promise<QueryColumn[]> {
  const rows = await session.rows(`DESCRIBE SELECT * FROM (\n${select}\n)`);
  return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
}

export interface Conformed {
  /** A query of the columns of `schema`, of the types in which they are stored. */
  readonly select: string;
  readonly schema: DeltaStruct;
  readonly schemaChanged: boolean;
}

/** A query's rows as rows of the table: by name without case, missing columns NULL, types widened; with `mergeSchema` the table's schema grows where it must. */
export async function conform(
  ports: Pick<WritePorts, 'session'>,
  snapshot: Pick<Snapshot, 'table' | 'schema' | 'session'>,
  select: string,
  mergeSchema: boolean,
  columns?: readonly QueryColumn[],
): Promise<Conformed> {
  const given = columns ?? (await columnsOf(ports.session, select));
  const merged = mergeSchemas(snapshot.schema, schemaOf(given), mergeSchema);
  if (merged.problems.length > 0) {
    throw new DiagnosticError(
      diagnose('delta-schema-mismatch', { table: snapshot.table, problems: merged.problems }),
    );
  }
  const byName = new Map(given.map((column) => [column.name.toLowerCase(), column.name]));
  const items = merged.schema.fields.map((field) => {
    const name = byName.get(field.name.toLowerCase());
    const value = name === undefined ? defaultSql(snapshot.table, field) : quoteName(name);
    return `CAST(${value} AS ${toDuckDBType(field.type)}) AS ${quoteName(field.name)}`;
  });
  const conformed = `SELECT ${items.join(', ')} FROM (\n${selectAsStored(select, given)}\n)`;
  return {
    select: await withGenerated(snapshot, merged.schema, conformed, new Set(byName.keys())),
    schema: merged.schema,
    schemaChanged: merged.changed,
  };
}

/** Literals that mean the same in Spark SQL. */
const plainLiteral = /^(-?\d+(\.\d+)?|'[^'\\]*'|true|false|null)$/i;

/** What a column holds that the rows do not have: its default, where that is a plain literal, else NULL. */
function defaultSql(table: string, field: DeltaStruct['fields'][number]): string {
  const expression = field.metadata.CURRENT_DEFAULT;
  if (typeof expression !== 'string') return 'NULL';
  if (plainLiteral.test(expression.trim())) return expression.trim();
  throw new DiagnosticError(
    diagnose('delta-expression-unsupported', {
      table,
      what: `the default of column ${field.name}`,
      expression,
    }),
  );
}

/** Writes rows of the table's columns into its folder, checked against its rules (unless they were in the table already), durable when it returns. */
export async function writeTableRows(
  ports: WritePorts,
  snapshot: TableState,
  select: string,
  tuning: WriteTuning = {},
  schema: DeltaStruct = snapshot.schema,
  rows: 'new' | 'rearranged' = 'new',
): Promise<DataFile[]> {
  const rules = rows === 'new' ? await rowRules(snapshot, schema) : [];
  const { configuration } = snapshot.metadata;
  await ports.files.createFolder(snapshot.table);
  try {
    const written = await writeDataFiles(ports.session, {
      indexedColumns: indexedColumns(configuration),
      withoutStatistics: withoutStatistics(configuration, schema),
      ...tuning,
      select: checkedSelect(select, rules),
      schema,
      folder: ports.files.enginePath(snapshot.table),
      partitionColumns: snapshot.partitionColumns,
      mode: mappingMode(configuration),
      tightBounds: hasWriterFeature(snapshot.protocol, 'deletionVectors'),
    });
    await syncWritten(ports.files, snapshot.table, written);
    return written;
  } catch (error) {
    throw ruleFailure(error, snapshot.table, rules);
  }
}

export function addAll(written: readonly DataFile[], now: number, dataChange = true): Action[] {
  return written.map((file) => addFile(file, now, file.path, dataChange));
}

export function writeMetrics(written: readonly DataFile[]): Record<string, number> {
  return {
    numFiles: written.length,
    numOutputRows: written.reduce((sum, file) => sum + file.rows, 0),
    numOutputBytes: written.reduce((sum, file) => sum + file.size, 0),
  };
}
