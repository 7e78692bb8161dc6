import { Field, Int64, RecordBatch, Schema, Table, Utf8, vectorFromArray } from 'apache-arrow';
import type { SourceColumn } from '../../ports/index.ts';
import type { BadRow } from './read-batches.ts';

/** The columns of `<relation>_rejects`: a row for each that could not be read. */
export const rejectColumns: readonly SourceColumn[] = [
  { name: 'file', type: 'VARCHAR', nullable: false, description: 'Its path below the folder of the source.' },
  { name: 'line', type: 'BIGINT', nullable: false, description: 'The line that the row begins on.' },
  {
    name: 'column',
    type: 'VARCHAR',
    nullable: true,
    description: 'The column that is at fault, if it is one.',
  },
  { name: 'reason', type: 'VARCHAR', nullable: false, description: 'Why the row cannot be read.' },
  { name: 'raw', type: 'VARCHAR', nullable: false, description: 'The row as it stands in the file.' },
];

const rejectSchema = new Schema(
  rejectColumns.map(
    ({ name, type, nullable }) => new Field(name, type === 'BIGINT' ? new Int64() : new Utf8(), nullable),
  ),
);

/** The name of the relation that holds the bad rows of another. */
export function rejectsOf(relation: string): string {
  return `${relation}_rejects`;
}

export function rejectBatch(rows: readonly BadRow[]): RecordBatch {
  const text = (values: readonly (string | null)[]) => vectorFromArray(values, new Utf8());
  const table = new Table({
    file: text(rows.map((row) => row.file.name)),
    line: vectorFromArray(
      rows.map((row) => BigInt(row.line)),
      new Int64(),
    ),
    column: text(rows.map((row) => row.column)),
    reason: text(rows.map((row) => row.reason)),
    raw: text(rows.map((row) => row.raw)),
  });
  return new RecordBatch(rejectSchema, table.batches[0]!.data);
}
