import { type SideReference, splitNames } from '../../compare/index.ts';
import { columnsOf, quoteName, quoteText, selectAsStored } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Manifest } from '../../environment/index.ts';
import {
  defineEnvironment,
  listEnvironments,
  openStanding,
  quoteRelation,
  readCommitted,
  readCommittedAsOf,
} from '../../execute/index.ts';
import { nearNames } from '../../text/index.ts';
import { checkReads } from '../check-reads.ts';
import { openReadingDatabase, openTarget } from '../databases.ts';
import { environmentOf, type OpenProject, targetOf } from '../open-project.ts';
import { queryFailure } from '../query-failure.ts';
import { openReadThrough } from '../read-through.ts';
import { describe, noFacts, nothing, type OpenedSide, type Opening, type SideName } from './open-side.ts';
import { personalColumnsOfQuery } from './personal-columns-of-query.ts';

/** Opens a model of an environment, or a query over one. */
export async function openOfEnvironment(
  opening: Opening,
  project: OpenProject,
  reference: Extract<SideReference, { kind: 'model' | 'query' }>,
  side: SideName,
): Promise<OpenedSide> {
  const manifest = await manifestOf(project, reference.environment, reference.asOf);
  if (reference.kind === 'query') {
    const { version } = manifest.record;
    const relation = await storeQuery(opening, project, manifest, reference.sql, side);
    const named = await describe(opening.session, relation);
    const personal = await personalColumnsOfQuery(
      opening.host,
      project,
      manifest,
      reference.sql,
      named.map(({ name }) => name),
    );
    const columns = named.map((column) => ({
      ...column,
      personal: personal.has(column.name.toLowerCase()),
    }));
    const facts = factsOf(manifest);
    return { ...plain, kind: 'query', version, facts, relation, columns, grain: null };
  }
  return openModel(opening, project, manifest, reference.model, side);
}

/** Opens a model as a version of an environment has it. What is no table is run and kept, as a query is. */
export async function openModel(
  opening: Opening,
  project: OpenProject,
  manifest: Manifest,
  model: string,
  side: SideName,
): Promise<OpenedSide> {
  const { version } = manifest.record;
  const standing = await openStanding(project.lake, opening.session, manifest, model);
  if (standing === null) {
    const known = [...manifest.models.values()].map((model) => model.name);
    throw new DiagnosticError(diagnose('model-unknown', { model, near: nearNames(model, known) }));
  }
  const { definition } = standing;
  const relation =
    standing.select === null
      ? await storeQuery(
          opening,
          project,
          manifest,
          `FROM ${quoteRelation(definition.name)}`,
          side,
          definition.name,
        )
      : `(${standing.select})`;
  const personal = definition.columns.filter((column) => column.pii !== null);
  return {
    ...plain,
    kind: 'model',
    version,
    facts: {
      ...factsOf(manifest),
      tableVersion: manifest.models.get(model.toLowerCase())?.table?.version ?? null,
    },
    relation,
    columns: await describe(
      opening.session,
      relation,
      new Set(personal.map(({ name }) => name.toLowerCase())),
    ),
    grain: grainOf(definition.header.grain),
    standing: { manifest, model: definition.name },
    close: standing.close,
  };
}

const plain = { csv: null, diagnostics: [], verify: nothing, close: nothing };

function factsOf({ record: { environment, version } }: Manifest): OpenedSide['facts'] {
  return { ...noFacts, environment, environmentVersion: version };
}

export function grainOf(grain: unknown): readonly string[] | null {
  if (Array.isArray(grain) && grain.length > 0) return grain.map(String);
  return typeof grain === 'string' ? splitNames(grain) : null;
}

export async function manifestOf(
  project: OpenProject,
  name: string | null,
  asOf: string | null,
): Promise<Manifest> {
  const environment = environmentOf(project, name);
  const manifest =
    asOf === null
      ? await readCommitted(project.lake, environment)
      : await readCommittedAsOf(project.lake, environment, asOf);
  if (manifest !== null) return manifest;
  const known = await listEnvironments(project.lake);
  throw new DiagnosticError(
    diagnose('environment-unknown', { environment, known, near: nearNames(environment, known) }),
  );
}

/**
 * Runs a query once and keeps its rows: it would be run several times, and need not give the same rows each time. In a database of its own, since the other side may have relations
 * and macros of the same names. Columns get the types that storage has for them.
 */
async function storeQuery(
  { host, scratch }: Opening,
  project: OpenProject,
  manifest: Manifest,
  sql: string,
  side: SideName,
  label = 'query',
): Promise<string> {
  const database = await openReadingDatabase(host, project);
  const session = await database.connect();
  const file = `${scratch}/${label}-${side}.parquet`;
  const through = openReadThrough(host, project, session, manifest.record.target);
  try {
    await checkReads(session, sql);
    await defineEnvironment(project.lake, session, manifest, sql, through.options);
    const query = sql.trim().replace(/;\s*$/, '');
    const columns = await columnsOf(session, query);
    await host.files.createFolder(scratch);
    await session.execute(`COPY (${selectAsStored(query, columns)}) TO ${quoteText(file)} (FORMAT parquet)`);
  } catch (error) {
    const known = [...manifest.models.values()].map((model) => model.name);
    throw queryFailure(error, known, null);
  } finally {
    await through.close();
    session.close();
    await database.close();
  }
  return `read_parquet(${quoteText(file)})`;
}

/** Reads a relation of a source into the session. */
export async function openSource(
  { host, session, target }: Opening,
  project: OpenProject,
  reference: Extract<SideReference, { kind: 'source' }>,
  side: SideName,
): Promise<OpenedSide> {
  const name = reference.relation;
  const contract = project.project.relations.find((each) => each.name.toLowerCase() === name.toLowerCase());
  const dot = name.indexOf('.');
  const sources = openTarget(host, project, targetOf(project, reference.target ?? target));
  try {
    const source = await sources.session(contract?.source ?? name.slice(0, dot));
    const schema = await source.schema(contract?.sourceName ?? name.slice(dot + 1));
    const named = (column: string) =>
      contract?.columns.find((each) => each.sourceName.toLowerCase() === column.toLowerCase());
    const table = `lode_compare_source_${side}`;
    await session.createTable(
      quoteName(table),
      schema.columns.map(({ name: column, type }) => ({ name: named(column)?.name ?? column, type })),
      source.read({ relation: schema.name, columns: null, filters: [], limit: null }),
    );
    const personal = contract?.columns.filter((column) => column.pii !== null) ?? [];
    return {
      ...plain,
      kind: 'source',
      version: null,
      facts: noFacts,
      relation: quoteName(table),
      columns: await describe(
        session,
        quoteName(table),
        new Set(personal.map((column) => column.name.toLowerCase())),
      ),
      grain: null,
    };
  } finally {
    await sources.close();
  }
}
