import { logTime } from './log-time.ts';
import type { LoggedRow } from './row-reader.ts';

/** Columns of PostgreSQL's CSV log, from 0: version 9.0 wrote the first 23 of them, later ones more. */
const at = { time: 0, user: 1, session: 5, sessionLine: 6, severity: 11, message: 13, application: 22 };

const statement =
  /^(?:duration: ([\d.]+) ms\s+)?(?:(statement)|(execute|parse|bind) (?:<unnamed>|[^:]*)|(fastpath function call)): ([\s\S]*)$/;

/** A record of PostgreSQL's CSV log. Of the steps of a prepared statement only its execution counts. */
export function readPostgresRecord(
  fields: readonly string[],
  offsetOf: (local: number) => number,
): LoggedRow {
  if (fields.length < 23)
    return {
      kind: 'damaged',
      problem: `it has ${fields.length} columns, where PostgreSQL writes 23 or more`,
    };
  const time = logTime(fields[at.time], offsetOf);
  if (time === null) return { kind: 'damaged', problem: `\`${fields[at.time]!.slice(0, 40)}\` is no time` };
  const found = fields[at.severity] === 'LOG' ? statement.exec(fields[at.message]!) : null;
  if (found === null || (found[2] === undefined && found[3] !== 'execute')) return { kind: 'other' };
  const sql = found[5]!.trim();
  if (sql === '') return { kind: 'other' };
  return {
    kind: 'query',
    query: {
      time,
      user: fields[at.user] || null,
      application: fields[at.application] || null,
      dialect: 'postgres',
      sql,
      calls: 1,
      durationMs: found[1] === undefined ? null : Number(found[1]),
      id: fields[at.session] ? `${fields[at.session]}/${fields[at.sessionLine]}` : null,
    },
  };
}
