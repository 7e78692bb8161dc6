import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import { resolvePath } from '../actions/index.ts';
import type { Checkpoint } from '../log/log-listing.ts';
import { logFolder } from '../log/log-names.ts';
import { type DuckDBType, parseDuckDBType, quoteName, quoteText } from '../types/index.ts';
import { type Columns, fileColumns, structType, tombstoneColumns } from './file-columns.ts';
import { literalGlob } from './literal-glob.ts';
import type { SmallAction } from './load-commits.ts';
import type { ReadPorts } from './table-state.ts';

/** A checkpoint as queries over its files: nothing is loaded but what a query asks for. */
export interface CheckpointSource {
  readonly small: readonly SmallAction[];
  readonly filesSql: string;
  readonly tombstonesSql: string | null;
}

/** A set of files of one form, with the fields of each action's struct; an action that the files do not have is missing. */
interface Part {
  readonly from: string;
  readonly structs: ReadonlyMap<string, ReadonlySet<string>>;
  /** SQL for `add.stats_parsed` as the log would have it, JSON text; null where there is no such column. */
  readonly parsedSql: string | null;
}

export async function openCheckpoint(
  ports: ReadPorts,
  table: string,
  checkpoint: Checkpoint,
): Promise<CheckpointSource> {
  const paths = checkpoint.files.map((file) => `${logFolder(table)}/${file.name}`);
  const { session } = ports;
  await ports.files.fetchForEngine(
    checkpoint.files.map(({ size, tag }, index) => ({
      path: paths[index]!,
      size,
      ...(tag === undefined ? {} : { tag }),
    })),
  );
  const top =
    checkpoint.form === 'v2-json'
      ? jsonPart(ports.files.enginePath(paths[0]!))
      : await parquetPart(ports, paths, paths[0]!);
  const small = await smallActions(session, top, checkpoint.version, paths[0]!);
  const sidecars = await sidecarPaths(session, table, top);
  await ports.files.fetchForEngine(sidecars.map((path) => ({ path })));
  const parts = sidecars.length === 0 ? [top] : [top, await parquetPart(ports, sidecars, sidecars[0]!)];
  const files = parts.flatMap((part) => actionSql(part, 'add', fileColumns));
  const tombstones = parts.flatMap((part) => actionSql(part, 'remove', tombstoneColumns));
  if (files.length === 0) throw malformed(paths[0]!, 'it has neither a column add nor sidecars');
  return {
    small,
    filesSql: files.join(' UNION ALL '),
    tombstonesSql: tombstones.length === 0 ? null : tombstones.join(' UNION ALL '),
  };
}

/** The fields that identify an action: a struct of a Parquet file may come back as one of nulls where there is none. */
const identity: Readonly<Record<string, string>> = {
  protocol: 'minReaderVersion',
  metaData: 'id',
  txn: 'appId',
  domainMetadata: 'domain',
};

async function parquetPart(
  { files, session }: ReadPorts,
  paths: readonly string[],
  place: string,
): Promise<Part> {
  const names = paths.map((path) => quoteText(literalGlob(files.enginePath(path))));
  const from = `read_parquet([${names.join(', ')}], union_by_name = true)`;
  let columns: readonly Record<string, unknown>[];
  try {
    columns = await session.rows(`DESCRIBE SELECT * FROM ${from}`);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw malformed(place, error.failure.message.split('\n')[0]!, error);
  }
  const structs = new Map<string, ReadonlySet<string>>();
  let parsedSql: string | null = null;
  for (const column of columns) {
    const type = parseDuckDBType(String(column.column_type));
    if (type?.kind === 'struct') {
      structs.set(String(column.column_name), new Set(type.fields.map((field) => field.name)));
      const parsed = type.fields.find(({ name }) => name === 'stats_parsed');
      if (column.column_name === 'add' && parsed !== undefined) {
        parsedSql = `CASE WHEN add.stats_parsed IS NULL THEN NULL ELSE CAST(to_json(${statisticSql('add.stats_parsed', parsed.type)}) AS VARCHAR) END`;
      }
    }
  }
  return { from, structs, parsedSql };
}

const jsonColumns = {
  protocol: 'JSON',
  metaData: 'JSON',
  txn: 'JSON',
  domainMetadata: 'JSON',
  add: structType(fileColumns),
  remove: structType(tombstoneColumns),
  sidecar: structType({ path: 'VARCHAR', sizeInBytes: 'BIGINT', modificationTime: 'BIGINT' }),
} as const;

function jsonPart(path: string): Part {
  const columns = Object.entries(jsonColumns).map(([name, type]) => `${name}: ${quoteText(type)}`);
  return {
    from: `read_json([${quoteText(literalGlob(path))}], format = 'newline_delimited', columns = {${columns.join(', ')}}, maximum_object_size = 67108864)`,
    structs: new Map([
      ...Object.keys(identity).map((name) => [name, new Set<string>()] as const),
      ['add', new Set(Object.keys(fileColumns))],
      ['remove', new Set(Object.keys(tombstoneColumns))],
      ['sidecar', new Set(['path'])],
    ]),
    parsedSql: null,
  };
}

async function smallActions(
  session: Session,
  part: Part,
  version: number,
  place: string,
): Promise<SmallAction[]> {
  const queries = Object.entries(identity)
    .filter(([name]) => part.structs.has(name))
    .map(([name, field]) => {
      const present =
        part.structs.get(name)!.size === 0
          ? `${quoteName(name)} IS NOT NULL`
          : `${quoteName(name)}.${quoteName(field)} IS NOT NULL`;
      return `SELECT '${name}' AS name, CAST(to_json(${quoteName(name)}) AS VARCHAR) AS json FROM ${part.from} WHERE ${present}`;
    });
  if (queries.length === 0) return [];
  try {
    const rows = await session.rows(queries.join(' UNION ALL '));
    return rows.map((row) => ({ version, name: row.name as SmallAction['name'], json: String(row.json) }));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw malformed(place, error.failure.message.split('\n')[0]!, error);
  }
}

/** Sidecars lie in `_delta_log/_sidecars`, unless their path is a URI of its own. */
async function sidecarPaths(session: Session, table: string, top: Part): Promise<string[]> {
  if (!top.structs.has('sidecar')) return [];
  const rows = await session.rows(
    `SELECT sidecar.path AS path FROM ${top.from} WHERE sidecar.path IS NOT NULL`,
  );
  return rows.map((row) => {
    const path = String(row.path);
    return path.includes('/') ? resolvePath(table, path) : resolvePath(`${logFolder(table)}/_sidecars`, path);
  });
}

function actionSql(part: Part, action: 'add' | 'remove', columns: Columns): string[] {
  const present = part.structs.get(action);
  if (present === undefined) return [];
  return [
    `SELECT ${project(action, present, columns, part.parsedSql)} FROM ${part.from} WHERE ${action}.path IS NOT NULL`,
  ];
}

/** A statistic in the form that it has in JSON: timestamps with their T, and in UTC with their Z. */
function statisticSql(value: string, type: DuckDBType): string {
  if (type.kind === 'struct') {
    const parts = type.fields.map((field) => {
      const name = quoteName(field.name);
      return `${name} := ${statisticSql(`${value}.${name}`, field.type)}`;
    });
    return `CASE WHEN ${value} IS NULL THEN NULL ELSE struct_pack(${parts.join(', ')}) END`;
  }
  if (type.kind !== 'scalar') return value;
  if (type.name === 'TIMESTAMP') return `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%f')`;
  if (type.name !== 'TIMESTAMP WITH TIME ZONE') return value;
  return `strftime(${value} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')`;
}

function project(
  action: string,
  present: ReadonlySet<string>,
  columns: Columns,
  parsedSql: string | null,
): string {
  return Object.entries(columns)
    .map(([name, type]) => {
      const field = `${action}.${quoteName(name)}`;
      if (name === 'stats' && parsedSql !== null && present.has('stats_parsed')) {
        return `${present.has('stats') ? `coalesce(${field}, ${parsedSql})` : parsedSql} AS stats`;
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
