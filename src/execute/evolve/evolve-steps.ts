import type { Rebound } from '../../compile/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  computationHash,
  type Definition,
  type EffectiveRelation,
  type FoundDrift,
  findDrift,
  type RelationDrift,
  type Taking,
} from '../../environment/index.ts';
import type { SourceColumn } from '../../ports/index.ts';
import { lostConditions, lostHold } from '../decisive.ts';
import type { OpenSources } from '../open-sources.ts';
import type { Step } from '../step.ts';
import { type KnownRelations, lagsBehind } from './known-relations.ts';
import { reboundStep } from './rebound-step.ts';

/** Binds definitions again over other columns of their sources, by lower-case name of the relation; answers in the order of the definitions. */
export type RebindDefinitions = (
  definitions: readonly Definition[],
  relations: ReadonlyMap<string, EffectiveRelation>,
) => Promise<readonly Rebound[]>;

/** What was found of one relation that is to be read. */
export interface Finding extends FoundDrift {
  readonly taking: Taking;
  /** The models that read it, of those that are to be loaded. */
  readonly models: readonly string[];
}

/** Steps over the schemas that sources have today. */
export interface Evolution {
  readonly steps: readonly Step[];
  /** The relations as they are to be staged. */
  readonly relations: readonly EffectiveRelation[];
  /** Of relations that differ from their contracts, or may not be loaded, by lower-case name. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** Relations that may not be loaded, by lower-case name, and why. */
  readonly refused: ReadonlyMap<string, Diagnostic>;
  /** Models whose rows cannot be put to those that stand, by lower-case name, and why. */
  readonly held: ReadonlyMap<string, Diagnostic>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface EvolveRequest {
  /** Bound over `known`, upstream first. */
  readonly steps: readonly Step[];
  readonly known: KnownRelations;
  readonly sources: OpenSources;
  /** Models that may be loaded, by lower-case name; of others the sources are not asked. null: all. */
  readonly loading: ReadonlySet<string> | null;
  readonly rebind: RebindDefinitions;
}

/**
 * Asks the sources of all that is to be loaded for their schemas, and binds what reads a relation that has moved over what it is now. A model that does not go with it gets less of it: types in columns of
 * their own, at last only what is gone.
 */
export async function evolveSteps(request: EvolveRequest): Promise<Evolution> {
  const { steps, known, sources, loading, rebind } = request;
  const readers = steps.filter(
    (step) => step.sourceReads.length > 0 && (loading === null || loading.has(step.key)),
  );
  const needed = new Set(
    readers.flatMap((step) => step.sourceReads.map((read) => read.relation.toLowerCase())),
  );
  const schemas = new Map<string, readonly SourceColumn[]>();
  const refused = new Map<string, Diagnostic>();
  for (const key of needed) {
    const relation = known.get(key)?.relation;
    if (relation === undefined) continue;
    const columns = await schemaOf(sources, relation, readersOf(readers, key));
    if ('columns' in columns) schemas.set(key, columns.columns);
    else refused.set(key, columns.refused);
  }
  const takings = new Map<string, Taking>();
  const diagnostics: Diagnostic[] = [];
  for (;;) {
    const findings = new Map<string, Finding>();
    for (const [key, columns] of schemas) {
      const { relation, entries } = known.get(key)!;
      const taking = takings.get(key) ?? 'all';
      const found = findDrift(relation, entries, columns, taking);
      const models = readersOf(readers, key);
      if (found.drift !== null || found.frozen.length + found.discarded.length > 0)
        findings.set(key, { ...found, taking, models });
    }
    const moved = new Map(
      [...findings].filter(
        ([key, { fresh, frozen, relation, before }]) =>
          frozen.length === 0 &&
          // What is gone, and what has come back, decides which values stay where nothing is given.
          (fresh.length > 0 ||
            [...relation.columns, ...before.columns].some((column) => column.gone) ||
            readers.some((step) => lagsBehind(step, known.get(key)!))),
      ),
    );
    const affected = readers.filter((step) => readsAny(step, moved));
    const relations = new Map([...moved].map(([key, { relation }]) => [key, relation]));
    const rebound =
      affected.length === 0
        ? []
        : await rebind(
            affected.map(({ definition }) => definition),
            relations,
          );
    const failed = affected.flatMap((step, index) => {
      const answer = rebound[index]!;
      return answer.kind === 'failed' ? [{ step, problem: answer.problem }] : [];
    });
    const [first] = failed;
    const lessened = first === undefined ? [] : lessen(first.step, moved, takings);
    if (first !== undefined && lessened.length > 0) {
      diagnostics.push(
        ...lessened.map((key) =>
          diagnose('drift-held-back', {
            relation: known.get(key)!.relation.name,
            model: first.step.name,
            problem: first.problem,
            least: takings.get(key) === 'least',
          }),
        ),
      );
      continue;
    }
    for (const [key, { frozen, relation }] of findings)
      if (frozen.length > 0) refused.set(key, frozenDiagnostic(relation, frozen));
    const evolved = new Map(
      affected.map((step, index) => [step.key, evolvedStep(step, rebound[index]!, moved, known)] as const),
    );
    const held = new Map<string, Diagnostic>();
    for (const step of readers) {
      const now = evolved.get(step.key) ?? step;
      const problem = lostHold(now);
      if (problem !== null) held.set(step.key, problem);
      for (const { relation, column } of lostConditions(now))
        diagnostics.push(diagnose('drift-condition-lost', { relation, column, model: step.name }));
    }
    return {
      steps: steps.map((step) =>
        recording(evolved.get(step.key) ?? step, known, findings, readers.includes(step)),
      ),
      relations: [...known].map(([key, each]) => staged(each.relation, findings.get(key))),
      findings,
      refused,
      held,
      // Told of the last attempt only.
      diagnostics: [...new Map(diagnostics.map((each) => [each.summary, each])).values()],
    };
  }
}

/** A relation that a policy stops is left as it was; what it would be is of no use. */
function staged(relation: EffectiveRelation, finding: Finding | undefined): EffectiveRelation {
  if (finding === undefined || finding.frozen.length > 0) return relation;
  return finding.taking === 'least' ? { ...finding.relation, heldBack: true } : finding.relation;
}

async function schemaOf(
  sources: OpenSources,
  { name, source, sourceName, span }: EffectiveRelation,
  models: readonly string[],
): Promise<{ columns: readonly SourceColumn[] } | { refused: Diagnostic }> {
  const session = await sources.session(source);
  try {
    return { columns: (await session.schema(sourceName)).columns };
  } catch (error) {
    const missing =
      error instanceof DiagnosticError && error.diagnostics[0]?.code === 'source-relation-missing';
    if (!missing) throw error;
    const detail = error.diagnostics[0]?.detail ?? '';
    return {
      refused: diagnose('source-relation-gone', { relation: name, models, detail }, { subject: span }),
    };
  }
}

/** Takes less of what is new in the relations that the step reads. Gives those of which less can be taken. */
function lessen(step: Step, moved: ReadonlyMap<string, Finding>, takings: Map<string, Taking>): string[] {
  const keys = step.sourceReads.map((read) => read.relation.toLowerCase());
  return keys.filter((key) => {
    const finding = moved.get(key);
    if (finding === undefined || finding.taking === 'least' || finding.fresh.length === 0) return false;
    const widens = finding.fresh.some((entry) => entry.kind === 'widened');
    takings.set(key, finding.taking === 'all' && widens ? 'no-wider' : 'least');
    return true;
  });
}

function evolvedStep(
  step: Step,
  rebound: Rebound,
  moved: ReadonlyMap<string, Finding>,
  known: KnownRelations,
): Step {
  const isNew = step.sourceReads.some((read) => {
    const key = read.relation.toLowerCase();
    const finding = moved.get(key);
    return finding !== undefined && (finding.fresh.length > 0 || lagsBehind(step, known.get(key)!));
  });
  // Where nothing is new the definition stands, whatever else of the relation other models know.
  if (!isNew)
    return {
      ...step,
      ...(rebound.kind === 'bound' ? { gone: rebound.gone, decisive: rebound.decisive } : {}),
    };
  return { ...reboundStep(step, rebound), evolvedFrom: computationHash(step.definition) };
}

/** The step with the drift that its rows are to be recorded with. */
function recording(
  step: Step,
  known: KnownRelations,
  findings: ReadonlyMap<string, Finding>,
  isLoading: boolean,
): Step {
  const drift = step.sourceReads.flatMap((read): RelationDrift[] => {
    const key = read.relation.toLowerCase();
    const before = known.get(key);
    const finding = isLoading ? findings.get(key) : undefined;
    const isOpen = finding !== undefined && finding.frozen.length === 0;
    const own = step.drift.find(({ relation }) => relation.toLowerCase() === key)?.entries ?? [];
    // What others have taken in is recorded of them.
    const recorded = before !== undefined && lagsBehind(step, before) ? own : (before?.entries ?? []);
    const entries = isOpen ? (finding.drift?.entries ?? []) : recorded;
    return before === undefined || entries.length === 0
      ? []
      : [{ relation: before.relation.name, entries: [...entries] }];
  });
  return drift.length === 0 && step.drift.length === 0 ? step : { ...step, drift };
}

function frozenDiagnostic(relation: EffectiveRelation, frozen: FoundDrift['frozen']): Diagnostic {
  const [first] = frozen;
  const column = relation.columns.find(({ name }) => name === first!.column);
  return diagnose(
    'drift-frozen',
    { relation: relation.name, source: relation.source, changes: frozen.map(describeEntry) },
    { subject: column?.span ?? relation.span },
  );
}

/** A change in a few words. */
export function describeEntry(entry: FoundDrift['fresh'][number]): string {
  switch (entry.kind) {
    case 'added':
      return `${entry.column} (${entry.type}) is new`;
    case 'dropped':
      return `${entry.column} (${entry.type}) is gone`;
    case 'widened':
      return `${entry.column} was ${entry.from} and is ${entry.type}`;
    case 'variant':
      return `${entry.column} was ${entry.from} and is ${entry.type}`;
    case 'loosened':
      return `${entry.column} may be NULL now`;
  }
}

function readsAny(step: Step, relations: ReadonlyMap<string, unknown>): boolean {
  return step.sourceReads.some((read) => relations.has(read.relation.toLowerCase()));
}

function readersOf(readers: readonly Step[], key: string): string[] {
  return readers
    .filter((step) => step.sourceReads.some((read) => read.relation.toLowerCase() === key))
    .map(({ name }) => name);
}
