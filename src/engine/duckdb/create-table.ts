import { type DuckDBAppender, type DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import type { DataType, RecordBatch } from 'apache-arrow';
import type { ResultColumn } from '../../ports/index.ts';
import { duckdbTypeOf } from './arrow-type.ts';
import { columnFill } from './column-fill.ts';
import { engineError } from './engine-failure.ts';
import { nameParts, quoted } from './names.ts';
import type { RunNative } from './query-slots.ts';

/** DuckDB's vector size: a data chunk holds no more rows. */
const chunkRows = 2048;

/** Rows that may wait in the staging table before they are cast into the real one: one row group of DuckDB's. */
const stagedRows = 122_880;

const stage = 'lode_arrow_stage';

/**
 * Creates `table` with `columns` and fills it from Arrow batches whose fields match the columns by position. Where an Arrow type is not the column's own, the rows go through a
 * temporary table and are cast there. Holds a chunk and the batch at hand in JavaScript, no more. If anything fails, the table is gone.
 * Returns the number of rows.
 */
export async function createTable(
  connection: DuckDBConnection,
  native: RunNative,
  table: string,
  columns: readonly ResultColumn[],
  batches: AsyncIterable<RecordBatch>,
): Promise<number> {
  const run = (sql: string) => native(() => connection.run(sql));
  await run(
    `CREATE TABLE ${table} (${columns.map(({ name, type }) => `${quoted(name)} ${type}`).join(', ')})`,
  );
  let sink: TableSink | null = null;
  let count = 0;
  try {
    for await (const batch of batches) {
      if (batch.numCols !== columns.length)
        throw new Error(`${table} has ${columns.length} columns, the batch ${batch.numCols}`);
      sink ??= await openSink(connection, run, table, batch);
      await asEngineErrors(() => sink!.append(batch));
      count += batch.numRows;
    }
    await asEngineErrors(async () => sink?.finish());
    return count;
  } catch (error) {
    sink?.discard();
    await run(`DROP TABLE IF EXISTS ${table}`);
    throw error;
  }
}

/** The appender's own errors as EngineErrors; those of the batches' source pass as they are. */
async function asEngineErrors(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw engineError(error);
  }
}

interface TableSink {
  append(batch: RecordBatch): Promise<void>;
  finish(): Promise<void>;
  /** Lets go of what is not yet in the table. */
  discard(): void;
}

type RunStatement = (sql: string) => Promise<unknown>;

async function openSink(
  connection: DuckDBConnection,
  run: RunStatement,
  table: string,
  first: RecordBatch,
): Promise<TableSink> {
  const arrowTypes = first.schema.fields.map((field) => field.type);
  const types = arrowTypes.map(duckdbTypeOf);
  const direct = await openAppender(connection, nameParts(table));
  const fits = types.every((type, column) => direct.columnType(column).toString() === type.toString());
  if (fits) return appendingSink(chunkWriter(arrowTypes), direct);
  direct.closeSync();
  return castingSink(connection, run, table, arrowTypes);
}

function appendingSink(writer: ChunkWriter, appender: DuckDBAppender): TableSink {
  return {
    async append(batch) {
      writer.write(batch, appender);
    },
    async finish() {
      writer.flush(appender);
      appender.closeSync();
    },
    discard() {
      appender.clear();
      appender.closeSync();
    },
  };
}

async function castingSink(
  connection: DuckDBConnection,
  run: RunStatement,
  table: string,
  arrowTypes: readonly DataType[],
): Promise<TableSink> {
  const columns = arrowTypes
    .map(duckdbTypeOf)
    .map((type, column) => `c${column} ${type}`)
    .join(', ');
  const fresh = async () => {
    await run(`CREATE OR REPLACE TEMP TABLE ${stage} (${columns})`);
    return openAppender(connection, [stage]);
  };
  const writer = chunkWriter(arrowTypes);
  let appender = await fresh();
  let waiting = 0;
  const drain = async () => {
    writer.flush(appender);
    appender.closeSync();
    // INSERT casts by assignment; a value that does not fit is an error.
    await run(`INSERT INTO ${table} FROM temp.${stage}`);
    waiting = 0;
  };
  return {
    async append(batch) {
      writer.write(batch, appender);
      waiting += batch.numRows;
      if (waiting < stagedRows) return;
      await drain();
      appender = await fresh();
    },
    async finish() {
      await drain();
      await run(`DROP TABLE temp.${stage}`);
    },
    discard() {
      appender.clear();
      appender.closeSync();
    },
  };
}

function openAppender(connection: DuckDBConnection, parts: readonly string[]): Promise<DuckDBAppender> {
  const [table, schema = null, catalog = null] = [...parts].reverse();
  return connection.createAppender(table!, schema, catalog);
}

interface ChunkWriter {
  write(batch: RecordBatch, appender: DuckDBAppender): void;
  flush(appender: DuckDBAppender): void;
}

/** Fills one data chunk after the other, across batches, and hands the full ones to an appender. */
function chunkWriter(arrowTypes: readonly DataType[]): ChunkWriter {
  // One chunk for all: its native memory is not seen by the garbage collector.
  const chunk = DuckDBDataChunk.create(arrowTypes.map(duckdbTypeOf));
  let filled = 0;
  const begin = () => {
    chunk.reset();
    chunk.rowCount = chunkRows;
  };
  const fills = arrowTypes.map((type, column) => columnFill(chunk, column, type, chunkRows));
  const flush = (appender: DuckDBAppender) => {
    if (filled === 0) return;
    for (const fill of fills) fill.flush(filled);
    chunk.rowCount = filled;
    appender.appendDataChunk(chunk);
    filled = 0;
    begin();
  };
  begin();
  return {
    flush,
    write(batch, appender) {
      const copiers = fills.map((fill, column) => fill.from(batch.data.children[column]!));
      for (let from = 0; from < batch.numRows; ) {
        const rows = Math.min(chunkRows - filled, batch.numRows - from);
        for (const copy of copiers) copy(filled, from, rows);
        filled += rows;
        from += rows;
        if (filled === chunkRows) flush(appender);
      }
    },
  };
}
