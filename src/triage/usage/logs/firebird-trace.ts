import { logTime } from './log-time.ts';
import { loggedNamespace } from './logged-namespace.ts';
import type { LoggedQuery, LoggedRow } from './row-reader.ts';

const heading = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+) \(\w+:[^)]*\) (.+)$/;

interface Block {
  readonly line: number;
  readonly time: string;
  readonly event: string;
  readonly lines: string[];
}

export interface TraceReader {
  readonly push: (line: number, text: string) => void;
  readonly end: () => void;
}

/**
 * Reads what `fbtracemgr` prints, line by line. A query counts when it is over; where a trace tells only of beginnings, or of procedures (`started`), those are to be counted. `take` gets each event with
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
    // What a procedure was called by is told too, where statements are.
    take(block.line, row, /_START$|_PROCEDURE_/.test(block.event));
    block = null;
  };
  return {
    push: (line, text) => {
      const found = heading.exec(text);
      if (/^--- Session \d+ is suspended as its log is full ---/.test(text)) {
        finish();
        take(
          line,
          {
            kind: 'damaged',
            problem: 'the log of the trace was full here: what ran until it was emptied is missing',
          },
          false,
        );
      } else if (found !== null) {
        finish();
        block = {
          line,
          time: found[1]!,
          event: found[2]!.trim(),
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
  const isProcedure = event === 'EXECUTE_PROCEDURE_FINISH';
  if (failed || !(isProcedure || /^EXECUTE_STATEMENT_(?:START|FINISH)$/.test(event)))
    return { kind: 'other' };
  const time = logTime(block.time, offsetOf);
  if (time === null) return { kind: 'damaged', problem: `\`${block.time}\` is no time` };
  const text = isProcedure ? procedureIn(lines) : statementIn(lines);
  if (text === null)
    return {
      kind: 'damaged',
      problem: `the ${isProcedure ? 'procedure' : 'statement'} of the event is missing`,
    };
  const attachment = lines
    .map((line) => /^(.*)\(ATT_\d+, ([^:,)]+)(?::[^,)]*)?,/.exec(line))
    .find((found) => found !== null);
  const program = lines.map((line) => /^\t([^\t(].*):\d+\s*$/.exec(line)).find((found) => found !== null);
  const duration = lines.map((line) => /^\s+(\d+) ms(?:,|$)/.exec(line)).find((found) => found !== null);
  // A trace cuts statements off that are longer than its `max_sql_length`.
  const isCut = !isProcedure && text.endsWith('...');
  const query: LoggedQuery = {
    time,
    user: attachment?.[2]?.trim() ?? null,
    application: program?.[1]?.trim() ?? null,
    dialect: 'firebird',
    namespace: loggedNamespace(databaseOf(attachment?.[1] ?? ''), null),
    sql: isCut ? text.slice(0, -3) : text,
    calls: 1,
    durationMs: duration === undefined ? null : Number(duration![1]),
    id: null,
    reads: null,
  };
  return isCut
    ? { kind: 'query', query, problem: 'the trace cut the statement off: raise max_sql_length' }
    : { kind: 'query', query };
}

/** A database by its file, or by its alias: `/data/billing.fdb` is billing. */
function databaseOf(path: string): string {
  return /([^/\\:]*?)(?:\.\w+)?$/.exec(path.trim())![1]!;
}

function statementIn(lines: readonly string[]): string | null {
  const rule = lines.findIndex((line) => /^-{20,}\s*$/.test(line));
  if (rule < 0) return null;
  const rest = lines.slice(rule + 1);
  // Before a plan there is a line of its own. Without one, parameters or what it cost come next, after an empty line.
  const plan = rest.findIndex((line) => /^\^{20,}\s*$/.test(line));
  const end =
    plan >= 0
      ? plan
      : rest.findIndex(
          (line) =>
            /^(?:param\d+ = |Select Expression$)/.test(line) ||
            /^\s*\d+ records? fetched\s*$/.test(line) ||
            /^\s+\d+ ms(?:,|$)/.test(line),
        );
  return (
    rest
      .slice(0, end < 0 ? rest.length : end)
      .join('\n')
      .trim() || null
  );
}

function procedureIn(lines: readonly string[]): string | null {
  const found = lines
    .map((line) => /^Procedure (\S.*):\s*$/.exec(line)?.[1])
    .find((name) => name !== undefined);
  return found === undefined ? null : `EXECUTE PROCEDURE ${found}`;
}
