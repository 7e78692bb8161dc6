import type { LogReader, TakeRow } from './log-reader.ts';
import { logTime } from './log-time.ts';
import { loggedNamespace } from './logged-namespace.ts';

const commands =
  'Sleep|Quit|Init DB|Query|Field List|Create DB|Drop DB|Refresh|Shutdown|Statistics|Processlist|Connect Out|Connect|Kill|Debug|Ping|Time|Delayed insert|Change user|Binlog Dump GTID|Binlog Dump|Table Dump|Register Slave|Register Replica|Prepare|Execute|Long Data|Close stmt|Reset stmt|Set option|Fetch|Daemon|Reset Connection|Error';
/** `2026-01-05T10:00:00.123456Z	    8 Query	select 1`; older servers and MariaDB write `260105 10:00:00`, and nothing where the second is that of the line before. */
const heading = new RegExp(
  `^(?:(\\d{4}-\\d\\d-\\d\\dT\\S+)\\s+|(\\d{6}\\s+\\d?\\d:\\d\\d:\\d\\d)\\t\\s*|\\t\\t\\s*)(\\d+) (${commands})(?:\\t([\\s\\S]*))?$`,
);

/** Whether a text begins like MySQL's general log. */
export function looksLikeMysqlGeneral(head: string): boolean {
  return /^Time\s+Id\s+Command\s+Argument\s*$/m.test(head)
    ? !/^# (?:User@Host|Query_time): /m.test(head)
    : head.split('\n').some((line) => heading.test(line));
}

/** `260105  9:00:00`, as older servers write it, in ISO's order. */
export function shortTime(text: string): string {
  const found = /^(\d\d)(\d\d)(\d\d)\s+(\d?\d):(\d\d:\d\d(?:\.\d+)?)$/.exec(text.trim());
  return found === null
    ? text
    : `20${found[1]}-${found[2]}-${found[3]} ${found[4]!.padStart(2, '0')}:${found[5]}`;
}

/** The database of `use db`, as it stands in logs; null: it is another statement. */
export function usedDatabase(sql: string): string | null {
  return /^use\s+(`[^`]+`|[^`;\s]+)\s*;?\s*$/i.exec(sql)?.[1] ?? null;
}

/** Reads MySQL's and MariaDB's general log. Users and databases are known by the lines of their connecting and changing; a statement that was prepared counts when it is executed. */
export function readMysqlGeneral(offsetOf: (local: number) => number, take: TakeRow): LogReader {
  const users = new Map<string, string | null>();
  const databases = new Map<string, string>();
  let time: number | null = null;
  let held: { line: number; thread: string; text: string[] } | null = null;
  /** Lines of the server's start are in no entry, and entries that count for nothing may have more lines. */
  let quiet = true;

  const finish = () => {
    if (held === null) return;
    const { line, thread, text } = held;
    held = null;
    const sql = text.join('\n').trim();
    if (time === null) return take(line, { kind: 'damaged', problem: 'there is no time before it' }, false);
    if (sql === '') return take(line, { kind: 'other' }, false);
    const user = users.get(thread) ?? null;
    const used = usedDatabase(sql);
    if (used !== null) databases.set(thread, used);
    take(
      line,
      {
        kind: 'query',
        query: {
          time,
          user,
          application: null,
          dialect: 'mysql',
          namespace: loggedNamespace(null, databases.get(thread)),
          sql,
          calls: 1,
          durationMs: null,
          id: null,
          reads: null,
        },
      },
      false,
    );
  };

  return {
    push: (line, text) => {
      const found = heading.exec(text);
      if (found === null) {
        if (/, Version: .*started with:$/.test(text)) {
          finish();
          quiet = true;
        } else if (held !== null) held.text.push(text);
        else if (!quiet && text.trim() !== '')
          take(line, { kind: 'damaged', problem: 'it belongs to no entry: its beginning is missing' }, false);
        else if (/^Time\s+Id\s+Command/.test(text)) quiet = true;
        return;
      }
      finish();
      const [, iso, short, thread, command, argument] = found;
      const written = iso ?? (short === undefined ? null : shortTime(short));
      if (written !== null) time = logTime(written, offsetOf);
      if (command === 'Query' || command === 'Execute') {
        held = { line, thread: thread!, text: [argument ?? ''] };
        return;
      }
      quiet = true;
      if (command === 'Connect' || command === 'Change user') {
        users.set(thread!, /^([^@]*)@/.exec(argument ?? '')?.[1]?.trim() || null);
        databases.set(thread!, / on (\S*)(?: using |$)/.exec(argument ?? '')?.[1] ?? '');
      } else if (command === 'Init DB') databases.set(thread!, argument ?? '');
      else if (command === 'Quit') {
        users.delete(thread!);
        databases.delete(thread!);
      }
      take(line, { kind: 'other' }, false);
    },
    end: finish,
  };
}
