import { appendUsage, type KnownImport, knownImports, noUsage, usageQuery } from '../../execute/index.ts';
import type { Session, SqlValue } from '../../ports/index.ts';
import { isSnapshot, type Robots, type Understanding } from '../../triage/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';
import { collectLog, type DamagedLine } from './collect-log.ts';
import { digestLog, type LogDigest } from './digest-log.ts';
import type { OpenedLog } from './open-log.ts';
import { readRecords } from './read-records.ts';
import { recordColumns, states } from './record-batches.ts';
import { insertJson, type UnderstandQueries, understandStatements } from './understand-statements.ts';
import { usageRows } from './usage-rows.ts';

export interface ImportOptions {
  readonly robots: Robots;
  /** What makes somebody a robot, as text. */
  readonly robotRules: string;
  readonly timeZone: string;
  readonly offsetOf: (local: number) => number;
  /** Which server wrote the logs: snapshots of one take each other's place. */
  readonly server: string;
  readonly understand: UnderstandQueries;
  /** For tables of Parquet: a session that gives rows cannot take any at the same time. */
  readonly reader: Session;
  /** Whether a log that was imported before is read anew. */
  readonly anew: boolean;
}

/** What became of a log. */
export interface ImportedLog {
  readonly file: string;
  readonly format: string;
  readonly bytes: number;
  /** Whether its content had been imported before, read the same way: then nothing else is known of it here. */
  readonly again: boolean;
  /** Queries of it that had been imported before: of a log that has grown, or is read otherwise now. They are among `queries`, and count once; null: none was. */
  readonly before: number | null;
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

/**
 * Reads a log, understands its statements, and adds to the lake who read what, in one commit. A log is known by its content: one that was imported before is not imported again, unless it is read otherwise; where it is
 * longer by now, or read otherwise, what it says takes the place of what it said before. Queries that another log has told of (the same id, or the same moment, user and text) count once. Of a log without a query
 * nothing is kept: it was not imported.
 */
export async function importLog(
  host: Host,
  open: OpenProject,
  session: Session,
  log: OpenedLog,
  options: ImportOptions,
): Promise<ImportedLog> {
  const all = (await usageQuery(open.lake, session)) ?? noUsage();
  const known = await knownImports(session, all);
  const digest = await digestLog(
    log.path,
    known.map(({ bytes }) => bytes),
  );
  const reading = readingOf(log, options);
  const earlier = known.filter(
    ({ hash, bytes }) => hash === digest.hash || digest.beginnings.get(bytes) === hash,
  );
  if (!options.anew && earlier.some((each) => each.hash === digest.hash && each.reading === reading))
    return { ...nothing(log, digest), again: true };
  const usage = withoutLogs(all, earlier);

  const written = (await host.files.stat(log.path))?.modified ?? host.clock.now();
  const collected = collectLog({ dialect: log.dialect, robots: options.robots, writtenAt: written });
  await session.execute(
    'DROP TABLE IF EXISTS logged; DROP TABLE IF EXISTS per_statement; DROP TABLE IF EXISTS understood',
  );
  const records = readRecords(log, { ...options, stored: digest.stored }, collected);
  const batches = async function* () {
    for (;;) {
      const next = await records.next();
      yield* collected.batches.take(next.done === true);
      if (next.done === true) return;
    }
  };
  await session.createTable('logged', recordColumns, batches());
  const isCounts = isSnapshot(log.format);
  // A trace that tells of ends tells of each query twice.
  if (collected.counts.finished > 0)
    await session.execute(`DELETE FROM logged WHERE state IN (${states.started}, ${states.startedRobot})`);
  await session.execute(
    `UPDATE logged SET state = state - ${states.started} WHERE state >= ${states.started}`,
  );
  const repeated = isCounts ? 0 : await dropRepeated(session, usage);
  await session.execute(
    `CREATE TEMP TABLE per_statement AS SELECT statement, usr, sum(calls)::BIGINT AS queries, min(time) AS first, max(time) AS last, list_sort(list_distinct([min(line), arg_max(line, time)]))::BIGINT[] AS lines FROM logged WHERE state = ${states.query} GROUP BY statement, usr`,
  );
  const understood = await understandStatements(session, collected.statements, options.understand);
  const [totals] = await session.rows(
    `SELECT (SELECT coalesce(sum(queries), 0)::BIGINT FROM per_statement) AS queries, coalesce(sum(calls) FILTER (state = ${states.robot}), 0)::BIGINT AS robots, strftime(make_timestamp(min(time)::BIGINT * 1000), '%Y-%m-%dT%H:%M:%S.%gZ') AS "from", strftime(make_timestamp(max(time)::BIGINT * 1000), '%Y-%m-%dT%H:%M:%S.%gZ') AS "to" FROM logged`,
  );
  const imported: ImportedLog = {
    ...nothing(log, digest),
    before: earlier.length === 0 ? null : earlier.reduce((sum, { queries }) => sum + queries, 0),
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
  if (imported.queries + imported.robots + imported.repeated === 0) return imported;
  await session.execute('CREATE OR REPLACE TEMP TABLE users (usr INTEGER, user_name VARCHAR)');
  await insertJson(
    session,
    'users',
    'STRUCT(usr INTEGER, user_name VARCHAR)',
    collected.users.map((name, usr) => ({ usr, user_name: name })),
  );
  const added = await appendUsage(open.lake, session, {
    fileHash: digest.hash,
    replaces: earlier.map(({ hash }) => hash),
    select: usageRows(imported, {
      digest,
      reading,
      isSnapshot: isCounts,
      format: log.format,
      server: options.server,
      importedAt: host.clock.now(),
      importedBy: open.lake.actor.user,
      project: open.lake.project.name,
    }),
  });
  return added ? imported : { ...nothing(log, digest), again: true };
}

/** Whatever decides what is read of a log's content; not what is known of the estate, which changes with each scan. */
function readingOf(log: OpenedLog, { server, timeZone, robotRules }: ImportOptions): string {
  return JSON.stringify([log.format, log.fields, log.separator, log.dialect, server, timeZone, robotRules]);
}

function withoutLogs(usage: string, logs: readonly KnownImport[]): string {
  if (logs.length === 0) return usage;
  return `SELECT * FROM (${usage}) WHERE file_hash NOT IN (${logs.map(({ hash }) => `'${hash}'`).join(', ')})`;
}

function nothing(log: OpenedLog, { bytes }: LogDigest): ImportedLog {
  return {
    file: log.name,
    format: log.isParquet ? 'parquet' : log.format,
    bytes,
    again: false,
    before: null,
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

function textOf(value: SqlValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
