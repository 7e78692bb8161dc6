import { selectAsStored } from '../../delta/types/index.ts';
import {
  type Definition,
  type DefinitionColumn,
  definitionHash,
  type EffectiveRelation,
} from '../../environment/index.ts';
import { traceLineage } from '../../lineage/index.ts';
import { type Database, EngineError, type Session } from '../../ports/index.ts';
import { decodePlan } from '../../relation/index.ts';
import { identityColumns } from '../sql/identity-columns.ts';
import { parseBulk } from '../sql/parse-bulk.ts';
import { queryOf } from '../sql/syntax-tree.ts';
import { storageForm } from '../storage-form.ts';
import { queryColumns, withValidity } from '../validity.ts';
import { definedStatements } from './bind-definitions.ts';
import { type DecisiveColumn, decisiveColumns } from './decisive-columns.ts';
import { duplicateColumns } from './duplicate-columns.ts';
import { serializePlans } from './serialize-plans.ts';
import { createSchema, createTableAs, quotedRelation, type StubColumn, schemaOf } from './stub-statements.ts';

/** A definition over other columns of its sources. */
export type Rebound =
  | {
      readonly kind: 'bound';
      readonly definition: Definition;
      readonly definitionHash: string;
      /** A SELECT that gives the columns in the types in which they are stored. */
      readonly select: string;
      readonly planJson: string;
      /** Columns whose values come from nothing but columns that the source no longer has. */
      readonly gone: readonly string[];
      /** Columns that a source no longer has as the model needs them, and on which its rows hang. */
      readonly decisive: readonly DecisiveColumn[];
    }
  /** Its query, or what its header says of its columns, does not go with them. */
  | { readonly kind: 'failed'; readonly problem: string };

/**
 * Definitions as they are where their sources are `relations` (by lower-case name) and not what the contract says: the same query, bound again. `database` must be fresh. What does not
 * read any of these comes back as it was.
 */
export async function rebindDefinitions(
  database: Database,
  definitions: readonly Definition[],
  relations: ReadonlyMap<string, EffectiveRelation>,
): Promise<readonly Rebound[]> {
  const session = await database.connect();
  try {
    const results: Rebound[] = [];
    for (const definition of definitions) results.push(await rebind(session, definition, relations));
    return results;
  } finally {
    session.close();
  }
}

async function rebind(
  session: Session,
  standing: Definition,
  relations: ReadonlyMap<string, EffectiveRelation>,
): Promise<Rebound> {
  const inputs = standing.inputs.map((input) => {
    const relation = input.kind === 'source' ? relations.get(input.relation.toLowerCase()) : undefined;
    if (relation === undefined) return input;
    const columns = relation.columns.map(({ name, type, nullable }) => ({ name, type, nullable }));
    return { ...input, origin: relation.sourceName, columns };
  });
  const base: Definition = { ...standing, inputs };
  let columns: readonly StubColumn[];
  try {
    for (const sql of definedStatements(base)) await session.execute(sql);
    columns = await bindColumns(session, base);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { kind: 'failed', problem: error.message.split('\n')[0] ?? '' };
  }
  const [plan] = await serializePlans(session, [base.sql]);
  if (plan?.kind !== 'plan') return { kind: 'failed', problem: 'The query has no plan.' };
  const given = queryColumns({ kind: base.kind, load: base.header.load }, columns);
  const problem = await problemOf(session, standing, base, columns, given);
  if (problem !== null) return { kind: 'failed', problem };
  const definition = { ...base, columns: await describe(session, base, columns, given, relations) };
  return {
    kind: 'bound',
    definition,
    definitionHash: definitionHash(definition),
    select: selectAsStored(base.sql, given),
    planJson: plan.json,
    ...lostColumns(definition, plan.json, given, relations),
  };
}

/** The columns of the query, and those that the kind adds, in the engine's words. */
async function bindColumns(session: Session, definition: Definition): Promise<readonly StubColumn[]> {
  const { kind, header, sql, name } = definition;
  const around = withValidity({
    kind,
    updatedAt: typeof header.updatedAt === 'string' ? header.updatedAt : null,
    load: header.load ?? null,
  }) ?? { before: '', after: '' };
  await session.execute(createSchema(schemaOf(name)));
  await session.execute(createTableAs(name, `${around.before}${sql}${around.after}`));
  const { rows } = await session.query(`DESCRIBE ${quotedRelation(name)}`);
  return rows.map(([column, type]) => ({ name: String(column), type: String(type) }));
}

/** Why the model cannot have these columns; null where it can. */
async function problemOf(
  session: Session,
  standing: Definition,
  base: Definition,
  columns: readonly StubColumn[],
  given: readonly StubColumn[],
): Promise<string | null> {
  const refused = columns.find(({ type }) => storageForm(type).kind === 'refused');
  if (refused !== undefined) return `A table cannot hold \`${refused.name}\`, which is ${refused.type}.`;
  const repeated = await duplicateColumns(session, [{ name: base.name, sql: base.sql, columns: given }]);
  const [twice] = [...(repeated.get(base.name) ?? [])];
  if (twice !== undefined) return `The query gives \`${twice}\` twice.`;
  const before = new Map(standing.columns.map((column) => [column.name.toLowerCase(), column.type]));
  for (const name of fixedColumns(base)) {
    const column = columns.find((each) => each.name.toLowerCase() === name.toLowerCase());
    const was = before.get(name.toLowerCase());
    if (column === undefined || (was !== undefined && storedType(column.type) !== was))
      return `\`${name}\` has to stay ${was ?? 'a column'}: the model's header builds on it.`;
  }
  return null;
}

/** Columns whose types are part of what a header says: times, and whatever names files or a type. */
function fixedColumns({ header, partitionedBy }: Definition): readonly string[] {
  const named = [header.timeColumn, header.updatedAt, header.deleteMarker].flatMap((name) =>
    typeof name === 'string' ? [name] : [],
  );
  const typed = Array.isArray(header.columns)
    ? (header.columns as unknown as readonly { name: string; type?: string | null }[])
    : [];
  return [...named, ...partitionedBy, ...typed.filter(({ type }) => type != null).map(({ name }) => name)];
}

function storedType(type: string): string {
  const form = storageForm(type);
  return form.kind === 'stored' ? form.stored : type;
}

/** Types and nullability as bound now; what people said of a column stays, and a new one says what its source says. */
async function describe(
  session: Session,
  base: Definition,
  columns: readonly StubColumn[],
  given: readonly StubColumn[],
  relations: ReadonlyMap<string, EffectiveRelation>,
): Promise<DefinitionColumn[]> {
  const [parsed] = await parseBulk(session, [base.sql]);
  const statement = parsed?.kind === 'statements' ? parsed.statements[0] : undefined;
  const query = statement === undefined ? null : queryOf(statement);
  type Known = Pick<DefinitionColumn, 'name' | 'nullable' | 'description' | 'pii' | 'personal' | 'tags'>;
  const inputs = new Map<string, readonly Known[]>(
    base.inputs.map(({ relation, columns: of }) => [
      relation.toLowerCase(),
      relations.get(relation.toLowerCase())?.columns.map((each) => ({ ...each, tags: [...each.tags] })) ??
        of.map((each) => ({ ...each, description: null, pii: null, tags: [] })),
    ]),
  );
  const names = given.map(({ name }) => name);
  const identities = query === null ? [] : identityColumns(query, names, (name) => inputs.get(name));
  const before = new Map(base.columns.map((column) => [column.name.toLowerCase(), column]));
  return columns.map(({ name, type }, index): DefinitionColumn => {
    const known = before.get(name.toLowerCase());
    const from = identities[index];
    if (index >= given.length && known !== undefined) return { ...known, type };
    return {
      name,
      type: storedType(type),
      nullable: from?.nullable ?? true,
      description: known?.description ?? from?.description ?? null,
      pii: known?.pii ?? from?.pii ?? null,
      ...(known?.personal === true ? { personal: true as const } : {}),
      tags: known?.tags ?? from?.tags ?? [],
      expression: known?.expression ?? null,
    };
  });
}

function lostColumns(
  definition: Definition,
  planJson: string,
  given: readonly StubColumn[],
  relations: ReadonlyMap<string, EffectiveRelation>,
): { readonly gone: string[]; readonly decisive: readonly DecisiveColumn[] } {
  const columns = [...relations.values()].flatMap((relation) => relation.columns);
  const isMoved = columns.some((column) => column.gone || column.variantOf !== null);
  const decoded = isMoved ? decodePlan(planJson, definition.name).value : null;
  if (decoded === null) return { gone: [], decisive: [] };
  const gone = new Set(
    [...relations].flatMap(([relation, { columns: of }]) =>
      of.filter((column) => column.gone).map(({ name }) => `${relation}.${name.toLowerCase()}`),
    ),
  );
  const lineage = traceLineage(
    decoded,
    given.map(({ name }) => name),
  );
  return {
    gone: lineage.columns.flatMap(({ name, edges }) => {
      const direct = edges.filter((edge) => edge.type === 'DIRECT');
      const isGone = direct.every(({ relation, column }) =>
        gone.has(`${relation.toLowerCase()}.${column.toLowerCase()}`),
      );
      return direct.length > 0 && isGone ? [name] : [];
    }),
    decisive: decisiveColumns(definition, lineage, relations),
  };
}
