import { logTime } from './log-time.ts';
import { postgresEntries } from './postgres-messages.ts';
import type { LoggedRow } from './row-reader.ts';

/** Columns of PostgreSQL's CSV log, from 0: version 9.0 wrote the first 23 of them, 13 and 14 added to their end. */
const at = { time: 0, user: 1, database: 2, session: 5, number: 6, message: 13, detail: 14, application: 22 };

/** Reads records of PostgreSQL's CSV log, in their order. */
export function postgresRecords(
  offsetOf: (local: number) => number,
): (fields: readonly string[]) => LoggedRow {
  const read = postgresEntries();
  return (fields) => {
    if (fields.length < 23)
      return {
        kind: 'damaged',
        problem: `it has ${fields.length} columns, where PostgreSQL writes 23 or more`,
      };
    const time = logTime(fields[at.time], offsetOf);
    if (time === null) return { kind: 'damaged', problem: `\`${fields[at.time]!.slice(0, 40)}\` is no time` };
    return read({
      time,
      user: fields[at.user] || null,
      application: fields[at.application] || null,
      database: fields[at.database] || null,
      session: fields[at.session]!,
      number: fields[at.number]!,
      message: fields[at.message]!,
      detail: fields[at.detail]!,
    });
  };
}
