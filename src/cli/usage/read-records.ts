import type { Session, SqlValue } from '../../ports/index.ts';
import { createLogReader, createTableReader } from '../../triage/index.ts';
import type { Collected } from './collect-log.ts';
import { type LineProblem, readLines } from './log-lines.ts';
import type { OpenedLog } from './open-log.ts';

export interface ReadOptions {
  /** Minutes that the log's clock was ahead of UTC at a local time. */
  readonly offsetOf: (local: number) => number;
  /** For tables of Parquet: a session that gives rows cannot take any at the same time. */
  readonly reader: Session;
  /** Bytes of the file to read. */
  readonly stored: number;
}

const problems: Readonly<Record<LineProblem, string>> = {
  nul: 'there are NUL bytes in it',
  'too-long': 'it is longer than 16 MB: put each object of an array on a line of its own (jq -c ".[]")',
  encoding: 'it is not UTF-8, and was read as Windows-1252',
  broken: 'the packed file breaks off here',
};

/** Reads a log's queries into `collected`, with a pause after each piece. */
export function readRecords(
  log: OpenedLog,
  options: ReadOptions,
  collected: Collected,
): AsyncGenerator<void> {
  return log.isParquet ? tableRows(log, options, collected) : lineRows(log, options, collected);
}

async function* lineRows(
  log: OpenedLog,
  { offsetOf, stored }: ReadOptions,
  collected: Collected,
): AsyncGenerator<void> {
  const format = log.format === 'parquet' ? 'jsonl' : log.format;
  const reader = createLogReader({ ...log, format, offsetOf }, collected.take);
  const take = (line: number, text: string, problem: LineProblem | null) => {
    if (problem !== null) collected.damage(line, problems[problem]);
    if (problem !== 'too-long' && problem !== 'broken') reader.push(line, text);
  };
  yield* readLines(log.path, take, stored);
  reader.end();
}

async function* tableRows(
  log: OpenedLog,
  { offsetOf, reader }: ReadOptions,
  collected: Collected,
): AsyncGenerator<void> {
  let line = 0;
  const table = createTableReader({ format: log.format, fields: log.fields, offsetOf }, collected.take);
  const from = `read_parquet('${log.path.replaceAll("'", "''")}')`;
  const { columns: all } = await reader.query(`SELECT * FROM ${from} LIMIT 0`);
  // What is nested is read as JSON, as in other logs.
  const nested = all
    .filter(({ type }) => /\[\d*\]$|^(?:STRUCT|MAP|UNION)\(/.test(type))
    .map(({ name }) => `"${name.replaceAll('"', '""')}"`);
  const replaced =
    nested.length === 0 ? '' : ` REPLACE (${nested.map((name) => `to_json(${name}) AS ${name}`).join(', ')})`;
  for await (const { columns, rows } of reader.stream(`SELECT *${replaced} FROM ${from}`))
    for (const row of rows) {
      const object = Object.fromEntries(
        columns.map(({ name, type }, index) => [name, asLogged(row[index]!, type)]),
      );
      table.row(++line, object);
    }
  table.end();
  yield;
}

/** Times without a zone that the engine prints are of the log's zone; those with one are of UTC. */
function asLogged(value: SqlValue, type: string): unknown {
  return typeof value === 'string' &&
    /^TIMESTAMP WITH TIME ZONE/.test(type) &&
    !/[+-]\d\d/.test(value.slice(11))
    ? `${value}Z`
    : value;
}
