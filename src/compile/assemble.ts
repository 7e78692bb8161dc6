import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { definitionHash } from '../environment/index.ts';
import { endingNames } from '../lineage/index.ts';
import type { EngineFailure, Session } from '../ports/index.ts';
import type { ContractRelation, Project } from '../project/index.ts';
import type { Bound } from './bind/bind-models.ts';
import { binderDiagnostic } from './bind/binder-diagnostic.ts';
import { duplicateColumns } from './bind/duplicate-columns.ts';
import { type SerializedPlan, serializePlans } from './bind/serialize-plans.ts';
import type { CompiledColumn, CompiledModel, CompiledRead, CompiledSeed } from './compiled-project.ts';
import { type DefinitionContext, modelDefinition, seedDefinition, volatileNames } from './definitions.ts';
import type { Inputs } from './inputs.ts';
import { kindColumns } from './kind-columns.ts';
import { checkLoadShape, loadOrigins, withOrigins } from './load-shape.ts';
import { macroNode, type Order, type Ordered } from './order-statements.ts';
import { outputColumns } from './output-columns.ts';
import { withPersonal } from './privacy/personal-columns.ts';
import { sourceReads } from './source-reads.ts';
import { placed } from './sql/resolve-references.ts';
import { placeOfByte, placeOfRange } from './sql/sql-text.ts';
import { queryColumns, validityOf } from './validity.ts';

export interface Assembly {
  readonly project: Project;
  readonly pinned: Pick<DefinitionContext, 'settings' | 'engine'>;
  readonly inputs: Inputs;
  readonly order: Order;
  readonly bound: Bound;
  /** Plans that are known from an earlier time, by model. */
  readonly plans: ReadonlyMap<string, string>;
}

export interface Assembled {
  readonly models: readonly CompiledModel[];
  readonly seeds: readonly CompiledSeed[];
  /** Columns by the lower-case name of the relation; empty for what has none. */
  readonly columnsOf: (relation: string) => readonly CompiledColumn[];
  /** Models with a fault of their own. */
  readonly faulty: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

type OrderedModel = Extract<Ordered, { kind: 'model' }>;
type OrderedMacro = Extract<Ordered, { kind: 'macro' }>;

/** The compiled models from what was bound: columns, plans, reads, definitions. A model that has an error of its own is left out. */
export async function assemble(
  session: Session,
  { project, pinned, inputs, order, bound, plans: known }: Assembly,
): Promise<Assembled> {
  const diagnostics: Diagnostic[] = [];
  const candidates = order.items.filter(
    (item): item is OrderedModel =>
      item.kind === 'model' &&
      bound.columns.has(item.name) &&
      !bound.failures.has(item.name) &&
      !bound.skipped.has(item.name),
  );
  const changed = candidates.filter((item) => !known.has(item.name));
  const duplicates = await duplicateColumns(
    session,
    changed.map((item) => ({
      name: item.name,
      sql: item.statement.text.sql,
      columns: queryColumns(item.statement.model.header, bound.columns.get(item.name)!),
    })),
  );
  const serialized = await serializePlans(
    session,
    changed.map((item) => item.statement.text.sql),
  );
  const plans = new Map<string, SerializedPlan>(
    changed.map((item, index) => [item.name, serialized[index]!]),
  );
  for (const [name, json] of known) plans.set(name, { kind: 'plan', json });

  const columnsOf = new Map<string, readonly CompiledColumn[]>();
  for (const [name, columns] of [...inputs.sources, ...inputs.seeds])
    columnsOf.set(name.toLowerCase(), columns);
  const auditsOf = new Map(project.models.map((model) => [model.name.toLowerCase(), model.header.audits]));
  const origins = new Map(
    project.relations.map((relation) => [relation.name.toLowerCase(), relation.sourceName]),
  );
  const context: DefinitionContext = {
    project,
    ...pinned,
    columnsOf: (relation) => columnsOf.get(relation.toLowerCase()) ?? [],
    originOf: (relation) => origins.get(relation.toLowerCase()) ?? null,
    auditsOf: (relation) => auditsOf.get(relation.toLowerCase()) ?? [],
  };
  const macros = new Map(
    order.items.flatMap((item) => (item.kind === 'macro' ? [[item.name, item] as const] : [])),
  );
  const relations = new Map(project.relations.map((relation) => [relation.name, relation]));
  const ends = endingNames(project.privacy);
  const faulty = new Set<string>();
  const bad = new Set<string>();
  const models: CompiledModel[] = [];
  candidates.forEach((item) => {
    if (item.reads.some((name) => bad.has(name))) {
      bad.add(item.name);
      return;
    }
    const own: Diagnostic[] = [];
    const { header } = item.statement.model;
    const all = bound.columns.get(item.name)!;
    const { columns: given, diagnostics: ofColumns } = outputColumns(
      item.statement,
      queryColumns(header, all),
      (name) => columnsOf.get(name),
    );
    const columns = [...given, ...validityOf(header, all)];
    own.push(...ofColumns, ...kindColumns(item.statement, given));
    const repeated = duplicates.get(item.name);
    if (repeated !== undefined) own.push(duplicateDiagnostic(item, repeated));
    const plan = plans.get(item.name)!;
    if (plan.kind === 'failure') own.push(planDiagnostic(item, plan.failure));
    const inputsOf = (name: string) => columnsOf.get(name);
    const calls = macrosOf(item, macros);
    if (header.load !== null && own.length === 0 && plan.kind === 'plan') {
      const { statement } = item;
      const volatile = volatileNames([statement, ...calls.map((macro) => macro.statement)]);
      own.push(...checkLoadShape(statement, given, allReads(item, calls), plan.json, inputsOf, volatile));
    }
    diagnostics.push(...own);
    if (own.length > 0 || plan.kind === 'failure') {
      faulty.add(item.name);
      bad.add(item.name);
      return;
    }
    const told = withPersonal(item.name, columns, plan.json, allReads(item, calls), inputsOf, ends);
    columnsOf.set(item.name.toLowerCase(), told);
    const origins = header.load === null ? null : loadOrigins(item.statement, given, inputsOf);
    models.push(compiledModel(context, item, told, plan.json, calls, relations, origins));
  });
  const seeds = project.seeds.map((seed): CompiledSeed => {
    const columns = inputs.seeds.get(seed.name) ?? [];
    const definition = seedDefinition(pinned, seed, columns);
    return {
      name: seed.name,
      path: seed.path,
      seed,
      columns,
      definition,
      definitionHash: definitionHash(definition),
    };
  });
  return { models, seeds, columnsOf: context.columnsOf, faulty: [...faulty], diagnostics };
}

function compiledModel(
  context: DefinitionContext,
  item: OrderedModel,
  columns: readonly CompiledColumn[],
  planJson: string,
  macros: readonly OrderedMacro[],
  relations: ReadonlyMap<string, ContractRelation>,
  origins: Readonly<Record<string, string>> | null,
): CompiledModel {
  const { model, text, query } = item.statement;
  const reads = allReads(item, macros);
  const sources = reads.flatMap((read) => (read.kind === 'source' ? [relations.get(read.relation)!] : []));
  const plain = modelDefinition(
    context,
    item.statement,
    columns,
    reads,
    macros.map((macro) => macro.statement),
  );
  const definition = origins === null ? plain : withOrigins(plain, origins);
  return {
    name: model.name,
    kind: model.header.kind,
    layer: model.layer,
    file: model.file,
    header: model.header,
    model,
    rendered: text.rendered,
    sql: text.sql,
    columns,
    reads,
    audits: model.header.audits,
    sourceReads: sourceReads(query, sources),
    planJson,
    definition,
    definitionHash: definitionHash(definition),
  };
}

/** What the query names, and what the macros that it calls read for it; these stand where the macro is written. */
function allReads(item: OrderedModel, macros: readonly OrderedMacro[]): CompiledRead[] {
  const reads = new Map<string, CompiledRead>();
  for (const { relation, span } of [item, ...macros].flatMap((one) => one.resolved.reads))
    if (!reads.has(relation.name))
      reads.set(relation.name, { relation: relation.name, kind: relation.kind, span });
  return [...reads.values()];
}

/** The macros that a model calls, each after those that it calls itself. */
function macrosOf(item: OrderedModel, macros: ReadonlyMap<string, OrderedMacro>): OrderedMacro[] {
  const found = new Map<string, OrderedMacro>();
  const visited = new Set<string>();
  const visit = (names: readonly string[]): void => {
    for (const name of [...names].sort()) {
      const macro = macros.get(macroNode(name));
      if (macro === undefined || visited.has(name)) continue;
      visited.add(name);
      visit(macro.resolved.macros);
      found.set(name, macro);
    }
  };
  visit(item.resolved.macros);
  return [...found.values()];
}

function duplicateDiagnostic(item: OrderedModel, names: readonly string[]): Diagnostic {
  const { tokens } = item.statement.text;
  return diagnose(
    'output-duplicate',
    { names },
    placed(placeOfRange(item.statement.text, tokens[0]!.start, tokens[0]!.end)),
  );
}

function planDiagnostic(item: OrderedModel, failure: EngineFailure): Diagnostic {
  const place = placed(placeOfByte(item.statement.text, failure.position));
  if (failure.position !== null)
    return binderDiagnostic(failure, { names: [], byAlias: new Map() }, [], place);
  return diagnose('plan-not-serializable', { message: failure.message.split('\n')[0] ?? '' }, place);
}
