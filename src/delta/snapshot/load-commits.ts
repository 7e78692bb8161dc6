import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import { commitPath, logFolder } from '../log/log-names.ts';
import type { LogSegment } from '../log/log-segment.ts';
import { quoteText } from '../types/index.ts';
import { deletionVectorIdSql, fileColumns, fileKeySql, vectorShape } from './file-columns.ts';
import { literalGlob } from './literal-glob.ts';
import type { ReadPorts } from './table-state.ts';

/** The log actions of the segment's commits that are not about files, as JSON text, in the order of versions. */
export interface SmallAction {
  readonly version: number;
  readonly name: 'protocol' | 'metaData' | 'txn' | 'domainMetadata';
  readonly json: string;
}

export interface LoadedCommits {
  /** A temporary table: the last action of the segment's commits on each file, `add` or `remove`, by `key` and the id of its deletion vector. */
  readonly latest: string | null;
  readonly small: readonly SmallAction[];
}

/** Bytes. A line is seldom longer; one that holds a schema of many thousand columns is read with the other limit. */
const usualLine = 16 * 1024 * 1024;
const longestLine = 512 * 1024 * 1024;

/** What of an add is read at once. A deletion vector is looked at by itself, so that one which is no such thing is not taken for none. */
const addShape = JSON.stringify({ ...fileColumns, deletionVector: 'JSON' });

const addSql = `struct_pack(${Object.entries(fileColumns)
  .map(([name, type]) =>
    name === 'deletionVector'
      ? `"deletionVector" := CAST(CASE WHEN a."deletionVector" IS NULL OR a."deletionVector" = 'null' THEN NULL ELSE json_transform(a."deletionVector", ${quoteText(JSON.stringify(vectorShape))}) END AS ${type})`
      : `"${name}" := a."${name}"`,
  )
  .join(', ')})`;

/** The identity of the deletion vector that a row of the loaded commits (of table `from`) speaks of; the empty string where it speaks of none. */
export function vectorIdSql(from: string): string {
  const removed = (field: string) => `${from}.remove ->> '$.deletionVector.${field}'`;
  return `CASE WHEN ${from}.add IS NOT NULL THEN ${deletionVectorIdSql(`${from}.add."deletionVector"`)} WHEN (${removed('storageType')}) IS NULL THEN '' ELSE concat(${removed('storageType')}, ${removed('pathOrInlineDv')}, '@', ${removed('offset')}) END`;
}

/** Reads the segment's commits into a temporary table named after `prefix`. Rejects with `delta-log-malformed`, naming the file. */
export async function loadCommits(
  { files, session }: ReadPorts,
  table: string,
  segment: LogSegment,
  prefix: string,
): Promise<LoadedCommits> {
  if (segment.commits.length === 0) return { latest: null, small: [] };
  const latest = `${prefix}_latest`;
  const stored = segment.commits.map(({ file }) => ({
    path: `${logFolder(table)}/${file.name}`,
    size: file.size,
    ...(file.tag === undefined ? {} : { tag: file.tag }),
  }));
  await files.fetchForEngine(stored);
  const paths = stored.map(({ path }) => files.enginePath(path));
  // No line is longer than its file. The reader's buffers have twice the size that it is told: by default 32 MB for each of a thousand small commits.
  const limit = segment.commits.reduce((most, { file }) => Math.max(most, file.size + 1), 65_536);
  const compacted = segment.commits.some(({ from, to }) => to > from);
  const columns = ['protocol', 'metaData', 'txn', 'domainMetadata', 'add', 'remove'];
  const read = (
    line: number,
  ) => `read_json([${paths.map((path) => quoteText(literalGlob(path))).join(', ')}], format = 'newline_delimited',
      columns = {${columns.map((name) => `${name}: 'JSON'`).join(', ')}}, filename = true, maximum_object_size = ${line})`;
  // The reader makes structs several times as slowly as `json_transform` does, even of lines that have none.
  // A compacted file stands at its last version. Some writers leave several actions on one file in it, newest first: the first line wins there.
  const create = (line: number) =>
    `CREATE TEMP TABLE ${latest} AS SELECT line, version, protocol, "metaData", txn, "domainMetadata", CASE WHEN a IS NULL THEN NULL ELSE ${addSql} END AS add, remove, a IS NOT NULL AND coalesce(a."deletionVector" <> 'null', false) AS vector,
       ${fileKeySql("CASE WHEN a IS NOT NULL THEN a.path ELSE remove ->> '$.path' END")} AS key
     FROM (SELECT ${compacted ? `CASE WHEN filename LIKE '%.compacted.json' THEN row_number() OVER () ELSE 0 END` : '0'} AS line, CAST(regexp_extract(filename, '(\\d{20})(\\.compacted)?\\.json$', 1) AS BIGINT) AS version, * EXCLUDE (filename, add),
       CASE WHEN add IS NULL OR add = 'null' THEN NULL ELSE json_transform(add, ${quoteText(addShape)}) END AS a FROM ${read(line)})`;
  await run(session, segment, table, create(Math.min(limit, usualLine))).catch((error: unknown) => {
    if (limit <= usualLine || !tooLong(error)) throw error;
    return run(session, segment, table, create(Math.min(limit, longestLine)));
  });
  try {
    const small = await smallActions(session, table, segment, latest);
    if (small.repeated) {
      // An add and a remove of one file in one commit: only a new deletion vector makes that legal, and then the keys differ.
      await session.execute(
        `DELETE FROM ${latest} WHERE rowid IN (SELECT id FROM (
         SELECT rowid AS id, row_number() OVER (PARTITION BY key, ${vectorIdSql('l')} ORDER BY version DESC, line, add IS NOT NULL DESC) AS place FROM ${latest} AS l WHERE key IS NOT NULL) WHERE place > 1)`,
      );
    }
    return { latest, small: small.actions };
  } catch (error) {
    await session.execute(`DROP TABLE IF EXISTS ${latest}`);
    throw error;
  }
}

/**
 * The actions that are not about files; and, in the same query, what the JSON reader lets pass: empty commits, and file actions without what they cannot be without.
 */
async function smallActions(
  session: Session,
  table: string,
  segment: LogSegment,
  raw: string,
): Promise<{ actions: SmallAction[]; repeated: boolean }> {
  const names = ['protocol', 'metaData', 'txn', 'domainMetadata'] as const;
  const rows = await session.rows(
    `SELECT 'present' AS name, version, CAST(0 AS BIGINT) AS line, CAST(NULL AS VARCHAR) AS json FROM ${raw} GROUP BY version
     UNION ALL SELECT 'bad', version, CAST(0 AS BIGINT), CASE WHEN add IS NULL THEN 'a remove action lacks its path' WHEN vector THEN 'the deletion vector of an add action lacks its type, place, size or cardinality' ELSE 'an add action lacks path, size, modificationTime, dataChange or partitionValues' END FROM ${raw}
       WHERE (add IS NOT NULL AND (add.path IS NULL OR add.size IS NULL OR add.size < 0 OR add."partitionValues" IS NULL OR add."modificationTime" IS NULL OR add."dataChange" IS NULL)) OR (remove IS NOT NULL AND (remove ->> '$.path') IS NULL)
         OR (vector AND (add."deletionVector"."storageType" IS NULL OR add."deletionVector"."pathOrInlineDv" IS NULL OR add."deletionVector"."sizeInBytes" IS NULL OR add."deletionVector".cardinality IS NULL))
     UNION ALL SELECT 'repeated', CAST(0 AS BIGINT), CAST(0 AS BIGINT), CAST(count(*) <> count(DISTINCT hash(key)) AS VARCHAR) FROM ${raw} WHERE key IS NOT NULL
     ${names.map((name) => `UNION ALL SELECT '${name}', version, line, CAST("${name}" AS VARCHAR) FROM ${raw} WHERE "${name}" IS NOT NULL`).join(' ')}
     ORDER BY version, line DESC`,
  );
  const present = new Set(rows.filter((row) => row.name === 'present').map((row) => Number(row.version)));
  const empty = segment.commits.find((commit) => !present.has(commit.to));
  if (empty !== undefined) throw malformed(`${logFolder(table)}/${empty.file.name}`, 'it holds no actions');
  const bad = rows.find((row) => row.name === 'bad');
  if (bad !== undefined) throw malformed(commitPath(table, Number(bad.version)), String(bad.json));
  const actions = rows
    .filter((row) => row.name !== 'present' && row.name !== 'repeated')
    .map((row) => ({
      version: Number(row.version),
      name: row.name as SmallAction['name'],
      json: String(row.json),
    }));
  return { actions, repeated: rows.some((row) => row.name === 'repeated' && row.json === 'true') };
}

/** The engine's words for a line beyond its limit, in whichever error carries them. */
function tooLong(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return /maximum_object_size/.test(`${error} ${cause}`);
}

async function run(session: Session, segment: LogSegment, table: string, sql: string): Promise<void> {
  try {
    await session.execute(sql);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const message = error.failure.message;
    const found = /file "([^"]*)"/.exec(message)?.[1];
    const own = segment.commits.find(({ file }) => found?.endsWith(`/${file.name}`))?.file.name;
    const file = own === undefined ? found : `${logFolder(table)}/${own}`;
    if (file === undefined && !/JSON|UTF-?8|unicode/i.test(message)) throw error;
    const line = /in line (\d+)/.exec(message)?.[1];
    throw new DiagnosticError(
      diagnose('delta-log-malformed', {
        file: file ?? logFolder(table),
        ...(line === undefined ? {} : { line: Number(line) }),
        reason: message.split('\n')[0]!.replace(/^.*?in line \d+: |^.*?, at byte /, ''),
      }),
      1,
      error,
    );
  }
}

function malformed(file: string, reason: string): DiagnosticError {
  return new DiagnosticError(diagnose('delta-log-malformed', { file, reason }));
}
