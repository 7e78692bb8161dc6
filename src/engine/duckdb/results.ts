import type { DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import type { ResultColumn, SqlValue } from '../../ports/index.ts';
import { type OffsetAt, valueReader } from './read-values.ts';
import { logicalTypeName } from './type-name.ts';

export function resultColumns(result: DuckDBResult, reserved: ReadonlySet<string>): ResultColumn[] {
  return Array.from({ length: result.columnCount }, (_, column) => ({
    name: result.columnName(column),
    type: logicalTypeName(result.columnLogicalType(column), reserved),
  }));
}

/** Appends the rows of a chunk to `rows`, reading column by column. */
export function appendRows(chunk: DuckDBDataChunk, offsetAt: OffsetAt, rows: SqlValue[][]): void {
  const { rowCount, columnCount } = chunk;
  const first = rows.length;
  for (let row = 0; row < rowCount; row++) rows.push(new Array<SqlValue>(columnCount));
  for (let column = 0; column < columnCount; column++) {
    const read = valueReader(chunk.getColumnVector(column), offsetAt);
    for (let row = 0; row < rowCount; row++) rows[first + row]![column] = read(row);
  }
}
