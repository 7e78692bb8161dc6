import { logTime } from './log-time.ts';
import type { LoggedQuery, LoggedRow } from './row-reader.ts';

const heading = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+) \((\w+):([^)]*)\) (.+)$/;

interface Block {
  readonly line: number;
  readonly time: string;
  readonly session: string;
  readonly event: string;
  readonly lines: string[];
}

export interface TraceReader {
  readonly push: (line: number, text: string) => void;
  readonly end: () => void;
}

/**
 * Reads what `fbtracemgr` prints, line by line. A query counts when it is over; where a trace tells only of beginnings (`started`) those are to be counted. `take` gets each event with
 * the line that it begins on.
 */
export function readFirebirdTrace(
  offsetOf: (local: number) => number,
  take: (line: number, row: LoggedRow, started: boolean) => void,
): TraceReader {
  let block: Block | null = null;
  const finish = () => {
    if (block === null) return;
    const row = readBlock(block, offsetOf);
    take(block.line, row, /_START$/.test(block.event));
    block = null;
  };
  return {
    push: (line, text) => {
      const found = heading.exec(text);
      if (found !== null) {
        finish();
        block = {
          line,
          time: found[1]!,
          session: `${found[2]}:${found[3]}`,
          event: found[4]!.trim(),
          lines: [],
        };
      } else if (block !== null) {
        // A statement of more lines is none that a person or a program wrote.
        if (block.lines.length < 20_000) block.lines.push(text);
      } else if (text.trim() !== '' && !/^Trace session ID|^--/i.test(text)) {
        take(line, { kind: 'damaged', problem: 'it belongs to no event: its beginning is missing' }, false);
      }
    },
    end: finish,
  };
}

function readBlock(block: Block, offsetOf: (local: number) => number): LoggedRow {
  const { event, lines } = block;
  const failed = /^(?:FAILED|UNAUTHORIZED) /.test(event);
  if (failed || !/^(?:EXECUTE_STATEMENT_(?:START|FINISH))$/.test(event)) return { kind: 'other' };
  const time = logTime(block.time, offsetOf);
  if (time === null) return { kind: 'damaged', problem: `\`${block.time}\` is no time` };
  const rule = lines.findIndex((line) => /^-{20,}\s*$/.test(line));
  if (rule < 0) return { kind: 'damaged', problem: 'the statement of the event is missing' };
  const sql: string[] = [];
  for (const line of lines.slice(rule + 1)) {
    if (/^\^{20,}\s*$/.test(line) || /^(?:PLAN \(|Select Expression$|param\d+ = )/.test(line)) break;
    if (/^\s*\d+ records? fetched\s*$/.test(line) || /^\s+\d+ ms(?:,|$)/.test(line)) break;
    sql.push(line);
  }
  const text = sql.join('\n').trim();
  if (text === '') return { kind: 'damaged', problem: 'the statement of the event is missing' };
  const attachment = lines
    .map((line) => /\((ATT_\d+), ([^:,)]+)(?::[^,)]*)?,/.exec(line))
    .find((found) => found !== null);
  const program = lines.map((line) => /^\t([^\t(].*):\d+\s*$/.exec(line)).find((found) => found !== null);
  const duration = lines.map((line) => /^\s+(\d+) ms(?:,|$)/.exec(line)).find((found) => found !== null);
  const query: LoggedQuery = {
    time,
    user: attachment?.[2]?.trim() ?? null,
    application: program?.[1]?.trim() ?? null,
    dialect: 'firebird',
    sql: text,
    calls: 1,
    durationMs: duration === undefined ? null : Number(duration![1]),
    id: `${block.time} ${block.session} ${attachment?.[1] ?? ''} ${block.line}`,
  };
  // The line is no part of who it is: the same trace may begin elsewhere in another file.
  return { kind: 'query', query: { ...query, id: null } };
}
