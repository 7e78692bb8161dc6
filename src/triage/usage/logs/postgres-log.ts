import type { LogReader, TakeRow } from './log-reader.ts';
import { logTime } from './log-time.ts';
import { type PostgresEntry, postgresEntries } from './postgres-messages.ts';

const severities = 'LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG[1-5]?';
const parts = 'DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION|BACKTRACE';
const heading = new RegExp(`^(.{0,400}?)\\b(?:(${severities})|(${parts})):  (.*)$`);
const moment =
  /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:[+-]\d\d(?::?\d\d)?|[A-Z]{2,5})\b)?|\b\d{10}\.\d{3}\b/;

/** Whether a text begins like PostgreSQL's log of lines. */
export function looksLikePostgresLog(head: string): boolean {
  return head.split('\n').some((line) => {
    const found = heading.exec(line);
    return found?.[2] !== undefined && moment.test(found[1]!);
  });
}

/**
 * Reads PostgreSQL's log of lines, whatever `log_line_prefix` its server has: time, user, database, program and process are found in it where it has them (`%m [%p] %u@%d`, `user=%u,db=%d,app=%a`, that of managed
 * servers). Lines behind the first one of a message begin with a tab.
 */
export function readPostgresLog(offsetOf: (local: number) => number, take: TakeRow): LogReader {
  const read = postgresEntries();
  let held: { line: number; prefix: string; message: string[]; detail: string[] } | null = null;
  let into: string[] | null = null;

  const finish = () => {
    if (held === null) return;
    const { line, prefix, message, detail } = held;
    held = null;
    into = null;
    const time = logTime((moment.exec(prefix)?.[0] ?? '').replace(',', '.'), offsetOf);
    if (time === null)
      return take(
        line,
        { kind: 'damaged', problem: 'there is no time in it: put %m into log_line_prefix' },
        false,
      );
    take(
      line,
      read({ ...entryOf(prefix), time, message: message.join('\n'), detail: detail.join('\n') }),
      false,
    );
  };

  return {
    push: (line, text) => {
      const found = /^\t/.test(text) ? null : heading.exec(text);
      if (found?.[2] !== undefined) {
        finish();
        held = { line, prefix: found[1]!, message: [found[4]!], detail: [] };
        into = held.message;
      } else if (found !== null && held !== null) {
        into = found[3] === 'DETAIL' ? held.detail : [];
        into.push(found[4]!);
      } else if (into !== null) into.push(text.replace(/^\t/, ''));
      else if (text.trim() !== '')
        take(line, { kind: 'damaged', problem: 'it belongs to no message: its beginning is missing' }, false);
    },
    end: finish,
  };
}

function entryOf(
  prefix: string,
): Pick<PostgresEntry, 'user' | 'application' | 'database' | 'session' | 'number'> {
  const user =
    /\b(?:user|usr|u)=([^\s,;@\]]+)/i.exec(prefix)?.[1] ??
    /([^\s@:,[\]()=|]+)@[^\s@:,[\]()=|]+/.exec(prefix)?.[1] ??
    null;
  const database =
    /\b(?:database|dbname|db|d)=([^\s,;@\]]+)/i.exec(prefix)?.[1] ??
    /[^\s@:,[\]()=|]+@([^\s@:,[\]()=|]+)/.exec(prefix)?.[1] ??
    null;
  const application = /\bapp(?:lication)?(?:_?name)?=([^,\]|]+)/i.exec(prefix)?.[1]?.trim() ?? null;
  const session =
    /\b[0-9a-f]{8}\.[0-9a-f]{1,8}\b/.exec(prefix)?.[0] ??
    /\[(\d+)(?:-\d+)?\]|\bpid=(\d+)/i.exec(prefix)?.slice(1).find(Boolean);
  const known = (text: string | null) =>
    text === null || text === '[unknown]' || text === 'unknown' ? null : text;
  // A number of its own would be `%l`, which cannot be told from others: moment, user and text say which run it is.
  return {
    user: known(user),
    application: known(application),
    database: known(database),
    session: session ?? '',
    number: null,
  };
}
