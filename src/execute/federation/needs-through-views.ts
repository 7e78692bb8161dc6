import type { CompiledSourceRead } from '../../compile/index.ts';
import { quoteName } from '../../delta/index.ts';
import type { Definition } from '../../environment/index.ts';
import { type Database, EngineError, type Session } from '../../ports/index.ts';
import type { ContractRelation } from '../../project/index.ts';
import { defineMacros, noRelations, quoteRelation, type Relations, storedSelect } from '../run-database.ts';
import { type ScanNeed, scanNeeds } from './scan-needs.ts';

/** What a query needs of a source's relation that it reaches through views. */
export interface SourceNeed extends CompiledSourceRead {
  /** At most so many rows are used; null: not known. */
  readonly limit: number | null;
}

/** A query over models: what has to be read of sources so that it gives what it would over the whole of them. */
export interface ThroughViews {
  /** The definition of a model as the query is to see it, by lower-case name; undefined: no model. */
  readonly definitionOf: (name: string) => Promise<Definition | undefined>;
  readonly relations: readonly ContractRelation[];
  readonly stubs: () => Promise<Stubs>;
}

/** Empty tables under the names of models and sources, for plans alone. What was defined for one query serves the next. */
export interface Stubs {
  readonly session: Session;
  readonly known: Relations;
  readonly close: () => Promise<void>;
}

/** `planning`: a fresh database whose optimizer concludes nothing from empty tables. */
export async function openStubs(planning: () => Promise<Database>): Promise<Stubs> {
  const database = await planning();
  const session = await database.connect();
  return {
    session,
    known: noRelations(),
    async close() {
      session.close();
      await database.close();
    },
  };
}

/** The definitions of the views that queries over `roots` read, and of those that these read, without a table between. */
export async function viewsBehind(
  roots: readonly string[],
  definitionOf: ThroughViews['definitionOf'],
): Promise<readonly Definition[]> {
  const found = new Map<string, Definition | undefined>();
  const visit = async (name: string): Promise<void> => {
    const key = name.toLowerCase();
    if (found.has(key)) return;
    const definition = await definitionOf(key);
    const isRead = definition !== undefined && isView(definition);
    found.set(key, isRead ? definition : undefined);
    if (isRead) for (const input of definition.inputs) await visit(input.relation);
  };
  for (const root of roots) await visit(root);
  return [...found.values()].flatMap((definition) => definition ?? []);
}

/** The source relations that a definition reads itself, in lower case. */
export function sourcesOf({ inputs }: Definition): readonly string[] {
  return inputs.flatMap(({ kind, relation }) => (kind === 'source' ? [relation.toLowerCase()] : []));
}

export function isView({ kind }: Pick<Definition, 'kind'>): boolean {
  return kind === 'view' || kind === 'embedded';
}

/**
 * What `sql`, which reads the models `roots`, needs of the sources behind views. The engine's own optimizer says it: it plans the query over empty tables, and its filters and columns are read off the scans.
 * Where it gives no plan the whole of each relation is needed.
 */
export async function needsThroughViews(
  sql: string,
  roots: readonly string[],
  through: ThroughViews,
): Promise<readonly SourceNeed[]> {
  const reached = new Set((await viewsBehind(roots, through.definitionOf)).flatMap(sourcesOf));
  if (reached.size === 0) return [];
  const relations = through.relations.filter(({ name }) => reached.has(name.toLowerCase()));
  const scans = await plannedScans(await through.stubs(), sql, roots, through);
  return relations.flatMap((relation) => needOf(relation, scans) ?? []);
}

async function plannedScans(
  { session, known }: Stubs,
  sql: string,
  roots: readonly string[],
  through: ThroughViews,
): Promise<readonly ScanNeed[] | null> {
  try {
    for (const root of roots) await defineStub(session, root, through, known);
    const [row] = await session.rows(
      'SELECT json_serialize_plan(CAST(? AS VARCHAR), optimize := true) AS plan',
      [sql],
    );
    const plan = String(row!.plan);
    return plan.startsWith('{"error":true') ? null : scanNeeds(plan);
  } catch (error) {
    // What is wrong with the query is said where it is run.
    if (error instanceof EngineError) return null;
    throw error;
  }
}

/** Defines what `name` stands for as an empty table, or as the view that it is over such tables. */
async function defineStub(
  session: Session,
  name: string,
  through: ThroughViews,
  known: Relations,
): Promise<void> {
  const key = name.toLowerCase();
  if (known.relations.has(key)) return;
  known.relations.set(key, Promise.resolve());
  const definition = await through.definitionOf(key);
  const contract = through.relations.find((each) => each.name.toLowerCase() === key);
  const named = definition?.name ?? contract?.name ?? name;
  await session.execute(`CREATE SCHEMA IF NOT EXISTS ${quoteName(named.slice(0, named.indexOf('.')))}`);
  if (definition !== undefined && isView(definition)) {
    for (const input of definition.inputs) await defineStub(session, input.relation, through, known);
    await defineMacros(session, definition, known);
    await session.execute(`CREATE VIEW ${quoteRelation(named)} AS\n${storedSelect(definition)}`);
    return;
  }
  const columns = definition?.columns ?? contract?.columns ?? [];
  const items = columns.map((column) => `${quoteName(column.name)} ${column.type}`);
  await session.execute(`CREATE TABLE ${quoteRelation(named)} (${items.join(', ')})`);
}

/** One read that serves all scans of a relation; null where none is left. `scans` null: nothing is known of them. */
function needOf(relation: ContractRelation, scans: readonly ScanNeed[] | null): SourceNeed | null {
  const whole = { relation: relation.name, columns: null, filters: [], limit: null };
  if (scans === null) return whole;
  const own = scans.filter(
    ({ schema, table }) => `${schema}.${table}`.toLowerCase() === relation.name.toLowerCase(),
  );
  const [first] = own;
  if (first === undefined) return null;
  const wanted = new Set(
    own.flatMap((scan) => [...scan.columns, ...scan.filters.map(({ column }) => column)]),
  );
  const columns = relation.columns.filter(({ name }) => wanted.has(name)).map(({ name }) => name);
  // Rows are counted by a column, if by nothing else.
  const some = columns.length > 0 ? columns : relation.columns.slice(0, 1).map(({ name }) => name);
  const shared = first.filters.filter((filter) =>
    own.every((scan) => scan.filters.some((each) => JSON.stringify(each) === JSON.stringify(filter))),
  );
  return {
    ...whole,
    columns: some,
    filters: shared,
    limit: own.length === 1 ? first.limit : null,
  };
}
