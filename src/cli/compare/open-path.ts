import { type CsvSettings, proposeTypes, type SideReference } from '../../compare/index.ts';
import { closeSnapshot, openSnapshot, quoteName, quoteText, scanQuery } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { FileInfo, Files } from '../../ports/index.ts';
import { tablePlace } from '../commands/delta-place.ts';
import { millisecondsOf } from '../commands/delta-time.ts';
import { loadCsv } from './load-csv.ts';
import { describe, noFacts, nothing, type OpenedSide, type Opening, type SideName } from './open-side.ts';
import { personalColumnsOfTable } from './personal-columns-of-table.ts';

type PathReference = Extract<SideReference, { kind: 'path' }>;

/** What stands at a path: `format` decided, the path absolute. */
export interface FoundPath {
  readonly format: 'csv' | 'parquet' | 'delta';
  readonly path: string;
  readonly asOf: string | null;
  readonly files: readonly string[];
  /** What it lies in: the disk, or an object store. */
  readonly place: Files;
}

/** Looks what a path is. Rejects with `compare-file-unknown`. */
export async function findPath({ host, project }: Opening, reference: PathReference): Promise<FoundPath> {
  const { table: path, files: place } = await tablePlace(
    { host, options: { project: project?.folder ?? null } },
    reference.path,
  );
  const refuse = (problem: string) =>
    new DiagnosticError(diagnose('compare-file-unknown', { path: reference.path, problem }));
  const delta: FoundPath = { format: 'delta', path, asOf: reference.asOf, files: [], place };
  if (place !== host.files) {
    const hasLog = (await place.list(`${path}/_delta_log`)).length > 0;
    if (hasLog && (reference.format === null || reference.format === 'delta')) return delta;
    throw refuse(
      hasLog
        ? 'of what lies in an object store only Delta tables are compared'
        : 'there is no Delta table; of what lies in an object store only these are compared',
    );
  }
  const info = await place.stat(path);
  if (info === null) throw refuse('there is no such file, folder, model or relation');
  if (!info.isFolder) {
    if (reference.format === 'delta') throw refuse('a Delta table is a folder');
    const format = reference.format ?? (/\.parquet$/i.test(path) ? 'parquet' : 'csv');
    return { format, path, asOf: null, files: [path], place };
  }
  const hasLog = (await place.stat(`${path}/_delta_log`)) !== null;
  if (reference.format === 'delta' || (reference.format === null && hasLog)) return delta;
  if (reference.format === 'csv') throw refuse('a CSV side is a file');
  const files = (await place.listAll(path))
    .filter(
      (file) => /\.parquet$/i.test(file.name) && !file.name.split('/').some((part) => /^[._]/.test(part)),
    )
    .map((file) => `${path}/${file.name}`);
  if (files.length === 0) throw refuse('the folder holds no Delta log and no Parquet files');
  return { format: 'parquet', path, asOf: null, files, place };
}

/** Opens a file or folder. `hints`: the types of the columns that a CSV's will be compared with, by the CSV's names in lower case. */
export async function openPath(
  opening: Opening,
  found: FoundPath,
  settings: CsvSettings,
  hints: ReadonlyMap<string, string>,
  side: SideName,
): Promise<OpenedSide> {
  if (found.format === 'delta') return openDelta(opening, found);
  const { session, host } = opening;
  const before = await factsOf(opening, found.files);
  const verify = async () => {
    const after = await factsOf(opening, found.files);
    for (const [path, facts] of before)
      if (factText(after.get(path) ?? null) !== factText(facts))
        throw new DiagnosticError(diagnose('compare-file-changed', { path }));
  };
  const facts = { ...noFacts, files: [...before.values()].filter((each) => each !== null) };
  const plain = { version: null, facts, grain: null, verify, close: nothing };
  if (found.format === 'parquet') {
    const relation = parquetRelation(found);
    return {
      ...plain,
      kind: 'parquet',
      relation,
      columns: await describe(session, relation),
      csv: null,
      diagnostics: [],
    };
  }
  const table = `lode_compare_csv_${side}`;
  await host.files.createFolder(opening.scratch);
  const { encoding, dialect } = await loadCsv(session, found.path, settings, table, opening.scratch);
  const run = { execute: (sql: string) => session.execute(sql), query: (sql: string) => session.query(sql) };
  const typed = await proposeTypes(run, quoteName(table), dialect.columns, settings, hints, side);
  // Read once: a comparison passes over its sides several times.
  const values = quoteName(`lode_compare_values_${side}`);
  await session.execute(
    `CREATE OR REPLACE TEMP TABLE ${values} AS SELECT ${typed.select} FROM ${quoteName(table)}`,
  );
  await session.execute(`DROP TABLE ${quoteName(table)}`);
  return {
    ...plain,
    kind: 'csv',
    relation: values,
    columns: typed.columns.map((column) => ({ ...column, personal: false })),
    csv: {
      encoding,
      separator: dialect.separator,
      quote: dialect.quote,
      header: dialect.header,
      columns: [...typed.reading],
    },
    diagnostics: typed.diagnostics,
  };
}

/** Folders such as `day=2026-03-01` below the given one are columns, where all files lie in such of the same names; those above it are none. */
function parquetRelation({ path, files }: FoundPath): string {
  const keysIn = (folders: string) =>
    folders.split('/').flatMap((part) => /^([^=]+)=/.exec(part)?.slice(1) ?? []);
  const below = files.map((file) => keysIn(file.slice(path.length, file.lastIndexOf('/') + 1)).join('/'));
  const hive = below[0] !== undefined && below[0] !== '' && below.every((keys) => keys === below[0]);
  const relation = `read_parquet([${files.map(quoteText).join(', ')}], hive_partitioning = ${hive}, union_by_name = ${files.length > 1})`;
  const above = hive ? keysIn(path).filter((key) => !below[0]!.split('/').includes(key)) : [];
  return above.length === 0
    ? relation
    : `(SELECT * EXCLUDE (${[...new Set(above)].map(quoteName).join(', ')}) FROM ${relation})`;
}

async function openDelta(
  { session, project }: Opening,
  { path, asOf, place }: FoundPath,
): Promise<OpenedSide> {
  const at =
    asOf === null ? {} : /^\d+$/.test(asOf) ? { version: Number(asOf) } : { timestamp: millisecondsOf(asOf) };
  const snapshot = await openSnapshot({ files: place, session }, path, at);
  const relation = `(${await scanQuery(snapshot)})`;
  return {
    kind: 'delta',
    version: snapshot.version,
    facts: { ...noFacts, tableVersion: snapshot.version },
    relation,
    columns: await describe(
      session,
      relation,
      project === null ? new Set() : await personalColumnsOfTable(project, path),
    ),
    grain: null,
    csv: null,
    diagnostics: [],
    verify: nothing,
    close: () => closeSnapshot(snapshot),
  };
}

/** Size and time of change of files, by path; `name` is the path. */
async function factsOf({ host }: Opening, paths: readonly string[]): Promise<Map<string, FileInfo | null>> {
  const facts = new Map<string, FileInfo | null>();
  for (const path of paths) {
    const info = await host.files.stat(path);
    facts.set(path, info === null ? null : { ...info, name: path });
  }
  return facts;
}

function factText(info: FileInfo | null): string {
  return info === null ? 'gone' : `${info.size} ${info.modified}`;
}
