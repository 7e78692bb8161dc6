import { Data, Field, makeData, RecordBatch, Schema, Struct, Utf8 } from 'apache-arrow';
import type { CutRecord } from '../../csv/index.ts';
import { fieldForms, unescapeField } from '../../csv/index.ts';
import { arrowTypeOf } from './column-types.ts';
import type { BadBytes } from './decode-bytes.ts';
import { openFile, problemWords } from './header.ts';
import type { CsvFile } from './list-files.ts';
import type { PlannedColumn, RelationPlan } from './plan.ts';
import { type ColumnValues, columnValues } from './values/index.ts';

/** A row that cannot be read. */
export interface BadRow {
  readonly file: CsvFile;
  readonly line: number;
  /** null: it is not one column's fault. */
  readonly column: string | null;
  readonly reason: string;
  /** The record as it stands, in Unicode. */
  readonly raw: string;
}

export interface ReadOptions {
  /** Names of the columns to give, `fileName` among them, in the plan's order. All others are read too, since a row is good or bad as a whole. */
  readonly columns: ReadonlySet<string>;
  /** Told of each row that cannot be read; may throw. */
  readonly onBadRow: (row: BadRow) => void;
  /** Where true, a batch is given, however few rows it has. */
  readonly isFull?: () => boolean;
}

/** Rows of a batch, and bytes of text in it. */
const batchRows = 16_384;
const batchBytes = 8 << 20;

/** The fields of what `readBatches` gives. */
function batchSchema(plan: RelationPlan, columns: ReadonlySet<string>): Schema {
  const fields = plan.columns
    .filter((column) => columns.has(column.name))
    .map((column) => new Field(column.name, arrowTypeOf(column.store), true));
  if (plan.fileName !== null && columns.has(plan.fileName))
    fields.push(new Field(plan.fileName, new Utf8(), true));
  return new Schema(fields);
}

/** The rows of a relation's files, file by file, with bounded memory. Rejects where a file is not what the plan says. */
export async function* readBatches(
  plan: RelationPlan,
  { columns, onBadRow, isFull = () => false }: ReadOptions,
): AsyncGenerator<RecordBatch> {
  const schema = batchSchema(plan, columns);
  const readers = plan.columns.map((column) => columnReader(plan, column, columns.has(column.name)));
  const names =
    plan.fileName === null || !columns.has(plan.fileName)
      ? null
      : columnValues({ kind: 'text' }, plan.dialect, batchRows);
  let rows = 0;
  let bytesTaken = 0;
  const finish = (): RecordBatch => {
    const children = readers.flatMap((reader) => (reader.isWanted ? [reader.finish(rows)] : []));
    if (names !== null) {
      const { values, offsets } = names.finish(rows);
      children.push(new Data(new Utf8(), 0, rows, 0, [offsets!, values as Uint8Array]));
    }
    const data = makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children });
    rows = 0;
    bytesTaken = 0;
    return new RecordBatch(schema, data);
  };
  const isWhole = () => rows === batchRows || bytesTaken > batchBytes || isFull();
  for (const file of plan.files) {
    const { records, names: header } = await openFile(plan, file);
    const fileName = Buffer.from(file.name);
    try {
      const width = header?.length ?? plan.columns.length;
      const fields = plan.columns.map(({ name }, index) =>
        header === null ? index : header.findIndex((each) => each.toLowerCase() === name.toLowerCase()),
      );
      let goesOn = !(plan.dialect.header && header === null);
      while (goesOn) {
        goesOn = await records.next((record, bytes, bad) => {
          if (record.isBlank && width !== 1) return true;
          if (isWhole()) return false;
          const fault = readRecord(plan, readers, fields, width, rows, record, bytes, bad);
          if (fault !== null) {
            const raw = bytes.toString('utf8', record.start, record.end);
            onBadRow({ file, line: record.line, ...fault, raw });
            return true;
          }
          names?.set(rows, fileName, 0, fileName.length);
          rows++;
          bytesTaken += record.end - record.start;
          return true;
        });
        if (isWhole()) yield finish();
      }
    } finally {
      try {
        await records.verify();
      } finally {
        await records.close();
      }
    }
  }
  if (rows > 0) yield finish();
}

interface ColumnReader {
  readonly isWanted: boolean;
  /** Why the field is no value of the column; null: it is in its row. */
  read(row: number, bytes: Buffer, start: number, end: number, form: number): string | null;
  readMissing(row: number): string | null;
  finish(rows: number): Data;
}

type Fault = Pick<BadRow, 'column' | 'reason'>;

function readRecord(
  plan: RelationPlan,
  readers: readonly ColumnReader[],
  fields: readonly number[],
  width: number,
  row: number,
  record: CutRecord,
  bytes: Buffer,
  bad: BadBytes | null,
): Fault | null {
  if (record.problem !== null) return { column: null, reason: problemWords[record.problem] };
  if (record.count !== width)
    return { column: null, reason: `${count(record.count)} where there should be ${width}` };
  if (bad !== null) return badBytesFault(plan, fields, record, bad);
  for (let index = 0; index < readers.length; index++) {
    const field = fields[index]!;
    const reader = readers[index]!;
    const reason =
      field < 0
        ? reader.readMissing(row)
        : reader.read(row, bytes, record.starts[field]!, record.ends[field]!, record.forms[field]!);
    if (reason !== null) return { column: plan.columns[index]!.name, reason };
  }
  return null;
}

function badBytesFault(
  plan: RelationPlan,
  fields: readonly number[],
  record: CutRecord,
  bad: BadBytes,
): Fault {
  const at = fields.findIndex(
    (field) => field >= 0 && bad.at >= record.starts[field]! && bad.at < record.ends[field]!,
  );
  const shown = bad.bytes.replaceAll(/../g, (byte) => `\\x${byte.toUpperCase()}`);
  return { column: plan.columns[at]?.name ?? null, reason: `${shown} is not ${plan.dialect.encoding}` };
}

function count(fields: number): string {
  return `${fields} field${fields === 1 ? '' : 's'}`;
}

function columnReader(plan: RelationPlan, column: PlannedColumn, isWanted: boolean): ColumnReader {
  const { dialect } = plan;
  const isText = column.store.kind === 'text';
  const values: ColumnValues = columnValues(column.store, column.format, batchRows);
  const nullWords = dialect.nullWords.map((word) => Buffer.from(word));
  let valid = new Uint8Array((batchRows + 7) >> 3);
  const setNull = (row: number): string | null => {
    if (!column.nullable) return 'it is empty, and the contract says that it never is';
    values.setNull(row);
    valid[row >> 3]! &= ~(1 << (row & 7));
    return null;
  };
  const isNull = (bytes: Buffer, start: number, end: number): boolean => {
    for (const word of nullWords) {
      if (word.length !== end - start) continue;
      let at = 0;
      while (at < word.length && bytes[start + at] === word[at]) at++;
      if (at === word.length) return true;
    }
    return false;
  };
  const setValue = (row: number, bytes: Uint8Array, start: number, end: number): string | null => {
    valid[row >> 3]! |= 1 << (row & 7);
    return values.set(row, bytes, start, end);
  };
  return {
    isWanted,
    read(row, bytes, start, end, form) {
      if (isText) {
        if (form === fieldForms.plain && isNull(bytes, start, end)) return setNull(row);
        if (!isWanted) return null;
        if (form !== fieldForms.escaped) return setValue(row, bytes, start, end);
      }
      if (form === fieldForms.escaped) {
        const text = unescapeField(bytes.subarray(start, end), dialect);
        return setValue(row, text, 0, text.length);
      }
      let [from, to] = [start, end];
      while (from < to && isSpace(bytes[from]!)) from++;
      while (from < to && isSpace(bytes[to - 1]!)) to--;
      // Programs that quote everything quote what is missing too; for what is no text it can be nothing else.
      return isNull(bytes, from, to) ? setNull(row) : setValue(row, bytes, from, to);
    },
    readMissing: setNull,
    finish(rows) {
      const { values: bytes, offsets } = values.finish(rows);
      const nulls = countNulls(valid, rows);
      const bitmap = nulls === 0 ? undefined : valid;
      valid = new Uint8Array((batchRows + 7) >> 3);
      return new Data(arrowTypeOf(column.store), 0, rows, nulls, [
        offsets ?? undefined,
        bytes as Uint8Array,
        bitmap,
      ]);
    },
  };
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}

function countNulls(valid: Uint8Array, rows: number): number {
  let present = 0;
  for (let row = 0; row < rows; row++) present += (valid[row >> 3]! >> (row & 7)) & 1;
  return rows - present;
}
