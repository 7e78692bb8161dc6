import { csvRecords } from './csv-records.ts';
import { readFirebirdTrace } from './firebird-trace.ts';
import { jsonObjects } from './json-objects.ts';
import type { FieldNames, LogFormat } from './log-format.ts';
import { postgresRecords } from './postgres-csv.ts';
import { type LoggedRow, readRow } from './row-reader.ts';

export interface LogReaderOptions {
  readonly format: Exclude<LogFormat, 'parquet'>;
  /** How the file is written, where the format leaves it open. */
  readonly isCsv: boolean;
  readonly separator: string;
  readonly fields: FieldNames;
  readonly offsetOf: (local: number) => number;
}

/** Gets each row with the line that it begins on. `started`: of a trace, a query that began; it counts where no end of any query is told. */
export type TakeRow = (line: number, row: LoggedRow, started: boolean) => void;

export interface LogReader {
  readonly push: (line: number, text: string) => void;
  readonly end: () => void;
}

/** Reads a log line by line. */
export function createLogReader(options: LogReaderOptions, take: TakeRow): LogReader {
  const { format, fields, offsetOf } = options;
  if (format === 'firebird-trace') return readFirebirdTrace(offsetOf, take);
  const damaged = (line: number, problem: string) => take(line, { kind: 'damaged', problem }, false);
  if (format === 'postgres-csv') {
    const readRecord = postgresRecords(offsetOf);
    return csvRecords(
      ',',
      (text) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(text),
      (line, record) =>
        record === null
          ? damaged(line, 'a quote is not closed: the line was cut off')
          : take(line, readRecord(record), false),
    );
  }
  if (options.isCsv) return tableReader(options, take);
  const memberOf = memberReader();
  return jsonObjects((line, object) => {
    if (object === null) damaged(line, 'this is no JSON object');
    else take(line, readRow(format, fields, memberOf(object), offsetOf), false);
  });
}

/** CSV with names in its first line. */
function tableReader({ format, fields, offsetOf, separator }: LogReaderOptions, take: TakeRow): LogReader {
  let columns: ReadonlyMap<string, number> | null = null;
  let begins: ((text: string) => boolean) | null = null;
  const records = csvRecords(
    separator,
    (text) => begins?.(text) ?? false,
    (line, record) => {
      if (record === null)
        return take(line, { kind: 'damaged', problem: 'a quote is not closed: the line was cut off' }, false);
      if (columns === null) {
        columns = new Map(record.map((name, index) => [name.trim().toLowerCase(), index]));
        // Where records begin with their time, the beginning of the next one is known after a cut.
        const [first] = record;
        if (fields.time?.includes(first!.trim().toLowerCase()) === true)
          begins = (text) => /^"?\d{4}-\d\d-\d\d/.test(text);
        return;
      }
      if (record.length !== columns.size)
        return take(
          line,
          {
            kind: 'damaged',
            problem: `it has ${record.length} fields, where the first line has ${columns.size}`,
          },
          false,
        );
      const names = columns;
      const cell = (name: string) => {
        const index = names.get(name);
        return index === undefined ? undefined : record[index];
      };
      take(line, readRow(format, fields, cell, offsetOf), false);
    },
  );
  return records;
}

/** Members of objects by their names in lower case. Objects of one log have mostly the same names: those of the one before are known. */
function memberReader(): (object: Record<string, unknown>) => (name: string) => unknown {
  let known = new Map<string, string>();
  let count = -1;
  let object: Record<string, unknown> = {};
  const cell = (name: string): unknown => {
    const key = known.get(name);
    return key === undefined ? undefined : object[key];
  };
  return (next) => {
    object = next;
    const keys = Object.keys(next);
    if (keys.length !== count || keys.some((key) => !known.has(key) && !known.has(lowered(key)))) {
      known = new Map();
      count = keys.length;
      for (const key of keys) {
        known.set(lowered(key), key);
        known.set(key, key);
      }
    }
    return cell;
  };
}

function lowered(name: string): string {
  return name.toLowerCase().replaceAll(/[\s-]+/g, '_');
}

/** What a row of Parquet holds, by the names of its columns. */
export function readTableRow(
  format: LogFormat,
  fields: FieldNames,
  row: Record<string, unknown>,
  offsetOf: (local: number) => number,
): LoggedRow {
  return readRow(format, fields, memberReader()(row), offsetOf);
}
