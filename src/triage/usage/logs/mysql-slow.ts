import type { LogReader, TakeRow } from './log-reader.ts';
import { logTime } from './log-time.ts';
import { loggedNamespace } from './logged-namespace.ts';
import { shortTime, usedDatabase } from './mysql-general.ts';

/** Whether a text begins like MySQL's slow query log. */
export function looksLikeMysqlSlow(head: string): boolean {
  return /^# User@Host: /m.test(head) && /^# Query_time: /m.test(head);
}

interface Entry {
  readonly line: number;
  time: number | null;
  user: string | null;
  durationMs: number | null;
  database: string | null;
  readonly text: string[];
}

/** Reads the slow query log of MySQL and MariaDB. */
export function readMysqlSlow(offsetOf: (local: number) => number, take: TakeRow): LogReader {
  let time: number | null = null;
  /** Of the entries before: a `use` stands only where the database is another than that of the entry before. */
  let used: string | null = null;
  let held: Entry | null = null;

  const finish = () => {
    if (held === null) return;
    const { line, text, user, durationMs, database } = held;
    const begun = held.time;
    held = null;
    const lines = [...text];
    let set: number | null = null;
    // Of what the server adds to each entry the time is worth knowing.
    while (lines.length > 0) {
      const first = lines[0]!;
      const found = /^SET timestamp=(\d+(?:\.\d+)?);\s*$/i.exec(first);
      if (found !== null) set = logTime(Number(found[1]), offsetOf);
      else if (usedDatabase(first) !== null) used = usedDatabase(first);
      else if (!/^(?:SET (?:last_insert_id|insert_id)=.*;\s*|\s*)$/i.test(first)) break;
      lines.shift();
    }
    const sql = lines.join('\n').trim().replace(/;$/, '');
    const at = set ?? begun;
    if (sql === '' || /^# administrator command: /.test(sql)) return take(line, { kind: 'other' }, false);
    if (at === null) return take(line, { kind: 'damaged', problem: 'there is no time in it' }, false);
    take(
      line,
      {
        kind: 'query',
        query: {
          time: at,
          user,
          application: null,
          dialect: 'mysql',
          namespace: loggedNamespace(null, database ?? used),
          sql,
          calls: 1,
          durationMs,
          id: null,
          reads: null,
        },
      },
      false,
    );
  };
  const begin = (line: number): Entry => {
    if (held === null || held.text.length > 0) {
      finish();
      held = { line, time, user: null, durationMs: null, database: null, text: [] };
    }
    return held;
  };

  return {
    push: (line, text) => {
      const when = /^# Time: (.*)$/.exec(text);
      const who = /^# User@Host: ([^[]*)\[/.exec(text);
      const took = /^# Query_time: ([\d.]+)/.exec(text);
      if (when !== null) {
        finish();
        time = logTime(shortTime(when[1]!), offsetOf);
        begin(line).time = time;
      } else if (who !== null) begin(line).user = who[1]!.trim() || null;
      else if (took !== null) begin(line).durationMs = Number(took[1]) * 1000;
      else if (/, Version: .*started with:$/.test(text)) finish();
      else if (held === null) {
        if (!/^(?:Tcp port: |Time\s+Id\s+Command|\s*$)/.test(text))
          take(line, { kind: 'damaged', problem: 'it belongs to no entry: its beginning is missing' }, false);
      } else if (held.text.length > 0 || !/^# (?!administrator command: )/.test(text)) held.text.push(text);
      // MariaDB and Percona Server name it before the statement.
      const schema = /^# .*\b(?:Schema|Db): ([^\s:]+)(?:\s|$)/.exec(text);
      if (schema !== null && held !== null && held.text.length === 0) held.database = schema[1]!;
    },
    end: finish,
  };
}
