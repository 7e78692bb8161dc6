import {
  closeSnapshot,
  listScanFiles,
  liveRowsSql,
  openSnapshot,
  quoteName,
  type Snapshot,
  scanFiles,
  scanQuery,
  toDuckDBType,
} from '../delta/index.ts';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import {
  attemptFolder,
  type Build,
  type Definition,
  keepsRows,
  type Manifest,
  type ManifestModel,
} from '../environment/index.ts';
import type { Session } from '../ports/index.ts';
import { asHanded, type Handed } from './handed-columns.ts';
import { asColumns } from './kinds/base-table.ts';
import { timeColumnOf } from './kinds/interval-sql.ts';
import { rowsByTime } from './kinds/rows-by-time.ts';
import { type Lake, lakePath } from './lake.ts';
import { readDefinition } from './read-environment.ts';

/** `silver.billing` → `"silver"."billing"`; only the first dot parts. */
export function quoteRelation(name: string): string {
  const dot = name.indexOf('.');
  return `${quoteName(name.slice(0, dot))}.${quoteName(name.slice(dot + 1))}`;
}

/** Makes `name` a view of `select`, under the name that models write. Views are seen by all sessions of the database. */
export async function defineRelation(session: Session, name: string, select: string): Promise<void> {
  const schema = quoteName(name.slice(0, name.indexOf('.')));
  await session.execute(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await session.execute(`CREATE OR REPLACE VIEW ${quoteRelation(name)} AS\n${select}`);
}

/** The rows of a build, before any table has them. */
export async function buildQuery(
  lake: Lake,
  build: Pick<Build, 'model' | 'id' | 'attempt' | 'files'>,
  columns: readonly { readonly name: string; readonly type: string }[],
  partitionedBy: readonly string[],
): Promise<string> {
  const folder = lakePath(lake, attemptFolder(build.model, build.id, build.attempt));
  await lake.files.fetchForEngine(build.files.map(({ path, size }) => ({ path: `${folder}/${path}`, size })));
  const files = build.files.map((file) => ({
    path: lake.files.enginePath(`${folder}/${file.path}`),
    partitionValues: file.partitionValues,
  }));
  return scanFiles(files, columns, partitionedBy);
}

/** What a database has or is about to have, by lower-case name: whoever needs it waits for it. */
export interface Relations {
  /** What readers of a model get where that is not all that it has. */
  readonly handed: Handed;
  readonly relations: Map<string, Promise<void>>;
  readonly macros: Map<string, { readonly text: string; readonly done: Promise<void> }>;
  /** Makes a source's relation known, so that a view over it can be defined. */
  readonly declareSource: (relation: string) => Promise<void>;
}

export function noRelations(
  declareSource: Relations['declareSource'] = async () => {},
  handed: Handed = new Map(),
): Relations {
  return { handed, relations: new Map(), macros: new Map(), declareSource };
}

/**
 * Creates the SQL macros that a definition's statement calls, those that they call first. What their bodies read must stand already. Rejects where the database has a macro of that
 * name with another body: a view that stands keeps the macros that it was defined with.
 */
export async function defineMacros(
  session: Session,
  definition: Pick<Definition, 'name' | 'macros'>,
  known: Relations,
): Promise<void> {
  for (const macro of definition.macros) {
    if (!macro.file.endsWith('.sql')) continue;
    const key = macro.name.toLowerCase();
    const standing = known.macros.get(key);
    if (standing === undefined) {
      const done = session.execute(macro.text);
      known.macros.set(key, { text: macro.text, done });
      await done;
    } else if (standing.text === macro.text) await standing.done;
    else
      throw new DiagnosticError(
        diagnose('macro-of-two-versions', { macro: macro.name, model: definition.name }),
      );
  }
}

/**
 * Defines a relation of a committed version, and first what it reads where it has no rows of its own. Tables are read at the version that the manifest
 * pins. What `known` has already is left as it is.
 */
export function defineStanding(
  lake: Lake,
  session: Session,
  manifest: Manifest,
  name: string,
  known: Relations,
): Promise<void> {
  const key = name.toLowerCase();
  const standing = known.relations.get(key);
  if (standing !== undefined) return standing;
  const model = manifest.models.get(key);
  const work = model === undefined ? Promise.resolve() : makeStanding(lake, session, manifest, model, known);
  known.relations.set(key, work);
  return work;
}

async function makeStanding(
  lake: Lake,
  session: Session,
  manifest: Manifest,
  model: ManifestModel,
  known: Relations,
): Promise<void> {
  if (model.table !== null) {
    const ports = { files: lake.files, session };
    const snapshot = await openSnapshot(ports, lakePath(lake, model.table.path), {
      version: model.table.version,
    });
    const opened = [...snapshot.temporaryTables];
    const actual = snapshot.schema.fields.map(({ name, type }) => ({ name, type: toDuckDBType(type) }));
    const rows = await rowsOf(lake, snapshot, model);
    await defineRelation(session, model.name, asHanded(known.handed, model.name, actual, rows));
    // The view goes on reading which rows deletion vectors take away.
    await closeSnapshot({ ...snapshot, temporaryTables: opened });
    return;
  }
  const definition = await readDefinition(lake, model.definition);
  for (const input of definition.inputs)
    if (input.kind === 'source') await known.declareSource(input.relation);
    else await defineStanding(lake, session, manifest, input.relation, known);
  await defineMacros(session, definition, known);
  await defineRelation(session, model.name, storedSelect(definition));
}

/** A table that keeps rows of earlier runs may have columns that its definition has no more, and lack new ones until it is next written. */
export async function rowsOf(lake: Lake, snapshot: Snapshot, model: ManifestModel): Promise<string> {
  if (!keepsRows(model.kind)) return scanQuery(snapshot);
  const definition = await readDefinition(lake, model.definition);
  const columns = asColumns(snapshot.schema.fields, definition.columns).join(', ');
  const files = await listScanFiles(snapshot);
  return rowsByTime(
    snapshot,
    files,
    timeColumnOf(definition),
    async (some) => `SELECT ${columns} FROM (${await liveRowsSql(snapshot, some)})`,
  );
}

/** A view's query with its columns in the types that a table of it would have. */
export function storedSelect(definition: Definition): string {
  const columns = definition.columns.map(
    ({ name, type }) => `CAST(${quoteName(name)} AS ${type}) AS ${quoteName(name)}`,
  );
  return `SELECT ${columns.join(', ')} FROM (\n${definition.sql}\n)`;
}
