import { createHash } from 'node:crypto';
import {
  type Dialect,
  type LoggedRead,
  type LoggedRow,
  type Namespace,
  normaliseSql,
  type Robots,
  wrappedStatement,
} from '../../triage/index.ts';

import { type BatchBuilder, batchBuilder, states } from './record-batches.ts';

/** A line of a log that could not be read, or not wholly. */
export interface DamagedLine {
  readonly line: number;
  readonly problem: string;
}

/** A statement that stands in a log, in whatever form. */
export interface CollectedStatement {
  /** Without its values. */
  readonly text: string;
  /** As it stands where it was first met, with values unless it is very long: for reading it, kept nowhere. */
  readonly example: string;
  readonly dialect: Dialect;
  /** Where its names are looked for first; null: the log does not say. */
  readonly namespace: Namespace | null;
  /** What the server says that it reads; null: nothing. */
  readonly told: readonly LoggedRead[] | null;
}

/** What is gathered while a log is read: dictionaries, counts, and rows of numbers. */
export interface Collected {
  readonly batches: BatchBuilder;
  readonly statements: CollectedStatement[];
  readonly users: (string | null)[];
  readonly damaged: { count: number; first: DamagedLine[] };
  readonly counts: { other: number; finished: number };
  readonly take: (line: number, row: LoggedRow, started: boolean) => void;
  readonly damage: (line: number, problem: string) => void;
}

/** Damaged lines that are named; the others are counted. */
const namedLines = 100;
/** In a text without values, what tells of statements within which others stand as text: without its values one of them would be any of them. */
const holdsStatements =
  /\bexec(?:ute)?\b|\bdo\s+(?:language\s+\w+\s+)?'|\bopen(?:query|rowset)\s*\(|\bdblink\w*\s*\(|\bexternal_query\s*\(|\b\w+_query\s*\(|\bprepare\b/i;
/** Of a statement of more letters, as one that inserts a million values, the text without values is read: it reads the same. */
const longStatement = 100_000;
/** Texts that are known by heart: logs repeat themselves. */
const remembered = 20_000;

export function collectLog(options: {
  readonly dialect: Dialect;
  readonly robots: Robots;
  /** Of a log that does not tell times: when it was written, in milliseconds since 1970. */
  readonly writtenAt: number;
}): Collected {
  const batches = batchBuilder();
  const statements: CollectedStatement[] = [];
  const users: (string | null)[] = [];
  const statementIds = new Map<string, number>();
  const userIds = new Map<string | null, { readonly id: number; readonly robot: boolean }>();
  const applications = new Map<string | null, boolean>();
  const damaged: Collected['damaged'] = { count: 0, first: [] };
  const counts = { other: 0, finished: 0 };
  const byText = new Map<string, { readonly id: number; readonly robot: boolean }>();
  let remembers = true;
  let asked = 0;
  let hits = 0;

  const damage = (line: number, problem: string) => {
    damaged.count++;
    if (damaged.first.length < namedLines) damaged.first.push({ line, problem });
  };
  const userOf = (name: string | null) => {
    let known = userIds.get(name);
    if (known === undefined) {
      known = { id: users.length, robot: options.robots.isRobotUser(name) };
      users.push(name);
      userIds.set(name, known);
    }
    return known;
  };
  const isRobotApplication = (name: string | null) => {
    let known = applications.get(name);
    if (known === undefined) {
      known = options.robots.isRobotApplication(name);
      applications.set(name, known);
    }
    return known;
  };
  const statementOf = (
    sql: string,
    dialect: Dialect,
    namespace: Namespace | null,
    told: readonly LoggedRead[] | null,
  ) => {
    const said = `${placeText(namespace)}${told === null ? '' : JSON.stringify(told)}`;
    const key = `${dialect} ${said} ${sql}`;
    let known = remembers ? byText.get(key) : undefined;
    asked++;
    if (known !== undefined) {
      hits++;
      return known;
    }
    // Where every query has values of its own, remembering costs more than it spares.
    if (asked === remembered && hits < asked / 4) {
      remembers = false;
      byText.clear();
    }
    const text = sql === '' ? textOfReads(told ?? []) : normaliseSql(sql, dialect);
    let normal = `${dialect} ${said} ${text}`;
    let id = statementIds.get(normal);
    // Looked at only where the text is new: those that hold others are known by all that they say.
    if (id === undefined) {
      const holds = text.includes("'?'") && holdsStatements.test(text);
      if (holds) {
        normal += ` ${createHash('sha256').update(sql).digest('hex')}`;
        id = statementIds.get(normal);
      }
      if (id === undefined) {
        id = statements.length;
        statements.push({
          text,
          example: sql.length > longStatement && !holds ? text : sql,
          dialect,
          namespace,
          told,
        });
        statementIds.set(normal, id);
      }
    }
    known = { id, robot: options.robots.isRobotText(sql) };
    if (remembers) {
      if (byText.size >= remembered) byText.clear();
      byText.set(key, known);
    }
    return known;
  };

  return {
    batches,
    statements,
    users,
    damaged,
    counts,
    damage,
    take: (line, row, started) => {
      switch (row.kind) {
        case 'other':
          counts.other++;
          return;
        case 'damaged':
          damage(line, row.problem);
          return;
        case 'query': {
          const { query } = row;
          if (row.problem !== undefined) damage(line, row.problem);
          const dialect = query.dialect ?? options.dialect;
          const sql = (dialect === 'tsql' ? wrappedStatement(query.sql) : null) ?? query.sql;
          const statement = statementOf(sql, dialect, query.namespace, query.reads);
          const user = userOf(query.user);
          const robot = statement.robot || user.robot || isRobotApplication(query.application);
          if (!started) counts.finished++;
          batches.add({
            line,
            time: query.time ?? options.writtenAt,
            statement: statement.id,
            user: user.id,
            calls: query.calls,
            id: hash53(
              query.id ??
                `${query.time}\0${query.user}\0${query.application}\0${placeText(query.namespace)}${query.sql}`,
            ),
            state: started
              ? robot
                ? states.startedRobot
                : states.started
              : robot
                ? states.robot
                : states.query,
          });
        }
      }
    },
  };
}

/** What tells statements of one text apart, by where they ran; empty: that is not known. */
export function placeText(namespace: Namespace | null): string {
  return namespace === null ? '' : `${namespace.database ?? ''}.${namespace.schema ?? ''} `;
}

/** Stands for a query of which the log tells what it read alone. */
function textOfReads(reads: readonly LoggedRead[]): string {
  return `-- read ${reads.map(({ relation, columns }) => `${relation}${columns === null ? '' : ` (${columns.join(', ')})`}`).join(', ')}`;
}

/** A hash of 53 bits, as cyrb53 makes it: among ten million queries two share one about once in two hundred logs, and then one query is counted less. */
function hash53(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
