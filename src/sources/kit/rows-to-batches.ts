import { Binary, Data, Field, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';
import { defaultDialect } from '../../csv/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { arrowTypeOf, columnStore } from '../csv/column-types.ts';
import { columnValues } from '../csv/values/index.ts';

/** A value as JavaScript has it. Numbers that a double cannot hold exactly, decimals, dates and times come as text: `12.50`, `2024-01-31`, `2024-01-31 13:05:07.5`. */
export type RowValue = null | undefined | boolean | number | bigint | string | Date | Uint8Array | object;

/** A row: its values by the columns' names, or in their order. */
export type Row = readonly RowValue[] | Readonly<Record<string, RowValue>>;

interface Columns {
  readonly source: string;
  readonly relation: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

const batchRows = 16_384;

/**
 * Arrow record batches of rows, as they come: at most a batch of them is held. Types are the engine's words; a value that is none of its column's type rejects with `connector-value`, naming row and
 * column. Lists and structs are not made; a column of type JSON takes objects.
 */
export async function* rowsToBatches(
  { source, relation, columns }: Columns,
  rows: AsyncIterable<Row> | Iterable<Row>,
): AsyncGenerator<RecordBatch> {
  const builders = columns.map((column) => builderOf(source, relation, column));
  const schema = new Schema(builders.map(({ name, type }) => new Field(name, type, true)));
  let filled = 0;
  let number = 0;
  const finish = () => {
    const children = builders.map((builder) => builder.finish(filled));
    const data = makeData({ type: new Struct(schema.fields), length: filled, nullCount: 0, children });
    filled = 0;
    return new RecordBatch(schema, data);
  };
  for await (const row of rows) {
    number++;
    for (const [index, builder] of builders.entries()) {
      const value = Array.isArray(row)
        ? row[index]
        : (row as Readonly<Record<string, RowValue>>)[builder.name];
      const problem = builder.set(filled, value);
      if (problem !== null)
        throw new DiagnosticError(
          diagnose('connector-value', { source, relation, column: builder.name, row: number, problem }),
        );
    }
    if (++filled === batchRows) yield finish();
  }
  if (filled > 0) yield finish();
}

function builderOf(source: string, relation: string, { name, type }: Columns['columns'][number]) {
  const isBlob = type.toUpperCase() === 'BLOB';
  const store = isBlob ? ({ kind: 'text' } as const) : columnStore(type);
  if (store === null)
    throw new DiagnosticError(diagnose('source-type-unsupported', { source, relation, column: name, type }));
  const arrowType = isBlob ? new Binary() : arrowTypeOf(store);
  const values = columnValues(store, defaultDialect, batchRows);
  let valid = new Uint8Array(batchRows >> 3);
  let present = 0;
  return {
    name,
    type: arrowType,
    set(row: number, value: RowValue): string | null {
      if (value === null || value === undefined) {
        values.setNull(row);
        return null;
      }
      valid[row >> 3]! |= 1 << (row & 7);
      present++;
      const bytes = value instanceof Uint8Array ? value : Buffer.from(textOf(value, type));
      return values.set(row, bytes, 0, bytes.length);
    },
    finish(rows: number): Data {
      const { values: bytes, offsets } = values.finish(rows);
      const buffers = [
        offsets ?? undefined,
        bytes as Uint8Array,
        present === rows ? undefined : valid,
      ] as const;
      const data = new Data(arrowType, 0, rows, rows - present, [...buffers]);
      valid = new Uint8Array(batchRows >> 3);
      present = 0;
      return data;
    },
  };
}

function textOf(value: NonNullable<RowValue>, type: string): string {
  if (type.toUpperCase() === 'JSON') return JSON.stringify(value);
  if (value instanceof Date) {
    const text = value.toISOString();
    if (/^DATE$/i.test(type)) return text.slice(0, 10);
    return /ZONE|TZ/i.test(type) ? text : text.slice(0, -1);
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
