import { createHash } from 'node:crypto';
import { appendUsage, noUsage, usageQuery } from '../../execute/index.ts';
import type { Session, SqlValue } from '../../ports/index.ts';
import {
  createLogReader,
  type Dialect,
  type Robots,
  readTableRow,
  type Understanding,
  understandings,
} from '../../triage/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';
import { type Collected, collectLog, type DamagedLine } from './collect-log.ts';
import { type LineProblem, type ReadBytes, readLines } from './log-lines.ts';
import type { OpenedLog } from './open-log.ts';
import { recordColumns, states } from './record-batches.ts';

/** What a query reads. */
export interface QueryReads {
  readonly understanding: Understanding;
  /** `columns` in lower case; null: which is not known; empty: rows alone. */
  readonly reads: readonly { readonly relation: string; readonly columns: readonly string[] | null }[];
}

/** Understands distinct statements, each once. */
export type UnderstandQueries = (
  statements: readonly { readonly sql: string; readonly dialect: Dialect }[],
) => Promise<readonly QueryReads[]>;

export interface ImportOptions {
  readonly robots: Robots;
  readonly offsetOf: (local: number) => number;
  /** Which server wrote the logs: snapshots of one take each other's place. */
  readonly server: string;
  readonly understand: UnderstandQueries;
  /** For tables of Parquet: a session that gives rows cannot take any at the same time. */
  readonly reader: Session;
}

/** What became of a log. */
export interface ImportedLog {
  readonly file: string;
  readonly format: string;
  readonly bytes: number;
  /** Whether the very same file had been imported before: then nothing else is known of it here. */
  readonly again: boolean;
  readonly queries: number;
  readonly robots: number;
  /** Queries that another log had told of. */
  readonly repeated: number;
  readonly otherLines: number;
  readonly damagedLines: number;
  /** The first hundred. */
  readonly damaged: readonly DamagedLine[];
  readonly statements: number;
  readonly understood: Readonly<Record<Understanding, number>>;
  /** ISO; null: no query. */
  readonly from: string | null;
  readonly to: string | null;
}

const problems: Readonly<Record<LineProblem, string>> = {
  nul: 'there are NUL bytes in it',
  'too-long': 'it is longer than 16 MB',
  encoding: 'it is not UTF-8, and was read as Windows-1252',
  broken: 'the packed file breaks off here',
};

/**
 * Reads a log, understands its statements, and adds to the lake who read what: one commit, made once for a file's content. Queries that another log has told of (the same id, or the same moment, user and text)
 * count once.
 */
export async function importLog(
  host: Host,
  open: OpenProject,
  session: Session,
  log: OpenedLog,
  options: ImportOptions,
): Promise<ImportedLog> {
  const usage = (await usageQuery(open.lake, session)) ?? noUsage();
  const file = await digest(log.path);
  const before = await session.rows(
    `SELECT 1 AS yes FROM (${usage}) WHERE entry = 'file' AND file_hash = '${file.hash}' LIMIT 1`,
  );
  if (before.length > 0) return { ...nothing(log, file), again: true };
  const written = (await host.files.stat(log.path))?.modified ?? host.clock.now();
  const collected = collectLog({ dialect: log.dialect, robots: options.robots, writtenAt: written });
  await session.execute(
    'DROP TABLE IF EXISTS logged; DROP TABLE IF EXISTS fresh; DROP TABLE IF EXISTS per_statement; DROP TABLE IF EXISTS understood',
  );
  const rows = log.isParquet ? tableRows(log, options, collected) : lineRows(log, options, collected);
  const reading = async function* () {
    for (;;) {
      const next = await rows.next();
      yield* collected.batches.take(next.done === true);
      if (next.done === true) return;
    }
  };
  await session.createTable('logged', recordColumns, reading());
  const isSnapshot = log.format === 'pg-stat-statements';
  // A trace that tells of ends tells of each query twice.
  if (collected.counts.finished > 0)
    await session.execute(`DELETE FROM logged WHERE state IN (${states.started}, ${states.startedRobot})`);
  await session.execute(
    `UPDATE logged SET state = state - ${states.started} WHERE state >= ${states.started}`,
  );
  const repeated = isSnapshot ? 0 : await dropRepeated(session, usage);
  await session.execute(
    `CREATE TEMP TABLE per_statement AS SELECT statement, usr, sum(calls)::BIGINT AS queries, min(time) AS first, max(time) AS last, list_sort(list_distinct([min(line), arg_max(line, time)]))::BIGINT[] AS lines FROM logged WHERE state = ${states.query} GROUP BY statement, usr`,
  );
  const understood = await understandAll(session, collected, options.understand);
  const [totals] = await session.rows(
    `SELECT (SELECT coalesce(sum(queries), 0)::BIGINT FROM per_statement) AS queries, coalesce(sum(calls) FILTER (state = ${states.robot}), 0)::BIGINT AS robots, strftime(make_timestamp(min(time)::BIGINT * 1000), '%Y-%m-%dT%H:%M:%S.%gZ') AS "from", strftime(make_timestamp(max(time)::BIGINT * 1000), '%Y-%m-%dT%H:%M:%S.%gZ') AS "to" FROM logged`,
  );
  const imported: ImportedLog = {
    ...nothing(log, file),
    again: false,
    queries: Number(totals!.queries),
    robots: Number(totals!.robots),
    repeated,
    otherLines: collected.counts.other,
    damagedLines: collected.damaged.count,
    damaged: collected.damaged.first,
    statements: understood.statements,
    understood: understood.queries,
    from: textOf(totals!.from),
    to: textOf(totals!.to),
  };
  await session.execute('CREATE OR REPLACE TEMP TABLE users (usr INTEGER, user_name VARCHAR)');
  await insertJson(
    session,
    'users',
    'STRUCT(usr INTEGER, user_name VARCHAR)',
    collected.users.map((name, usr) => ({ usr, user_name: name })),
  );
  const added = await appendUsage(
    open.lake,
    session,
    file.hash,
    rowsOf(host, open, log, file, imported, options, isSnapshot),
  );
  return added ? imported : { ...nothing(log, file), again: true };
}

function nothing(log: OpenedLog, { bytes }: ReadBytes): ImportedLog {
  return {
    file: log.name,
    format: log.isParquet ? 'parquet' : log.format,
    bytes,
    again: false,
    queries: 0,
    robots: 0,
    repeated: 0,
    otherLines: 0,
    damagedLines: 0,
    damaged: [],
    statements: 0,
    understood: { bound: 0, parsed: 0, scanned: 0, opaque: 0 },
    from: null,
    to: null,
  };
}

/** What a file is known by. It is read twice: a log that was imported before is told from a new one at once. */
async function digest(path: string): Promise<ReadBytes> {
  const reading = readLines(path, null);
  for (;;) {
    const next = await reading.next();
    if (next.done === true) return next.value;
  }
}

async function* lineRows(
  log: OpenedLog,
  { offsetOf }: ImportOptions,
  collected: Collected,
): AsyncGenerator<void> {
  const format = log.format === 'parquet' ? 'jsonl' : log.format;
  const reader = createLogReader({ ...log, format, offsetOf }, collected.take);
  const reading = readLines(log.path, (line, text, problem) => {
    if (problem !== null) collected.damage(line, problems[problem]);
    if (problem !== 'too-long' && problem !== 'broken') reader.push(line, text);
  });
  for (;;) {
    const next = await reading.next();
    if (next.done !== true) {
      yield;
      continue;
    }
    reader.end();
    return;
  }
}

async function* tableRows(
  log: OpenedLog,
  { offsetOf, reader }: ImportOptions,
  collected: Collected,
): AsyncGenerator<void> {
  let line = 0;
  for await (const { columns, rows } of reader.stream(
    `SELECT * FROM read_parquet('${log.path.replaceAll("'", "''")}')`,
  ))
    for (const row of rows) {
      const object = Object.fromEntries(
        columns.map(({ name, type }, index) => [name, asLogged(row[index]!, type)]),
      );
      collected.take(++line, readTableRow(log.format, log.fields, object, offsetOf), false);
    }
  yield;
}

/** Times without a zone that the engine prints are of the log's zone; those with one are of UTC. */
function asLogged(value: SqlValue, type: string): unknown {
  return typeof value === 'string' &&
    /^TIMESTAMP WITH TIME ZONE/.test(type) &&
    !/[+-]\d\d/.test(value.slice(11))
    ? `${value}Z`
    : value;
}

/** Takes away what other logs have told of, and gives how many queries that were. Only logs of the same days are looked at. */
async function dropRepeated(session: Session, usage: string): Promise<number> {
  const [window] = await session.rows(
    `SELECT (make_timestamp(min(time)::BIGINT * 1000) AT TIME ZONE 'UTC')::VARCHAR AS "from", (make_timestamp(max(time)::BIGINT * 1000) AT TIME ZONE 'UTC')::VARCHAR AS "to" FROM logged`,
  );
  if (window!.from === null) return 0;
  const told = `SELECT unnest(ids) AS id FROM (${usage}) WHERE entry = 'seen' AND window_from <= '${window!.to}'::TIMESTAMPTZ AND window_to >= '${window!.from}'::TIMESTAMPTZ`;
  const [found] = await session.rows(`SELECT count(*) AS count FROM logged WHERE id::BIGINT IN (${told})`);
  const count = Number(found!.count);
  if (count > 0) await session.execute(`DELETE FROM logged WHERE id::BIGINT IN (${told})`);
  return count;
}

async function understandAll(
  session: Session,
  { statements }: Collected,
  understand: UnderstandQueries,
): Promise<{ readonly statements: number; readonly queries: Record<Understanding, number> }> {
  const used = await session.rows(
    'SELECT statement, sum(queries)::BIGINT AS queries FROM per_statement GROUP BY statement ORDER BY statement',
  );
  const asked = used.map((row) => statements[Number(row.statement)]!);
  const reads = await understand(asked.map(({ example, dialect }) => ({ sql: example, dialect })));
  const queries: Record<Understanding, number> = { bound: 0, parsed: 0, scanned: 0, opaque: 0 };
  await session.execute(
    'CREATE TEMP TABLE understood (statement INTEGER, understanding VARCHAR, relation VARCHAR, column_name VARCHAR); CREATE OR REPLACE TEMP TABLE statement_texts (statement INTEGER, statement_id VARCHAR, text VARCHAR, understanding VARCHAR)',
  );
  const found: { statement: number; understanding: string; relation: string; column_name: string | null }[] =
    [];
  const texts: { statement: number; statement_id: string; text: string; understanding: string }[] = [];
  used.forEach((row, index) => {
    const statement = Number(row.statement);
    const { understanding, reads: all } = reads[index]!;
    queries[understanding] += Number(row.queries);
    const { text, dialect } = asked[index]!;
    const id = createHash('sha256').update(`${dialect} ${text}`).digest('hex').slice(0, 16);
    texts.push({ statement, statement_id: id, text, understanding });
    for (const { relation, columns } of all)
      for (const column of [null, ...(columns ?? ['*'])])
        found.push({ statement, understanding, relation, column_name: column });
  });
  await insertJson(
    session,
    'understood',
    'STRUCT(statement INTEGER, understanding VARCHAR, relation VARCHAR, column_name VARCHAR)',
    found,
  );
  await insertJson(
    session,
    'statement_texts',
    'STRUCT(statement INTEGER, statement_id VARCHAR, text VARCHAR, understanding VARCHAR)',
    texts,
  );
  return { statements: used.length, queries };
}

async function insertJson(
  session: Session,
  table: string,
  type: string,
  rows: readonly unknown[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += 10_000)
    await session.execute(
      `INSERT INTO ${table} BY NAME SELECT entry.* FROM (SELECT unnest(CAST(CAST($1 AS JSON) AS ${type}[])) AS entry)`,
      [JSON.stringify(rows.slice(from, from + 10_000))],
    );
}

function textOf(value: SqlValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

const quoted = (text: string | null) => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`);
const moment = (name: string) => `make_timestamp(${name}::BIGINT * 1000) AT TIME ZONE 'UTC'`;

/** The rows of a log for the table of the lake. */
function rowsOf(
  host: Host,
  open: OpenProject,
  log: OpenedLog,
  file: ReadBytes,
  imported: ImportedLog,
  { server }: ImportOptions,
  isSnapshot: boolean,
): string {
  const now = `'${new Date(host.clock.now()).toISOString()}'::TIMESTAMPTZ`;
  const about = `${quoted(log.name)} AS file, '${file.hash}' AS file_hash, ${quoted(server)} AS server, ${isSnapshot} AS is_snapshot`;
  const { understood } = imported;
  const rank = `max(list_position([${understandings.map((each) => `'${each}'`).join(', ')}], understanding))`;
  const worst = `[${understandings.map((each) => `'${each}'`).join(', ')}][${rank}]`;
  const lines = 'list_sort(list_distinct(flatten(list(lines))))[1:5]';
  const times = `${moment('min(first)')} AS first_read, ${moment('max(last)')} AS last_read`;
  return [
    `SELECT 'file' AS entry, ${about}, ${now} AS imported_at, ${quoted(open.lake.actor.user)} AS imported_by, ${quoted(open.lake.project.name)} AS project, ${quoted(log.format)} AS format, ${file.bytes}::BIGINT AS bytes,
      ${quoted(imported.from)}::TIMESTAMPTZ AS window_from, ${quoted(imported.to)}::TIMESTAMPTZ AS window_to, ${imported.queries}::BIGINT AS queries, ${imported.robots}::BIGINT AS robots, ${imported.repeated}::BIGINT AS repeated,
      ${imported.otherLines}::BIGINT AS other_lines, ${imported.damagedLines}::BIGINT AS damaged_lines, ${understood.bound}::BIGINT AS bound, ${understood.parsed}::BIGINT AS parsed, ${understood.scanned}::BIGINT AS scanned, ${understood.opaque}::BIGINT AS opaque,
      [${imported.damaged.map(({ line }) => line).join(', ')}]::BIGINT[] AS lines`,
    `SELECT 'day' AS entry, ${about}, (${moment('time')})::DATE AS day, sum(calls)::BIGINT AS queries FROM logged GROUP BY ALL`,
    `SELECT 'statement' AS entry, ${about}, statement_id, text AS statement, understanding, sum(queries)::BIGINT AS queries, ${times}, ${lines} AS lines FROM per_statement JOIN statement_texts USING (statement) GROUP BY statement_id, text, understanding`,
    `SELECT 'read' AS entry, ${about}, relation, column_name, user_name, ${worst} AS understanding, sum(queries)::BIGINT AS queries, ${times}, ${lines} AS lines FROM per_statement JOIN understood USING (statement) JOIN users USING (usr) GROUP BY relation, column_name, user_name`,
    ...(isSnapshot
      ? []
      : [
          `SELECT 'seen' AS entry, ${about}, ${moment('min(time)')} AS window_from, ${moment('max(time)')} AS window_to, list(id::BIGINT) AS ids FROM (SELECT id, time, row_number() OVER (ORDER BY time) // 100000 AS part FROM logged) GROUP BY part`,
        ]),
  ].join('\nUNION ALL BY NAME\n');
}
