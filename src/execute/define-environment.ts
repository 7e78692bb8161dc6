import {
  computationHash,
  type Definition,
  effectiveRelation,
  type Manifest,
  type RelationDrift,
} from '../environment/index.ts';
import type { Database, Session } from '../ports/index.ts';
import type { ContractRelation } from '../project/index.ts';
import type { OnEvent } from './events.ts';
import { recordedDrift } from './evolve/known-relations.ts';
import { needsThroughViews, openStubs, viewsBehind } from './federation/needs-through-views.ts';
import { handedColumns } from './handed-columns.ts';
import type { Lake } from './lake.ts';
import type { OpenSources } from './open-sources.ts';
import { readDefinition } from './read-environment.ts';
import { defineMacros, defineRelation, defineStanding, noRelations, quoteRelation } from './run-database.ts';
import { stagedSources } from './stage-sources.ts';
import { sourceRelations } from './standing-steps.ts';
import { type Step, wholeSelect } from './step.ts';

/** How a query comes by rows of sources that it reaches through views: they are read while it is prepared, and no more of them than it needs. */
export interface ReadThrough {
  readonly sources: OpenSources;
  /** The contracts of the project. */
  readonly relations: readonly ContractRelation[];
  /** A database for plans over empty stand-ins. */
  readonly planningDatabase: () => Promise<Database>;
  /** Where the rows are kept while the query runs: a catalog of the session's database. */
  readonly catalog: () => Promise<string>;
  readonly now: () => number;
  readonly onEvent: OnEvent;
}

/**
 * Defines the relations of a committed version that a query may name: those whose name (without schema) occurs in its text, and what they read.
 * Opening only these keeps a query over one table of a large environment as fast as the table. `withEmbedded`: embedded models, too, of which no query of a user knows. Sources behind views are read as they are now, whatever version is asked for: they have no other.
 */
export async function defineEnvironment(
  lake: Lake,
  session: Session,
  manifest: Manifest,
  sql: string,
  through: ReadThrough,
  withEmbedded = false,
): Promise<void> {
  const text = sql.toLowerCase();
  const roots = [...manifest.models.values()]
    .filter(({ name, kind }) => {
      const table = name.slice(name.indexOf('.') + 1).toLowerCase();
      return (withEmbedded || kind !== 'embedded') && text.includes(table);
    })
    .map(({ name }) => name);
  const definitionOf = async (name: string) => {
    const model = manifest.models.get(name);
    return model === undefined ? undefined : readDefinition(lake, model.definition);
  };
  const declare = await readThroughViews(
    session,
    sql,
    roots,
    definitionOf,
    recordedDrift(manifest, manifest.record.target),
    through,
  );
  const known = noRelations(declare);
  for (const root of roots) await defineStanding(lake, session, manifest, root, known);
}

/** Reads what `sql` needs of the sources behind the views among `roots`, and gives the way to declare the rest of them. */
async function readThroughViews(
  session: Session,
  sql: string,
  roots: readonly string[],
  definitionOf: (name: string) => Promise<Definition | undefined>,
  recorded: ReadonlyMap<string, RelationDrift>,
  through: ReadThrough,
): Promise<(relation: string) => Promise<void>> {
  const views = await viewsBehind(roots, definitionOf);
  const reached = views.flatMap((view) => view.inputs.filter((input) => input.kind === 'source'));
  if (reached.length === 0) return async () => {};
  const contracts = sourceRelations(
    views.map((definition) => ({ definition })),
    through.relations,
  );
  const relations = contracts.map((each) => ({
    ...effectiveRelation(each, recorded.get(each.name.toLowerCase()) ?? null).relation,
    // A query changes nothing: it goes on without what is new.
    heldBack: true,
  }));
  const stubs = await openStubs(through.planningDatabase);
  const needs = await needsThroughViews(withoutSemicolon(sql), roots, {
    definitionOf,
    relations,
    stubs: async () => stubs,
  }).finally(stubs.close);
  const staged = stagedSources(session, through.sources, relations, [{ key: '', sourceReads: needs }], {
    catalog: needs.length === 0 ? 'memory' : await through.catalog(),
    now: through.now,
    onEvent: through.onEvent,
  });
  for (const { relation } of needs) await staged.stage(relation, '');
  return staged.declare;
}

function withoutSemicolon(sql: string): string {
  return sql.trim().replace(/;\s*$/, '');
}

/**
 * Defines what a query over one edited step reads: relations of the environment where they stand as the project says, and the project's own queries, run when read,
 * where they do not. Rows of sources are read as far as the step's first `limit` rows need them.
 */
export async function defineForShow(
  lake: Lake,
  session: Session,
  manifest: Manifest | null,
  steps: readonly Step[],
  step: Step,
  limit: number,
  through: ReadThrough,
): Promise<void> {
  const byKey = new Map(steps.map((each) => [each.key, each]));
  const fresh = new Map<string, boolean>();
  const stands = (each: Step): boolean => {
    const known = fresh.get(each.key);
    if (known !== undefined) return known;
    const standing = manifest?.models.get(each.key);
    const same =
      standing !== undefined &&
      standing.computation === computationHash(each.definition) &&
      each.definition.inputs.every((input) => {
        const upstream = byKey.get(input.relation.toLowerCase());
        return upstream === undefined || stands(upstream);
      });
    fresh.set(each.key, same);
    return same;
  };
  /** What is run when read looks like a view, whatever it is to become. */
  const definitionOf = async (name: string): Promise<Definition | undefined> => {
    const each = byKey.get(name);
    if (each === undefined) return undefined;
    const isRun = each === step || (each.definition.seed === null && !stands(each));
    return isRun ? asView(each) : each.definition;
  };
  const sql = `SELECT * FROM ${quoteRelation(step.name)} LIMIT ${limit}`;
  const recorded = recordedDrift(manifest, manifest?.record.target ?? '');
  const known = noRelations(
    await readThroughViews(session, sql, [step.name], definitionOf, recorded, through),
    handedColumns(steps, manifest),
  );
  const done = new Set<string>();
  const visit = async (each: Step): Promise<void> => {
    for (const input of each.definition.inputs) {
      if (input.kind === 'source') await known.declareSource(input.relation);
      const upstream = byKey.get(input.relation.toLowerCase());
      if (upstream === undefined || done.has(upstream.key)) continue;
      done.add(upstream.key);
      if (manifest !== null && stands(upstream)) {
        await defineStanding(lake, session, manifest, upstream.name, known);
      } else {
        await visit(upstream);
        await defineRelation(session, upstream.name, wholeSelect(upstream));
      }
    }
    await defineMacros(session, each.definition, known);
  };
  await visit(step);
}

function asView(step: Step): Definition {
  return { ...step.definition, kind: 'view', sql: wholeSelect(step) };
}
