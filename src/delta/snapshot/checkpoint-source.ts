import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import type { Checkpoint } from '../log/log-listing.ts';
import { logFolder } from '../log/log-names.ts';
import { parseDuckDBType, quoteName, quoteText } from '../types/index.ts';
import { type Columns, fileColumns, tombstoneColumns } from './file-columns.ts';
import { literalGlob } from './literal-glob.ts';
import type { SmallAction } from './load-commits.ts';

/** A checkpoint as queries over its files: nothing is loaded but what a query asks for. */
export interface CheckpointSource {
  readonly small: readonly SmallAction[];
  readonly filesSql: string;
  readonly tombstonesSql: string | null;
}

/** The columns of an action's struct, by name; null where the checkpoint has no such action. */
type Structs = ReadonlyMap<string, ReadonlySet<string>>;

export async function openCheckpoint(
  session: Session,
  table: string,
  checkpoint: Checkpoint,
): Promise<CheckpointSource> {
  const paths = checkpoint.files.map((file) => `${logFolder(table)}/${file.name}`);
  const top = `read_parquet([${paths.map((path) => quoteText(literalGlob(path))).join(', ')}], union_by_name = true)`;
  const structs = await structsOf(session, top, paths[0]!);
  const small = await smallActions(session, top, structs, checkpoint.version);
  const added = structs.get('add');
  if (added === undefined) throw malformed(paths[0]!, 'it has no column add');
  const removed = structs.get('remove');
  return {
    small,
    filesSql: `SELECT ${project('add', added, fileColumns)} FROM ${top} WHERE add.path IS NOT NULL`,
    tombstonesSql:
      removed === undefined
        ? null
        : `SELECT ${project('remove', removed, tombstoneColumns)} FROM ${top} WHERE remove.path IS NOT NULL`,
  };
}

async function structsOf(session: Session, from: string, path: string): Promise<Structs> {
  let columns: readonly Record<string, unknown>[];
  try {
    columns = await session.rows(`DESCRIBE SELECT * FROM ${from}`);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw malformed(path, error.failure.message.split('\n')[0]!, error);
  }
  const structs = new Map<string, ReadonlySet<string>>();
  for (const column of columns) {
    const type = parseDuckDBType(String(column.column_type));
    if (type?.kind === 'struct') {
      structs.set(String(column.column_name), new Set(type.fields.map((field) => field.name)));
    }
  }
  return structs;
}

async function smallActions(
  session: Session,
  from: string,
  structs: Structs,
  version: number,
): Promise<SmallAction[]> {
  const names = (['protocol', 'metaData', 'txn', 'domainMetadata'] as const).filter((name) =>
    structs.has(name),
  );
  if (names.length === 0) return [];
  // A struct of a Parquet file may come back as one of nulls where the action is not there: its first required field tells.
  const required = { protocol: 'minReaderVersion', metaData: 'id', txn: 'appId', domainMetadata: 'domain' };
  const rows = await session.rows(
    names
      .map(
        (name) =>
          `SELECT '${name}' AS name, CAST(to_json(${quoteName(name)}) AS VARCHAR) AS json FROM ${from} WHERE ${quoteName(name)}.${quoteName(required[name])} IS NOT NULL`,
      )
      .join(' UNION ALL '),
  );
  return rows.map((row) => ({ version, name: row.name as SmallAction['name'], json: String(row.json) }));
}

function project(action: string, present: ReadonlySet<string>, columns: Columns): string {
  return Object.entries(columns)
    .map(([name, type]) => {
      const field = `${action}.${quoteName(name)}`;
      if (name === 'stats' && present.has('stats_parsed')) {
        const parsed = `CASE WHEN ${action}.stats_parsed IS NULL THEN NULL ELSE CAST(to_json(${action}.stats_parsed) AS VARCHAR) END`;
        return `${present.has('stats') ? `coalesce(${field}, ${parsed})` : parsed} AS stats`;
      }
      if (!present.has(name)) return `CAST(NULL AS ${type}) AS ${quoteName(name)}`;
      // A deletion vector struct of nulls stands for none.
      return name === 'deletionVector'
        ? `CASE WHEN ${field}."storageType" IS NULL THEN NULL ELSE CAST(${field} AS ${type}) END AS "deletionVector"`
        : `CAST(${field} AS ${type}) AS ${quoteName(name)}`;
    })
    .join(', ');
}

function malformed(file: string, reason: string, cause?: unknown): DiagnosticError {
  return new DiagnosticError(diagnose('delta-log-malformed', { file, reason }), 1, cause);
}
