import { readBigqueryAudit } from './bigquery-audit.ts';
import { csvRecords } from './csv-records.ts';
import { lineageEvents } from './databricks-lineage.ts';
import type { FieldNames } from './field-names.ts';
import { readFirebirdTrace } from './firebird-trace.ts';
import { jsonObjects } from './json-objects.ts';
import type { LogFormat } from './log-format.ts';
import { readMysqlGeneral } from './mysql-general.ts';
import { readMysqlSlow } from './mysql-slow.ts';
import { postgresRecords } from './postgres-csv.ts';
import { postgresObjects } from './postgres-json.ts';
import { readPostgresLog } from './postgres-log.ts';
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

/** Gets rows of a table, each by a function that gives a value by its column's name. */
export interface RowReader {
  readonly row: (line: number, cell: (name: string) => unknown) => void;
  readonly end: () => void;
}

type RowOptions = Pick<LogReaderOptions, 'fields' | 'offsetOf'> & { readonly format: LogFormat };

function createRowReader({ format, fields, offsetOf }: RowOptions, take: TakeRow): RowReader {
  if (format === 'databricks-lineage') return lineageEvents(offsetOf, take);
  return {
    row: (line, cell) => {
      const event = format === 'extended-events' ? eventOf(cell('name')) : 'query';
      if (event === 'other') take(line, { kind: 'other' }, false);
      else take(line, readRow(format, fields, cell, offsetOf), event === 'part');
    },
    end: () => {},
  };
}

/** Of the events of SQL Server batches and calls are queries; the statements in them count where those were not recorded. */
function eventOf(name: unknown): 'query' | 'part' | 'other' {
  if (name === 'sql_batch_completed' || name === 'rpc_completed') return 'query';
  return name === 'sql_statement_completed' ? 'part' : 'other';
}

/** Reads a log line by line. */
export function createLogReader(options: LogReaderOptions, take: TakeRow): LogReader {
  const { format, offsetOf } = options;
  const damaged = (line: number, problem: string) => take(line, { kind: 'damaged', problem }, false);
  const objects = (read: (object: Record<string, unknown>) => LoggedRow) =>
    jsonObjects((line, object) => {
      if (object === null) damaged(line, 'this is no JSON object');
      else take(line, read(object), false);
    });
  switch (format) {
    case 'firebird-trace':
      return readFirebirdTrace(offsetOf, take);
    case 'postgres-log':
      return readPostgresLog(offsetOf, take);
    case 'mysql-general':
      return readMysqlGeneral(offsetOf, take);
    case 'mysql-slow':
      return readMysqlSlow(offsetOf, take);
    case 'postgres-json':
      return objects(postgresObjects(offsetOf));
    case 'bigquery-audit':
      return objects((entry) => readBigqueryAudit(entry, offsetOf));
    case 'postgres-csv': {
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
    default:
  }
  const rows = createRowReader(options, take);
  if (options.isCsv) return tableReader(options, take, rows);
  const memberOf = memberReader();
  const reader = jsonObjects((line, object) => {
    if (object === null) damaged(line, 'this is no JSON object');
    else rows.row(line, memberOf(object));
  });
  return {
    push: reader.push,
    end: () => {
      reader.end();
      rows.end();
    },
  };
}

/** CSV with names in its first line. */
function tableReader({ fields, separator }: LogReaderOptions, take: TakeRow, rows: RowReader): LogReader {
  let columns: ReadonlyMap<string, number> | null = null;
  let begins: ((text: string) => boolean) | null = null;
  const records = csvRecords(
    separator,
    (text) => begins?.(text) ?? false,
    (line, record) => {
      if (record === null)
        return take(line, { kind: 'damaged', problem: 'a quote is not closed: the line was cut off' }, false);
      if (columns === null) {
        columns = new Map(record.map((name, index) => [columnName(name), index]));
        // Where records begin with their time, the beginning of the next one is known after a cut.
        const [first] = record;
        if (fields.time?.includes(columnName(first!)) === true)
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
      rows.row(line, (name) => {
        const index = names.get(name);
        return index === undefined ? undefined : record[index];
      });
    },
  );
  return {
    push: records.push,
    end: () => {
      records.end();
      rows.end();
    },
  };
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
    if (keys.length !== count || keys.some((key) => !known.has(key) && !known.has(columnName(key)))) {
      known = new Map();
      count = keys.length;
      for (const key of keys) {
        known.set(columnName(key), key);
        known.set(key, key);
      }
    }
    return cell;
  };
}

/** A column's name as it is looked for: exports write it large or small, with blanks or lines between its words. */
export function columnName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}

/** Reads rows of a table of Parquet, by the names of its columns. */
export function createTableReader(
  options: RowOptions,
  take: TakeRow,
): { readonly row: (line: number, row: Record<string, unknown>) => void; readonly end: () => void } {
  const rows = createRowReader(options, take);
  const memberOf = memberReader();
  return { row: (line, row) => rows.row(line, memberOf(row)), end: rows.end };
}
