import { logTime } from './log-time.ts';
import { postgresEntries } from './postgres-messages.ts';
import type { LoggedRow } from './row-reader.ts';

/** Reads objects of PostgreSQL's JSON log (`log_destination = jsonlog`, from version 15 on), in their order. */
export function postgresObjects(
  offsetOf: (local: number) => number,
): (object: Readonly<Record<string, unknown>>) => LoggedRow {
  const read = postgresEntries();
  return (object) => {
    const text = (name: string) => (typeof object[name] === 'string' ? object[name] : '');
    const time = logTime(object.timestamp, offsetOf);
    if (time === null)
      return { kind: 'damaged', problem: `\`${text('timestamp').slice(0, 40)}\` is no time` };
    return read({
      time,
      user: text('user') || null,
      application: text('application_name') || null,
      database: text('dbname') || null,
      session: text('session_id'),
      number: typeof object.line_num === 'number' ? String(object.line_num) : null,
      message: text('message'),
      detail: text('detail'),
    });
  };
}
