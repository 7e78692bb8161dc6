import { splitFields } from './csv-records.ts';
import { logTime } from './log-time.ts';
import type { LoggedRow } from './row-reader.ts';

/** Columns of PostgreSQL's CSV log, from 0: version 9.0 wrote the first 23 of them, later ones more. */
const at = { time: 0, user: 1, session: 5, sessionLine: 6, severity: 11, message: 13, application: 22 };

const statement =
  /^(?:duration: ([\d.]+) ms\s+)?(?:(statement)|(execute|parse|bind) (?:<unnamed>|[^:]*)|(fastpath function call)): ([\s\S]*)$/;
/** What auto_explain writes, as text or as JSON. */
const explained =
  /^duration: ([\d.]+) ms\s+plan:\s*(?:Query Text: ([\s\S]*?)(?:\n\S[^\n]*\(cost=|$)|(\{[\s\S]*))/;

interface Said {
  readonly by: 'statement' | 'plan' | 'audit';
  readonly sql: string;
  readonly durationMs: number | null;
}

/** Sessions of which it is known what they said last. */
const mostSessions = 2000;

/**
 * Reads records of PostgreSQL's CSV log, in their order. Of the steps of a prepared statement only its execution counts. What auto_explain or pgaudit write of a query is not counted beside the record of the
 * statement itself, which stands before or behind it in the session.
 */
export function postgresRecords(
  offsetOf: (local: number) => number,
): (fields: readonly string[]) => LoggedRow {
  const last = new Map<string, Said>();
  return (fields) => {
    if (fields.length < 23)
      return {
        kind: 'damaged',
        problem: `it has ${fields.length} columns, where PostgreSQL writes 23 or more`,
      };
    const time = logTime(fields[at.time], offsetOf);
    if (time === null) return { kind: 'damaged', problem: `\`${fields[at.time]!.slice(0, 40)}\` is no time` };
    const said = fields[at.severity] === 'LOG' ? saidIn(fields[at.message]!) : null;
    if (said === null || said.sql === '') return { kind: 'other' };
    const session = fields[at.session]!;
    const before = last.get(session);
    if (before === undefined && last.size >= mostSessions) last.clear();
    // Three records may tell of one run; two of the same kind are two runs, but for pgaudit, which writes one for each relation.
    if (before?.sql === said.sql && (before.by !== said.by || said.by === 'audit')) return { kind: 'other' };
    last.set(session, said);
    return {
      kind: 'query',
      query: {
        time,
        user: fields[at.user] || null,
        application: fields[at.application] || null,
        dialect: 'postgres',
        sql: said.sql,
        calls: 1,
        durationMs: said.durationMs,
        id: session ? `${session}/${fields[at.sessionLine]}` : null,
      },
    };
  };
}

function saidIn(message: string): Said | null {
  const found = statement.exec(message);
  if (found !== null) {
    if (found[2] === undefined && found[3] !== 'execute') return null;
    return { by: 'statement', sql: found[5]!.trim(), durationMs: milliseconds(found[1]) };
  }
  if (message.startsWith('AUDIT: ')) {
    const sql = splitFields(message.slice(7), ',')[7] ?? '';
    return /^<(?:not logged|previously logged)>$/.test(sql)
      ? null
      : { by: 'audit', sql: sql.trim(), durationMs: null };
  }
  const plan = explained.exec(message);
  if (plan === null) return null;
  const sql = plan[2] ?? queryOfPlan(plan[3]!);
  return sql === null ? null : { by: 'plan', sql: sql.trim(), durationMs: milliseconds(plan[1]) };
}

function queryOfPlan(json: string): string | null {
  try {
    const text = (JSON.parse(json) as Record<string, unknown>)['Query Text'];
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}

function milliseconds(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
