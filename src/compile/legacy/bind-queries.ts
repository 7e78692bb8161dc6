import type { Diagnostic } from '../../diagnostics/index.ts';
import { type RelationLineage, traceLineage } from '../../lineage/index.ts';
import { decodePlan } from '../../relation/index.ts';
import {
  type Dialect,
  type Namespace,
  type Translated,
  type Translation,
  translate,
  type Understanding,
} from '../../triage/index.ts';
import { serializePlans } from '../bind/serialize-plans.ts';
import { knownTable, type LegacyEstate, type QueryPlace, relationNamed } from './estate.ts';

/** A query of an estate in its own words. */
export interface LegacyQuery {
  readonly sql: string;
  readonly dialect: Dialect;
  /** The database and schema that it ran in; null: not known. */
  readonly namespace?: Namespace | null;
}

export interface QueryRead {
  /** The id of the relation where the estate has it, else its name as written, in lower case. */
  readonly relation: string;
  /** In lower case, sorted; empty: its rows alone. Null: which columns is not known. */
  readonly columns: readonly string[] | null;
}

/** What one query reads. `bound`: columns are certain. `parsed`: only the tables are. `opaque`: nothing is known; see `reasons`. */
export interface QueryReading {
  readonly understanding: Understanding;
  /** Sorted by relation. */
  readonly reads: readonly QueryRead[];
  /** Why it was not bound. */
  readonly reasons: readonly string[];
}

/** A query that was bound: its translation, and where its columns come from, by the ids of the estate. */
export interface BoundQuery {
  readonly translated: Translated;
  readonly lineage: RelationLineage;
}

export type BindOutcome =
  | ({ readonly kind: 'bound' } & BoundQuery)
  | {
      readonly kind: 'failed';
      readonly translation: Translation;
      readonly reasons: readonly Diagnostic[];
      readonly problem: string | null;
    };

/** More columns than a query can be expected to have; what is beyond has no edges. */
const mostColumns = 1600;

/** `query` in DuckDB's words over the tables of the estate. */
export function translateIn(
  estate: LegacyEstate,
  { sql, dialect, namespace }: LegacyQuery,
  file = 'query.sql',
  place: QueryPlace | null = namespace ? { kind: 'session', namespace, dialect } : null,
): Translation {
  return translate(estate.parser, { file: { path: file, text: sql }, start: 0, end: sql.length }, dialect, {
    tables: (name) => knownTable(estate, name, place),
    functions: estate.functions,
  });
}

/** Translates, binds and traces queries in bulk, in their order. Nothing is run. */
export async function bindTranslations(
  estate: LegacyEstate,
  translations: readonly Translation[],
): Promise<BindOutcome[]> {
  const translated = translations.filter((each) => each.kind === 'translated');
  const plans = await serializePlans(
    estate.session,
    translated.map((each) => each.sql),
  );
  const byTranslation = new Map(translated.map((each, at) => [each, plans[at]!]));
  return translations.map((translation): BindOutcome => {
    if (translation.kind === 'refused')
      return { kind: 'failed', translation, reasons: translation.reasons, problem: null };
    const plan = byTranslation.get(translation)!;
    if (plan.kind === 'failure')
      return { kind: 'failed', translation, reasons: [], problem: firstLine(plan.failure.message) };
    const decoded = decodePlan(plan.json, 'query');
    if (decoded.value === null)
      return {
        kind: 'failed',
        translation,
        reasons: decoded.diagnostics,
        problem: 'The plan cannot be read.',
      };
    const names =
      translation.columns?.map((column, at) => column.name ?? `column${at}`) ??
      Array.from({ length: mostColumns }, (_, at) => `column${at}`);
    return {
      kind: 'bound',
      translated: translation,
      lineage: inEstate(estate, traceLineage(decoded.value, names)),
    };
  });
}

function firstLine(message: string): string {
  return message.split('\n')[0]!;
}

/** Stubs' names as the estate's. */
function inEstate(estate: LegacyEstate, lineage: RelationLineage): RelationLineage {
  const idOf = (relation: string): string => estate.byStub.get(relation.toLowerCase()) ?? relation;
  const sources = <T extends RelationLineage['rows']>(each: T): T => ({
    ...each,
    edges: each.edges.map((edge) => ({ ...edge, relation: idOf(edge.relation) })),
    rowsOf: each.rowsOf.map(idOf),
  });
  return { columns: lineage.columns.map(sources), rows: sources(lineage.rows) };
}

/** The columns that each query reads. Equal texts are best given once: each costs about a millisecond. */
export async function bindQueries(
  estate: LegacyEstate,
  queries: readonly LegacyQuery[],
): Promise<QueryReading[]> {
  const outcomes = await bindTranslations(
    estate,
    queries.map((query) => translateIn(estate, query)),
  );
  return outcomes.map((outcome) => readingOf(estate, outcome));
}

/** The columns that one query reads, with how well that is known. */
export async function bindQuery(estate: LegacyEstate, sql: string, dialect: Dialect): Promise<QueryReading> {
  return (await bindQueries(estate, [{ sql, dialect }]))[0]!;
}

function readingOf(estate: LegacyEstate, outcome: BindOutcome): QueryReading {
  if (outcome.kind === 'bound')
    return { understanding: 'bound', reads: readsOf(outcome.lineage), reasons: [] };
  const reasons = [
    ...outcome.reasons.map((each) => each.summary),
    ...(outcome.problem === null ? [] : [outcome.problem]),
  ];
  if (outcome.translation.kind === 'refused') return { understanding: 'opaque', reads: [], reasons };
  const ids = outcome.translation.reads.map((name) => relationNamed(estate, name.split('.')) ?? name);
  return {
    understanding: 'parsed',
    reads: [...new Set(ids)].sort().map((relation) => ({ relation, columns: null })),
    reasons,
  };
}

/** All columns that take part in a result, however. */
export function readsOf(lineage: RelationLineage): QueryRead[] {
  const found = new Map<string, Set<string>>();
  const columnsOf = (relation: string): Set<string> => {
    const known = found.get(relation) ?? new Set<string>();
    found.set(relation, known);
    return known;
  };
  for (const sources of [...lineage.columns, lineage.rows]) {
    for (const edge of sources.edges) columnsOf(edge.relation).add(edge.column.toLowerCase());
    for (const relation of sources.rowsOf) columnsOf(relation);
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([relation, columns]) => ({ relation, columns: [...columns].sort() }));
}
