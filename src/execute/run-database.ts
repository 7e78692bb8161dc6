import { closeSnapshot, openSnapshot, quoteName, scanFiles, scanQuery } from '../delta/index.ts';
import {
  attemptFolder,
  type Build,
  type Definition,
  type Manifest,
  type ManifestModel,
} from '../environment/index.ts';
import type { Session } from '../ports/index.ts';
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
export function buildQuery(
  lake: Lake,
  build: Pick<Build, 'model' | 'id' | 'attempt' | 'files'>,
  columns: readonly { readonly name: string; readonly type: string }[],
  partitionedBy: readonly string[],
): string {
  const folder = lakePath(lake, attemptFolder(build.model, build.id, build.attempt));
  const files = build.files.map((file) => ({
    path: `${folder}/${file.path}`,
    partitionValues: file.partitionValues,
  }));
  return scanFiles(files, columns, partitionedBy);
}

/** The relations of a database that stand or are being made, by lower-case name: whoever needs one waits for it. */
export type Relations = Map<string, Promise<void>>;

/**
 * Defines a relation of a committed version, and first what it reads where it has no rows of its own. Tables are read at the version that the manifest
 * pins. What `relations` has already is left as it is.
 */
export function defineStanding(
  lake: Lake,
  session: Session,
  manifest: Manifest,
  name: string,
  relations: Relations,
): Promise<void> {
  const key = name.toLowerCase();
  const standing = relations.get(key);
  if (standing !== undefined) return standing;
  const model = manifest.models.get(key);
  const work =
    model === undefined ? Promise.resolve() : makeStanding(lake, session, manifest, model, relations);
  relations.set(key, work);
  return work;
}

async function makeStanding(
  lake: Lake,
  session: Session,
  manifest: Manifest,
  model: ManifestModel,
  relations: Relations,
): Promise<void> {
  if (model.table !== null) {
    const ports = { files: lake.files, session };
    const snapshot = await openSnapshot(ports, lakePath(lake, model.table.path), {
      version: model.table.version,
    });
    await defineRelation(session, model.name, await scanQuery(snapshot));
    await closeSnapshot(snapshot);
    return;
  }
  const definition = await readDefinition(lake, model.definition);
  for (const input of definition.inputs)
    await defineStanding(lake, session, manifest, input.relation, relations);
  await defineRelation(session, model.name, storedSelect(definition));
}

/** A view's query with its columns in the types that a table of it would have. */
function storedSelect(definition: Definition): string {
  const columns = definition.columns.map(
    ({ name, type }) => `CAST(${quoteName(name)} AS ${type}) AS ${quoteName(name)}`,
  );
  return `SELECT ${columns.join(', ')} FROM (\n${definition.sql}\n)`;
}
