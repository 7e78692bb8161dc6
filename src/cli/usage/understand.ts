import type { CompiledProject } from '../../compile/index.ts';
import {
  bindQueries,
  boundObjects,
  type LegacyEstate,
  openLegacyEstate,
  type QueryReading,
} from '../../compile/legacy/index.ts';
import type { Session } from '../../ports/index.ts';
import {
  fillParameters,
  type Inventory,
  type LegacyObject,
  type LoggedRead,
  loadLegacyParser,
  stands,
  type Understanding,
  weakest,
} from '../../triage/index.ts';
import { type Grammars, loadGrammars, type StatementUses, statementUses } from '../../triage/sql/index.ts';
import { legacyRelations } from '../legacy/open-legacy-estate.ts';
import type { OpenProject } from '../open-project.ts';
import type { EstateNames, NamePlace } from './estate-names.ts';
import type { AskedStatement, QueryReads, UnderstandQueries } from './understand-statements.ts';

/** Statements that are bound at once. */
const batchSize = 500;

/** An estate that queries are bound over. */
export interface QueriedEstate {
  readonly estate: LegacyEstate;
  readonly inventory: Inventory | null;
}

/**
 * Understands each distinct statement: translated and bound over the estate's tables and views, so that its columns are certain; where that cannot be done by the grammars of its dialect, over the names of the
 * estate.
 */
export function understandQueries(
  names: EstateNames,
  { estate, inventory }: QueriedEstate,
): UnderstandQueries {
  let grammars: Promise<Grammars> | null = null;
  const bindViews = viewBinder(estate, inventory);
  return async (statements) => {
    await bindViews(statements);
    const understood: QueryReads[] = [];
    for (let from = 0; from < statements.length; from += batchSize) {
      const batch = statements.slice(from, from + batchSize);
      const open = batch.filter(({ sql, told }) => sql !== '' && !tellsColumns(told));
      const bound = await bindAsked(estate, open);
      for (const statement of batch) {
        const { sql, told } = statement;
        const own = bound.get(statement);
        if (tellsColumns(told) || sql === '') understood.push(readsTold(told ?? [], names));
        else if (own?.understanding === 'bound')
          understood.push({ understanding: 'bound', reads: own.reads });
        else {
          grammars ??= loadGrammars();
          understood.push(withTold(understand(statement, await grammars, names), told, names));
        }
      }
    }
    return understood;
  };
}

/** Binds statements; those with parameters as they are with values in their place, of one type or another. */
async function bindAsked(
  estate: LegacyEstate,
  statements: readonly AskedStatement[],
): Promise<ReadonlyMap<AskedStatement, QueryReading>> {
  const readings = new Map<AskedStatement, QueryReading>();
  const bind = async (tried: readonly (readonly [AskedStatement, string])[]) => {
    const all = await bindQueries(
      estate,
      tried.map(([{ dialect, namespace }, sql]) => ({ sql, dialect, namespace })),
    );
    for (const [at, reading] of all.entries()) readings.set(tried[at]![0], reading);
  };
  await bind(statements.map((statement) => [statement, statement.sql]));
  for (const value of stands) {
    const open = statements.filter((statement) => readings.get(statement)!.understanding !== 'bound');
    await bind(
      open.flatMap((statement) => {
        const filled = fillParameters(statement.sql, statement.dialect, value);
        return filled === null ? [] : [[statement, filled] as const];
      }),
    );
  }
  return readings;
}

/** Whether the server says of each relation which columns were read: no reading of ours is better. */
function tellsColumns(told: readonly LoggedRead[] | null): told is readonly LoggedRead[] {
  return told !== null && told.length > 0 && told.every(({ columns }) => columns !== null);
}

function readsTold(told: readonly LoggedRead[], names: EstateNames): QueryReads {
  return {
    understanding: tellsColumns(told) ? 'bound' : 'parsed',
    reads: told.map(({ relation, columns }) => ({ relation: names.idOf(relation), columns })),
  };
}

/** What a grammar found, and the relations that the server names besides. */
function withTold(own: QueryReads, told: readonly LoggedRead[] | null, names: EstateNames): QueryReads {
  if (told === null || told.length === 0) return own;
  const known = new Set(own.reads.map(({ relation }) => relation));
  const others = readsTold(told, names).reads.filter(({ relation }) => !known.has(relation));
  return {
    understanding: own.understanding === 'bound' ? 'bound' : 'parsed',
    reads: [...own.reads, ...others],
  };
}

/** Binds the views that statements may name, with all that these read: then they have columns. Each once; those that nobody asks for are not looked at. */
function viewBinder(
  estate: LegacyEstate,
  inventory: Inventory | null,
): (statements: readonly { readonly sql: string }[]) => Promise<void> {
  const open = new Map(
    (inventory?.objects ?? [])
      .filter(
        ({ id, kind }) =>
          (kind === 'view' || kind === 'materialized_view') &&
          (estate.relations.get(id)?.columns ?? null) === null,
      )
      .map((view) => [view.id, view]),
  );
  return async (statements) => {
    const words = new Set(
      statements.flatMap(({ sql }) => sql.toLowerCase().match(/[^\s.,;()[\]"`'=<>+*/|-]+/g) ?? []),
    );
    const wanted = [...open.values()].filter(({ id }) => words.has(id.slice(id.lastIndexOf('.') + 1)));
    const views: LegacyObject[] = [];
    for (let view = wanted.pop(); view !== undefined; view = wanted.pop()) {
      if (!open.delete(view.id)) continue;
      views.push(view);
      for (const { reads } of view.statements)
        for (const { relation } of reads) {
          const other = open.get(relation.toLowerCase());
          if (other !== undefined) wanted.push(other);
        }
    }
    if (views.length > 0) await boundObjects(estate, { objects: views });
  };
}

/** An estate whose relations are those of the inventory and of the project. */
export async function openQueriedEstate(
  session: Session,
  inventory: Inventory | null,
  open: Pick<OpenProject, 'project'>,
  compiled: CompiledProject,
): Promise<QueriedEstate> {
  const own = [...compiled.models, ...compiled.seeds].map(({ name, columns }) => ({
    id: name.toLowerCase(),
    columns: columns.map((column) => ({ name: column.name, type: column.storedType })),
  }));
  const legacy = inventory === null ? [] : legacyRelations(inventory, open.project.relations);
  const estate = await openLegacyEstate(session, await loadLegacyParser(), [...legacy, ...own]);
  return { estate, inventory };
}

function understand(statement: AskedStatement, grammars: Grammars, names: EstateNames): QueryReads {
  return settled(statementUses(statement.sql, statement.dialect, grammars), names, statement);
}

const begins =
  /^(?:select|with|from|values|table|insert|update|delete|merge|replace|upsert|create|alter|drop|truncate|comment|grant|revoke|set|reset|show|use|begin|start|commit|rollback|savepoint|release|end|declare|fetch|close|open|call|exec|execute|do|explain|analyze|describe|desc|vacuum|copy|unload|refresh|lock|prepare|deallocate|discard|listen|notify|pragma|block|if|while|print|return)\b/;

function isStatement({ kind, reads, writes }: StatementUses): boolean {
  return reads.length > 0 || writes.length > 0 || begins.test(kind);
}

/** The reads by the ids of the estate. A column that is written without its table is of the one that has it; where that is not known, of each that may. */
function settled(uses: StatementUses, names: EstateNames, place: NamePlace): QueryReads {
  const idsOf = (name: string) => names.idsOf(name, place);
  const reads = new Map<string, Set<string> | null>();
  // A grammar of expressions reads words that are no statement.
  let understanding: Understanding = isStatement(uses) ? uses.understanding : 'opaque';
  for (const { relation, columns } of uses.reads) {
    const ids = idsOf(relation);
    // Of tables of one name in several schemas each may be meant: a use is rather seen where there is none than missed.
    if (ids.length > 1) understanding = weakest([understanding, 'scanned']);
    for (const id of ids) {
      const known = reads.get(id);
      if (columns === null || known === null) reads.set(id, null);
      else reads.set(id, new Set([...(known ?? []), ...columns]));
    }
  }
  for (const { column, candidates } of uses.loose ?? []) {
    const ids = candidates.flat().flatMap(idsOf);
    const having = candidates
      .map((group) => group.flatMap(idsOf).filter((id) => names.columnsOf(id)?.includes(column) === true))
      .find((group) => group.length > 0);
    const meant = having ?? ids.filter((id) => names.columnsOf(id) === null);
    if (meant.length > 1) understanding = weakest([understanding, 'scanned']);
    for (const id of meant) reads.get(id)?.add(column);
  }
  return {
    understanding,
    reads: [...reads].map(([relation, columns]) => ({
      relation,
      columns: columns === null ? null : [...columns].sort(),
    })),
  };
}
