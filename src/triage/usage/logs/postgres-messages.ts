import { splitFields } from './csv-records.ts';
import { loggedNamespace } from './logged-namespace.ts';
import type { LoggedRow } from './row-reader.ts';

/** An entry of PostgreSQL's log, whatever form it is written in. */
export interface PostgresEntry {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly user: string | null;
  readonly application: string | null;
  readonly database: string | null;
  /** What tells one session from another; empty: the log does not say. */
  readonly session: string;
  /** The entry's number within its session; null: the log does not say. */
  readonly number: string | null;
  readonly message: string;
  readonly detail: string;
}

const statement =
  /^(?:duration: ([\d.]+) ms\s+)?(?:(statement)|(execute|parse|bind)( fetch from)? (?:<unnamed>|[^:]*)|(fastpath function call)): ([\s\S]*)$/;
/** What auto_explain writes: as text, JSON, XML or YAML. */
const explained = /^duration: ([\d.]+) ms\s+plan:\s*([\s\S]*)$/;
/** A statement behind words that are not English: the server speaks the language of its `lc_messages`. */
const foreign =
  /^(?:\p{L}+\s?: [\d.,]+ \S+\s+)?(?!duration|statement|AUDIT)\p{L}+(?: [^:\s]{1,64})?\s?: (?:select|with|insert|update|delete|merge)\s/iu;

interface Said {
  readonly by: 'statement' | 'plan' | 'audit' | 'fetch';
  readonly sql: string;
  readonly durationMs: number | null;
}

/** Sessions of which it is known what they said last. */
const mostSessions = 2000;

/**
 * Reads entries of PostgreSQL's log, in their order. Of the steps of a prepared statement only its execution counts, with the statement that was prepared. What auto_explain or pgaudit write of a query, and portions
 * that are fetched later, are not counted beside the entry of the statement itself, which stands before or behind it in the session.
 */
export function postgresEntries(): (entry: PostgresEntry) => LoggedRow {
  const last = new Map<string, Said>();
  const schemas = new Map<string, string | null>();
  return ({ time, user, application, database, session, number, message, detail }) => {
    const said = saidIn(message, detail);
    if (said === 'foreign')
      return {
        kind: 'damaged',
        problem: 'the server writes its messages in another language: set `lc_messages` to C',
      };
    if (said === null || said.sql === '') return { kind: 'other' };
    const before = last.get(session);
    if (before === undefined && last.size >= mostSessions) last.clear();
    // Several entries may tell of one run; two of the same kind are two runs, but for pgaudit, which writes one for each relation.
    if (
      before?.sql === said.sql &&
      (before.by !== said.by || said.by === 'audit' || said.by === 'fetch') &&
      !(before.by === 'fetch' && said.by === 'statement')
    )
      return { kind: 'other' };
    last.set(session, said);
    const path = searchPath(said.sql);
    if (path !== undefined && session !== '') {
      if (schemas.size >= mostSessions) schemas.clear();
      schemas.set(session, path);
    }
    return {
      kind: 'query',
      query: {
        time,
        user,
        application,
        dialect: 'postgres',
        namespace: loggedNamespace(database, schemas.get(session) ?? null),
        sql: said.sql,
        calls: 1,
        durationMs: said.durationMs,
        id: session === '' || number === null ? null : `${session}/${number}`,
        reads: null,
      },
    };
  };
}

/** The schema that a statement makes the usual one of its session; null: one of several, or that of before; undefined: it is another statement. */
function searchPath(sql: string): string | null | undefined {
  const set = /^\s*set\s+(?:session\s+)?search_path\s*(?:=|\bto\b)\s*([\s\S]*?)\s*;?\s*$/i.exec(sql);
  if (set === null) return /^\s*(?:re)?set\s+(?:local\s+)?search_path\b/i.test(sql) ? null : undefined;
  return /^(?:\w+|"[^"$]+"|'[^'$,]+')$/.test(set[1]!) ? set[1]!.replaceAll("'", '') : null;
}

function saidIn(message: string, detail: string): Said | 'foreign' | null {
  const found = statement.exec(message);
  if (found !== null) {
    if (found[2] === undefined && found[3] !== 'execute') return null;
    const sql = found[6]!.trim();
    // What PREPARE prepares has not run; EXECUTE runs it, and its detail says what it is.
    if (/^prepare\s/i.test(sql)) return null;
    const prepared = /^execute\s/i.test(sql) ? preparedIn(detail) : null;
    return {
      by: found[4] === undefined ? 'statement' : 'fetch',
      sql: prepared ?? sql,
      durationMs: milliseconds(found[1]),
    };
  }
  if (message.startsWith('AUDIT: ')) {
    const sql = splitFields(message.slice(7), ',')[7] ?? '';
    return /^<(?:not logged|previously logged)>$/.test(sql)
      ? null
      : { by: 'audit', sql: sql.trim(), durationMs: null };
  }
  const plan = explained.exec(message);
  if (plan === null) return foreign.test(message.slice(0, 200)) ? 'foreign' : null;
  const sql = queryOfPlan(plan[2]!);
  return sql === null ? null : { by: 'plan', sql: sql.trim(), durationMs: milliseconds(plan[1]) };
}

/** `prepare: PREPARE open (int) AS SELECT …`: the statement. */
function preparedIn(detail: string): string | null {
  return (
    /\bprepare\s+(?:"(?:[^"]|"")*"|\S+?)\s*(?:\([^)]*\))?\s+as\s+([\s\S]*)$/i.exec(detail)?.[1]?.trim() ??
    null
  );
}

function queryOfPlan(plan: string): string | null {
  if (plan.startsWith('{')) {
    try {
      const text = (JSON.parse(plan) as Record<string, unknown>)['Query Text'];
      return typeof text === 'string' ? text : null;
    } catch {
      return null;
    }
  }
  const xml = /<Query-Text>([\s\S]*?)<\/Query-Text>/.exec(plan)?.[1];
  if (xml !== undefined)
    return xml
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&amp;', '&');
  const yaml = /^Query Text: ("(?:[^"\\]|\\.)*")\s*\n(?:Plan:|Query )/.exec(plan)?.[1];
  if (yaml !== undefined) {
    try {
      return JSON.parse(yaml) as string;
    } catch {
      return null;
    }
  }
  return /^Query Text: ([\s\S]*?)(?:\nQuery Parameters: |\n\S[^\n]*\(cost=|$)/.exec(plan)?.[1] ?? null;
}

function milliseconds(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
