import type { Judgements, TouchedConsumer } from '../change/index.ts';
import { currentFormat, type Definition, definitionHash } from '../environment/index.ts';
import { countActions } from './make-plan.ts';
import type { Action, Plan, PlanModel } from './plan.ts';
import { changeJson } from './plan-entry.ts';

export interface ProjectComparison {
  /** What the other definitions are called: `git:main`, `folder:shop`. */
  readonly against: string;
  readonly target: string;
  readonly project: { readonly name: string; readonly git: string | null };
  readonly createdAt: string;
  readonly old: ReadonlyMap<string, Definition>;
  readonly next: readonly Definition[];
  readonly judgements: Judgements;
  readonly exposures: readonly TouchedConsumer[];
}

/**
 * The plan that an environment would get which holds the other definitions, over the same rows: what is built is what the definitions ask for. No lake is looked at, so that
 * nothing is known of costs.
 */
export function compareProjects(comparison: ProjectComparison): Plan {
  const { judgements, old, next } = comparison;
  const names = new Set(next.map((definition) => definition.name.toLowerCase()));
  const models: PlanModel[] = next.map((definition) => {
    const { change, predecessor, overrule } = judgements.get(definition.name.toLowerCase())!;
    const renamed = predecessor !== null && predecessor.name.toLowerCase() !== definition.name.toLowerCase();
    const action: Action =
      change.effect === 'build'
        ? 'build'
        : change.effect === 'definition' || change.effect === 'forward' || renamed
          ? 'metadata'
          : 'none';
    return {
      ...entry(definition, action),
      verdict: change.verdict,
      direct: change.direct,
      ...changeJson(change, change.reasons),
      carried:
        action === 'none' &&
        predecessor !== null &&
        definitionHash(predecessor) !== definitionHash(definition),
      renamedFrom: renamed ? predecessor.name : null,
      contracted: null,
      overrule: overrule === null ? null : { ...overrule },
      definition: definitionHash(definition),
      base: predecessor === null ? null : definitionHash(predecessor),
    };
  });
  for (const [name, definition] of old) {
    const judgement = judgements.get(name);
    if (names.has(name) || judgement === undefined) continue;
    models.push({
      ...entry(definition, 'drop'),
      verdict: judgement.change.verdict,
      direct: true,
      ...changeJson(judgement.change, judgement.change.reasons),
      destructive: definition.kind !== 'view' && definition.kind !== 'embedded',
      base: definitionHash(definition),
    });
  }
  return {
    formatVersion: currentFormat,
    environment: comparison.against,
    target: comparison.target,
    baseVersion: null,
    base: null,
    createdAt: comparison.createdAt,
    project: comparison.project,
    requested: { restate: [], window: null, asBuilt: false, rowLimit: null },
    selection: null,
    models,
    drift: [],
    exposures: comparison.exposures.map(({ name, columns }) => ({ name, columns: [...columns] })),
    diagnostics: [],
    summary: countActions(models),
  };
}

function entry({ name, layer, kind }: Definition, action: Action) {
  return {
    name,
    layer,
    kind,
    action,
    carried: false,
    intervals: [],
    rebuild: false,
    forward: false,
    adopt: null,
    reads: { rows: null, bytes: null },
    deletes: action === 'drop' ? { rows: null, bytes: null } : { rows: 0, bytes: 0 },
    destructive: false,
    renamedFrom: null,
    contracted: null,
    overrule: null,
    definition: null,
    base: null,
  };
}
