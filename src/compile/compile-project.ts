import type { Diagnostic, Outcome } from '../diagnostics/index.ts';
import type { Database, EngineFailure, Session } from '../ports/index.ts';
import { createRenderer, type Project } from '../project/index.ts';
import { shippedMacros } from './anonymisers/shipped-macros.ts';
import { assemble } from './assemble.ts';
import { auditCycles } from './audits/audit-cycles.ts';
import { bindAudits } from './audits/bind-audits.ts';
import { personalAudits } from './audits/personal-audits.ts';
import { resolveAudits } from './audits/resolve-audits.ts';
import { takenSideNames } from './audits/side-names.ts';
import { auditsOfSourceViews } from './audits/source-views.ts';
import { bindChanged, type PreviousModels } from './bind/bind-changed.ts';
import type { BindItem, Bound } from './bind/bind-models.ts';
import { binderDiagnostic } from './bind/binder-diagnostic.ts';
import { knownColumns } from './bind/known-columns.ts';
import type { StubColumn } from './bind/stub-statements.ts';
import type { CompiledProject } from './compiled-project.ts';
import { compileExports } from './exports.ts';
import { compileExposures } from './exposures.ts';
import { inUserFiles } from './in-user-files.ts';
import { createInputs, type Inputs } from './inputs.ts';
import { lintAll } from './lint/index.ts';
import { nameSpace } from './name-space.ts';
import { macroNode, type Ordered, orderStatements } from './order-statements.ts';
import { skippedNotes } from './skipped-notes.ts';
import { placed, resolveReferences } from './sql/resolve-references.ts';
import {
  nameAtByte,
  type Place,
  placeOfByte,
  placeOfConstruct,
  placeOfName,
  type SqlText,
} from './sql/sql-text.ts';
import { type MacroStatement, macroStatements, placeInStatement, resolveMacro } from './sql-macros.ts';
import { type ModelStatement, modelStatements } from './statements.ts';
import { withValidity } from './validity.ts';

/** Name and version of the engine, recorded in definitions. */
export interface EngineIdentity {
  readonly name: string;
  readonly version: string;
}

/**
 * Renders, parses and binds the whole project. Everything wrong is reported at once, causes before what follows from them; `models` holds what could be
 * compiled. `database` must be fresh: stub tables are made in it and stay. With `previous`, only what differs from it is bound: the result is the same.
 */
export async function compileProject(
  project: Project,
  database: Database,
  engine: EngineIdentity,
  previous: PreviousCompilation | null = null,
): Promise<Outcome<CompiledProject>> {
  const session = await database.connect();
  try {
    const pinned = { settings: database.settings, engine: { name: engine.name, version: engine.version } };
    return await compile(project, session, pinned, previous);
  } finally {
    session.close();
  }
}

/** What an earlier compilation with the same versions found. */
export interface PreviousCompilation {
  readonly models: PreviousModels;
  /** The texts of all SQL macros, one after the other: they may be called from anywhere. */
  readonly macros: string;
  readonly settings: Readonly<Record<string, string>>;
}

export function macroTexts(project: Project): string {
  return [shippedMacros(project.privacy), ...project.sqlMacros].map((file) => file.text).join('\n');
}

/** The models of the earlier time, where nothing that all of them depend on is another now. */
function reusable(
  project: Project,
  pinned: Pinned,
  items: readonly Ordered[],
  previous: PreviousCompilation | null,
): PreviousModels {
  const none: PreviousModels = new Map();
  if (previous === null || previous.macros !== macroTexts(project)) return none;
  if (Object.entries(pinned.settings).some(([name, value]) => previous.settings[name] !== value)) return none;
  // A table macro reads models: it can be made only where these have stubs.
  const readsModels = items.some((item) => item.kind === 'macro' && item.resolved.reads.length > 0);
  return readsModels ? none : previous.models;
}

function inputColumns(inputs: Inputs): ReadonlyMap<string, readonly StubColumn[]> {
  return new Map(
    [...inputs.sources, ...inputs.seeds].map(([name, columns]) => [
      name,
      columns.map((column) => ({ name: column.name, type: column.storedType })),
    ]),
  );
}

interface Pinned {
  readonly settings: Readonly<Record<string, string>>;
  readonly engine: EngineIdentity;
}

async function compile(
  given: Project,
  session: Session,
  pinned: Pinned,
  previous: PreviousCompilation | null,
): Promise<Outcome<CompiledProject>> {
  const inputs = await createInputs(session, given);
  const macros = await macroStatements(session, given);
  const audited = await resolveAudits(session, given, macros.macros);
  const project = audited.value;
  const parsed = await modelStatements(session, project.models, createRenderer(project));
  const diagnostics: Diagnostic[] = [
    ...inputs.diagnostics,
    ...macros.diagnostics,
    ...parsed.diagnostics,
    ...audited.diagnostics,
  ];

  const named = resolveAll(project, macros.macros, macros.broken, parsed.statements);
  diagnostics.push(...named.diagnostics);
  const order = orderStatements(named.items);
  diagnostics.push(...order.diagnostics);

  const broken = macros.broken.map(macroNode);
  const faulty = new Set([...inputs.failed, ...parsed.failed, ...named.faulty, ...order.cyclic, ...broken]);
  const { bound, plans } = await bindChanged(
    session,
    order.items.map(bindItem),
    new Set([...faulty, ...named.skipped]),
    reusable(project, pinned, named.items, previous),
    inputColumns(inputs),
    project.exports.length > 0 ||
      project.exposures.some((exposure) => exposure.sql !== null) ||
      project.projectAudits.length > 0,
  );
  const namesOf = columnNames(inputs, bound);
  for (const item of order.items) {
    const failure = bound.failures.get(item.name);
    if (failure === undefined) continue;
    diagnostics.push(bindDiagnostic(item, failure, namesOf));
    faulty.add(item.name);
  }
  const assembled = await assemble(session, { project, pinned, inputs, order, bound, plans });
  diagnostics.push(...assembled.diagnostics);
  for (const name of assembled.faulty) faulty.add(name);
  const whole = personalAudits(project, assembled.models, assembled.columnsOf);
  diagnostics.push(...whole.diagnostics);
  const { models } = whole.value;
  diagnostics.push(...auditCycles(models), ...auditsOfSourceViews(models), ...takenSideNames(project.models));
  for (const { model, columns, reads } of models) {
    const names = reads.map(({ relation }) => relation);
    diagnostics.push(...(await bindAudits(session, model, columns, assembled.columnsOf, names)));
  }

  const compiled = new Set(assembled.models.map((model) => model.name));
  const lost = project.models.map((model) => model.name).filter((name) => !compiled.has(name));
  diagnostics.push(...skippedNotes(named.items, lost, faulty));
  diagnostics.push(
    ...lintAll(
      project,
      named.items.filter((item) => !faulty.has(item.name)),
      assembled.columnsOf,
    ),
  );
  const relations = new Map(
    [...project.relations, ...project.seeds, ...assembled.models].map(({ name }) => [
      name.toLowerCase(),
      name,
    ]),
  );
  const exposures = await compileExposures(session, project.exposures, relations, assembled.columnsOf, [
    ...lost,
    ...project.unusable,
  ]);
  const exports = await compileExports(session, project, assembled.models, assembled.seeds, lost);
  diagnostics.push(...exposures.diagnostics, ...exports.diagnostics);
  const value: CompiledProject = {
    project: whole.value.project,
    models,
    failed: lost,
    seeds: assembled.seeds,
    sources: project.relations,
    layers: project.layers,
    exposures: [...exposures.value, ...exports.value],
  };
  return { value, diagnostics: diagnostics.map(inUserFiles) };
}

interface Named {
  readonly items: readonly Ordered[];
  /** Names of items that name something that there is not. */
  readonly faulty: readonly string[];
  /** Names of items that read something whose own file is wrong. */
  readonly skipped: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

function resolveAll(
  project: Project,
  macros: readonly MacroStatement[],
  brokenMacros: readonly string[],
  statements: readonly ModelStatement[],
): Named {
  const names = nameSpace(project, [...macros.map(({ macro }) => macro.name), ...brokenMacros]);
  const diagnostics: Diagnostic[] = [];
  const faulty: string[] = [];
  const skipped: string[] = [];
  const keep = (item: Ordered): Ordered => {
    diagnostics.push(...item.resolved.diagnostics);
    if (item.resolved.diagnostics.length > 0) faulty.push(item.name);
    else if (item.resolved.broken.length > 0) skipped.push(item.name);
    return item;
  };
  const readsOf = (resolved: Ordered['resolved']): string[] => [
    ...resolved.reads.map((read) => read.relation.name),
    ...resolved.macros.map(macroNode),
  ];
  const ofMacros = macros.map((statement): Ordered => {
    const resolved = resolveMacro(statement, names);
    return keep({
      kind: 'macro',
      name: macroNode(statement.macro.name),
      statement,
      resolved,
      reads: readsOf(resolved),
    });
  });
  const ofModels = statements.map((statement): Ordered => {
    const { text, references } = statement;
    const resolved = resolveReferences(references, names, (location, construct) =>
      construct === undefined ? placeOfByte(text, location) : placeOfConstruct(text, location, construct),
    );
    return keep({ kind: 'model', name: statement.model.name, statement, resolved, reads: readsOf(resolved) });
  });
  return { items: [...ofMacros, ...ofModels], faulty, skipped, diagnostics };
}

/** Names of the columns of whatever is known so far, by lower-case name of the relation. */
function columnNames(inputs: Inputs, bound: Bound): (relation: string) => readonly string[] {
  const all = new Map<string, readonly string[]>();
  for (const [name, columns] of [...inputs.sources, ...inputs.seeds, ...bound.columns])
    all.set(
      name.toLowerCase(),
      columns.map((column) => column.name),
    );
  return (relation) => all.get(relation) ?? [];
}

function bindItem(item: Ordered): BindItem {
  return item.kind === 'model'
    ? {
        kind: 'model',
        name: item.name,
        sql: item.statement.text.sql,
        around: withValidity(item.statement.model.header),
        reads: item.reads,
      }
    : { kind: 'macro', name: item.name, statement: item.statement.macro.statement, reads: item.reads };
}

function bindDiagnostic(
  item: Ordered,
  failure: EngineFailure,
  columnsOf: (relation: string) => readonly string[],
): Diagnostic {
  if (item.kind === 'macro') {
    const nothing = { names: [], byAlias: new Map() };
    return binderDiagnostic(failure, nothing, [], {
      subject: placeInStatement(item.statement.macro, failure.position),
    });
  }
  const { text } = item.statement;
  const known = knownColumns(item.statement, columnsOf);
  const written = failure.position === null ? [] : nameAtByte(text, failure.position);
  return binderDiagnostic(failure, known, written, placed(placeOfFailure(text, failure)));
}

/** Some errors have no position, but name what they speak of. */
function placeOfFailure(text: SqlText, failure: EngineFailure): Place {
  if (failure.position !== null) return placeOfByte(text, failure.position);
  const [, quoted, bare] = /"((?:[^"]|"")+)"|^column ([^\s"]+)/i.exec(failure.message) ?? [];
  const name = quoted ?? bare;
  return (name === undefined ? null : placeOfName(text, name)) ?? placeOfByte(text, null);
}
