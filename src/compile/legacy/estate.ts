import type { Session } from '../../ports/index.ts';
import {
  type Dialect,
  type Inventory,
  idsInNamespace,
  type KnownTable,
  type LegacyParser,
  type Namespace,
  namedType,
} from '../../triage/index.ts';
import { createSchema, createTable, type StubColumn } from '../bind/stub-statements.ts';

/** A table or a view of an estate, in DuckDB's words. */
export interface EstateRelation {
  /** In lower case, parts joined by dots. */
  readonly id: string;
  /** With DuckDB's types; null: unknown, so nothing that reads it can be bound. */
  readonly columns: readonly StubColumn[] | null;
  /** The relation that it is another name of; its own columns are not looked at. */
  readonly sameAs?: string;
}

/** An estate whose tables stand as empty stubs in a session of the engine: its queries can be bound as often as is needed. */
export interface LegacyEstate {
  readonly session: Session;
  readonly parser: LegacyParser;
  /** Functions that the engine has, in lower case. */
  readonly functions: ReadonlySet<string>;
  readonly relations: Map<string, EstateRelation>;
  /** What synonyms stand for, by their ids. */
  readonly synonyms: Map<string, string>;
  /** Ids by the last part of their name. */
  readonly byLast: Map<string, string[]>;
  /** Ids of synonyms by the last part of theirs. */
  readonly synonymsByLast: Map<string, string[]>;
  /** Ids by the stub's name as plans have it, in lower case. */
  readonly byStub: Map<string, string>;
}

const batchSize = 200;

/** Stubs for all relations whose columns are known. `session`: of a database that holds nothing else. */
export async function openLegacyEstate(
  session: Session,
  parser: LegacyParser,
  relations: readonly EstateRelation[],
): Promise<LegacyEstate> {
  const { rows } = await session.query('SELECT DISTINCT function_name FROM duckdb_functions()');
  const estate: LegacyEstate = {
    session,
    parser,
    functions: new Set(rows.map(([name]) => String(name).toLowerCase())),
    relations: new Map(),
    synonyms: new Map(),
    byLast: new Map(),
    synonymsByLast: new Map(),
    byStub: new Map(),
  };
  const schemas = new Set<string>();
  const statements: string[] = [];
  for (const relation of relations) {
    if (relation.sameAs !== undefined) {
      estate.synonyms.set(relation.id, relation.sameAs);
      addByLast(estate.synonymsByLast, relation.id);
      continue;
    }
    if (estate.relations.has(relation.id)) continue;
    noteRelation(estate, relation);
    if (relation.columns === null) continue;
    const name = stubName(relation.id);
    schemas.add(name.schema);
    statements.push(createTable(`${name.schema}.${name.table}`, relation.columns));
  }
  await session.execute([...schemas].map(createSchema).join(';\n'));
  for (let start = 0; start < statements.length; start += batchSize)
    await session.execute(statements.slice(start, start + batchSize).join(';\n'));
  return estate;
}

/** Makes a relation known, without a stub: for tables that a query has made itself. */
export function noteRelation(estate: LegacyEstate, relation: EstateRelation): void {
  const isNew = !estate.relations.has(relation.id);
  estate.relations.set(relation.id, relation);
  if (!isNew) return;
  const { schema, table } = stubName(relation.id);
  estate.byStub.set(schema === 'main' ? table : `${schema}.${table}`, relation.id);
  addByLast(estate.byLast, relation.id);
}

function addByLast(byLast: Map<string, string[]>, id: string): void {
  const last = id.slice(id.lastIndexOf('.') + 1);
  const same = byLast.get(last);
  if (same === undefined) byLast.set(last, [id]);
  else same.push(id);
}

/** Where the stub of a relation stands: an id of several parts has all but its last as schema. */
export function stubName(id: string): { readonly schema: string; readonly table: string } {
  const dot = id.lastIndexOf('.');
  return dot < 0
    ? { schema: 'main', table: id }
    : { schema: id.slice(0, dot).replaceAll('.', '_'), table: id.slice(dot + 1) };
}

/** The id of the relation that these parts of a name mean; null: none, or several. */
export function relationNamed(estate: LegacyEstate, parts: readonly string[]): string | null {
  const names = parts.map((part) => part.toLowerCase());
  for (let from = 0; from < names.length; from++) {
    const id = names.slice(from).join('.');
    if (estate.relations.has(id)) return id;
    const target = estate.synonyms.get(id);
    if (target !== undefined && estate.relations.has(target)) return target;
  }
  const same = estate.byLast.get(names.at(-1) ?? '') ?? [];
  // A name without its schema may mean any; one with another schema only what has none.
  const [only] = names.length === 1 ? same : same.filter((id) => !id.includes('.'));
  return same.length === 1 && only !== undefined ? only : null;
}

/** Where a query stands, as far as it decides what a name without a schema means: in an object of the estate, or in a session with a database and schema in force. */
export type QueryPlace =
  | ObjectPlace
  | { readonly kind: 'session'; readonly namespace: Namespace; readonly dialect: Dialect };

export interface ObjectPlace {
  readonly kind: 'object';
  /** The id of the object that it belongs to: names are looked for beside it first. */
  readonly object: string;
  /** The ids of the relations that it was found to read. */
  readonly reads: readonly string[];
}

/** The id of the relation that these parts of a name mean in a query at `place`; null: none, or several. */
function relationAt(estate: LegacyEstate, parts: readonly string[], place: QueryPlace | null): string | null {
  if (place === null) return relationNamed(estate, parts);
  const name = parts.join('.').toLowerCase();
  if (place.kind === 'session') {
    const names = name.split('.');
    const last = names.at(-1)!;
    const ofName = [...(estate.byLast.get(last) ?? []), ...(estate.synonymsByLast.get(last) ?? [])];
    const here = idsInNamespace(ofName, names, place.namespace, place.dialect);
    const meant = here.length === 1 ? (estate.synonyms.get(here[0]!) ?? here[0]!) : '';
    return estate.relations.has(meant) ? meant : relationNamed(estate, parts);
  }
  if (parts.length > 1) {
    // Which database it is in is known to the one who read the statement.
    const meant = place.reads.filter((id) => id.endsWith(`.${name}`));
    const [only] = meant;
    return meant.length === 1 && !estate.relations.has(name) && estate.relations.has(only!)
      ? only!
      : relationNamed(estate, parts);
  }
  const dot = place.object.lastIndexOf('.');
  const beside = dot < 0 ? name : `${place.object.slice(0, dot)}.${name}`.toLowerCase();
  const read = place.reads.filter((id) => id === name || id.endsWith(`.${name}`));
  const wanted = read.includes(beside) || read.length !== 1 ? beside : read[0]!;
  const meant = estate.synonyms.get(wanted) ?? wanted;
  return estate.relations.has(meant) ? meant : relationNamed(estate, parts);
}

/** What the translator is told of a table. */
export function knownTable(
  estate: LegacyEstate,
  parts: readonly string[],
  place: QueryPlace | null = null,
): KnownTable | null {
  const id = relationAt(estate, parts, place);
  if (id === null) return null;
  const { schema, table } = stubName(id);
  return {
    name: schema === 'main' ? [table] : [schema, table],
    columns: estate.relations.get(id)!.columns,
  };
}

/** The tables of an inventory, and views whose columns and types a catalog gave. A column of a type that is not known is text. */
export function relationsOfInventory(inventory: Inventory): EstateRelation[] {
  return inventory.objects.flatMap((object): EstateRelation[] => {
    if (object.kind === 'synonym') {
      const target = object.statements[0]?.reads.find(
        ({ columns }) => columns === null || columns.length > 0,
      );
      return target === undefined ? [] : [{ id: object.id, columns: null, sameAs: target.relation }];
    }
    if (!['table', 'view', 'materialized_view', 'external', 'file', 'export'].includes(object.kind))
      return [];
    const { dialect } = object;
    const isTyped = object.columns?.some((column) => column.type !== null) ?? false;
    if (object.columns === null || (object.kind !== 'table' && !isTyped))
      return [{ id: object.id, columns: null }];
    const sql: Dialect = dialect === null || dialect === 'python' || dialect === 'ssis' ? 'ansi' : dialect;
    const columns = object.columns.map(({ name, type }) => ({
      name,
      type: type === null ? 'VARCHAR' : (namedType(sql, type)?.sql ?? 'VARCHAR'),
    }));
    // Two columns of a name are a text that was not understood.
    const isSure = new Set(columns.map(({ name }) => name.toLowerCase())).size === columns.length;
    return [{ id: object.id, columns: columns.length === 0 || !isSure ? null : columns }];
  });
}
