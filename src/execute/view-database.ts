import { closeSnapshot, openSnapshot, quoteName, quoteText } from '../delta/index.ts';
import type { Definition, Manifest, ManifestModel } from '../environment/index.ts';
import type { Session } from '../ports/index.ts';
import { type Lake, lakePath } from './lake.ts';
import { readDefinition } from './read-environment.ts';
import {
  defineMacros,
  defineRelation,
  noRelations,
  quoteRelation,
  rowsOf,
  storedSelect,
} from './run-database.ts';

/** What became of a model: a view over its table's files or over other views, or a copy of a view's rows where bare DuckDB could not compute them. */
export interface DefinedView {
  readonly model: string;
  readonly kind: 'view' | 'copy';
}

/** A model that is not there: some of its columns are personal, or it reads a source as it is at the moment. */
export interface LeftOutView {
  readonly model: string;
  readonly why: 'personal' | 'source';
}

/** Functions that only Lode's own databases have. */
const ownFunctions = /\blode_[a-z0-9_]+\s*\(/i;

/**
 * Makes a relation of each model of a committed version in the session's current catalog, so that DuckDB alone can read them: nothing but Parquet files, and tables of
 * the catalog for the rows that deletion vectors take away. With descriptions as comments.
 */
export async function defineViewDatabase(
  lake: Lake,
  session: Session,
  manifest: Manifest,
  includePersonal: boolean,
): Promise<{ readonly defined: readonly DefinedView[]; readonly leftOut: readonly LeftOutView[] }> {
  const known = noRelations(async () => {});
  const definitions = new Map<string, Definition>();
  for (const [key, model] of manifest.models)
    definitions.set(key, await readDefinition(lake, model.definition));
  const state: State = { lake, session, manifest, definitions, known, includePersonal, states: new Map() };
  const defined: DefinedView[] = [];
  const leftOut: LeftOutView[] = [];
  const copies: string[] = [];
  const hidden: string[] = [];
  for (const [key, model] of [...manifest.models].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const definition = definitions.get(key)!;
    const found = await define(state, key);
    const isHidden = !includePersonal && isPersonal(definition);
    if (isHidden && found !== 'source') hidden.push(model.name);
    else if (found === 'copy') copies.push(model.name);
    // Embedded models are parts of those that read them, and no relations of their own to anybody.
    if (model.kind === 'embedded') continue;
    if (found === 'source' || isHidden)
      leftOut.push({ model: model.name, why: found === 'source' ? 'source' : 'personal' });
    else defined.push({ model: model.name, kind: found });
  }
  for (const name of copies) await copyView(session, name);
  for (const name of hidden) await session.execute(`DROP VIEW ${quoteRelation(name)}`);
  for (const { model } of defined) {
    const isCopy = copies.includes(model);
    await comment(session, definitions.get(model.toLowerCase())!, isCopy ? 'TABLE' : 'VIEW');
  }
  return { defined, leftOut };
}

/** How a model stands: by files or other views, by rows that only this session can compute, or not at all since it reads a source. */
type Standing = 'view' | 'copy' | 'source';

interface State {
  readonly lake: Lake;
  readonly session: Session;
  readonly manifest: Manifest;
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly known: ReturnType<typeof noRelations>;
  readonly includePersonal: boolean;
  readonly states: Map<string, Standing>;
}

async function define(state: State, key: string): Promise<Standing> {
  const before = state.states.get(key);
  if (before !== undefined) return before;
  const model = state.manifest.models.get(key)!;
  const standing =
    model.table === null ? await defineView(state, key) : await defineTable(state, model, model.table);
  state.states.set(key, standing);
  return standing;
}

async function defineTable(
  { lake, session }: State,
  model: ManifestModel,
  table: NonNullable<ManifestModel['table']>,
): Promise<Standing> {
  const snapshot = await openSnapshot({ files: lake.files, session }, lakePath(lake, table.path), {
    version: table.version,
  });
  const opened = [...snapshot.temporaryTables];
  await defineRelation(session, model.name, await rowsOf(lake, snapshot, model));
  // Rows that deletion vectors take away belong to the view from now on; what opening the log needed does not.
  await closeSnapshot({ ...snapshot, temporaryTables: opened });
  return 'view';
}

async function defineView(state: State, key: string): Promise<Standing> {
  const { session, definitions, manifest, known, includePersonal } = state;
  const definition = definitions.get(key)!;
  let standing: Standing = ownFunctions.test(definition.sql) ? 'copy' : 'view';
  for (const input of definition.inputs) {
    if (input.kind === 'source') return 'source';
    const upstream = input.relation.toLowerCase();
    if (!manifest.models.has(upstream)) continue;
    const found = await define(state, upstream);
    if (found === 'source') return 'source';
    if (!includePersonal && isPersonal(definitions.get(upstream)!)) standing = 'copy';
  }
  await defineMacros(session, definition, known);
  await defineRelation(session, definition.name, storedSelect(definition));
  return standing;
}

function isPersonal(definition: Definition): boolean {
  return definition.columns.some((column) => column.pii !== null);
}

/** A table of the view's rows, as they are now, under the view's name. */
async function copyView(session: Session, name: string): Promise<void> {
  const relation = quoteRelation(name);
  const schema = quoteName(name.slice(0, name.indexOf('.')));
  const table = quoteName(name.slice(name.indexOf('.') + 1));
  await session.execute(`CREATE TABLE ${schema}."lode copy" AS FROM ${relation}`);
  await session.execute(`DROP VIEW ${relation}`);
  await session.execute(`ALTER TABLE ${schema}."lode copy" RENAME TO ${table}`);
}

async function comment(session: Session, definition: Definition, kind: 'VIEW' | 'TABLE'): Promise<void> {
  const relation = quoteRelation(definition.name);
  if (definition.description !== null)
    await session.execute(`COMMENT ON ${kind} ${relation} IS ${quoteText(definition.description)}`);
  for (const { name, description } of definition.columns)
    if (description !== null)
      await session.execute(`COMMENT ON COLUMN ${relation}.${quoteName(name)} IS ${quoteText(description)}`);
}
