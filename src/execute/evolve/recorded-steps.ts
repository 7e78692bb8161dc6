import type { Step } from '../step.ts';
import type { RebindDefinitions } from './evolve-steps.ts';
import type { KnownRelation, KnownRelations } from './known-relations.ts';
import { reboundStep } from './rebound-step.ts';

/**
 * A project's steps over its contracts and what is recorded of how sources differ from them: what stands in the environment where the project is as it was. Where a changed model or contract no longer goes with what is
 * recorded, only what is gone counts; what is new is found anew. `lagging`: models that have taken in less than what is recorded, see `laggingRelations`; these are bound over what they have.
 */
export async function recordedSteps(
  steps: readonly Step[],
  known: KnownRelations,
  rebind: RebindDefinitions,
  lagging: ReadonlyMap<string, KnownRelations> = new Map(),
): Promise<{ readonly steps: readonly Step[]; readonly known: KnownRelations }> {
  const left = new Map<string, KnownRelation>(known);
  const behind = new Map<string, Step>();
  for (const step of steps) {
    const own = lagging.get(step.key);
    if (own !== undefined && step.sourceReads.some((read) => own.has(read.relation.toLowerCase())))
      behind.set(step.key, await behindStep(step, known, own, rebind));
  }
  for (;;) {
    const moved = new Map(
      [...left].filter(([, { entries }]) => entries.length > 0).map(([key, { relation }]) => [key, relation]),
    );
    const keysOf = (step: Step) =>
      step.sourceReads.map((read) => read.relation.toLowerCase()).filter((key) => moved.has(key));
    const affected = steps.filter((step) => !behind.has(step.key) && keysOf(step).length > 0);
    const standing = (step: Step) => behind.get(step.key) ?? step;
    if (affected.length === 0) return { steps: steps.map(standing), known: left };
    const rebound = await rebind(
      affected.map(({ definition }) => definition),
      moved,
    );
    const failed = affected.filter((_, index) => rebound[index]!.kind === 'failed').flatMap(keysOf);
    const reducible = failed.filter((key) => left.get(key)!.entries.length > lossesOf(left.get(key)!).length);
    if (reducible.length === 0) {
      const byKey = new Map(
        affected.map((step, index) => [step.key, reboundStep(step, rebound[index]!)] as const),
      );
      return { steps: steps.map((step) => byKey.get(step.key) ?? standing(step)), known: left };
    }
    for (const key of reducible) left.set(key, withLossesOnly(left.get(key)!));
  }
}

/** The step over what it has taken in itself. */
async function behindStep(
  step: Step,
  known: KnownRelations,
  own: KnownRelations,
  rebind: RebindDefinitions,
): Promise<Step> {
  const read = step.sourceReads.flatMap(({ relation }) => {
    const key = relation.toLowerCase();
    const each = own.get(key) ?? known.get(key);
    return each === undefined || each.entries.length === 0 ? [] : [[key, each] as const];
  });
  const drift = read.map(([, { relation, entries }]) => ({ relation: relation.name, entries: [...entries] }));
  if (read.length === 0) return step;
  const [rebound] = await rebind(
    [step.definition],
    new Map(read.map(([key, { relation }]) => [key, relation])),
  );
  return { ...reboundStep(step, rebound!), drift };
}

/** Entries that bring no column and no type. */
function lossesOf({ entries }: KnownRelation) {
  return entries.filter((entry) => entry.kind === 'dropped' || entry.kind === 'loosened');
}

function withLossesOnly(known: KnownRelation): KnownRelation {
  const entries = lossesOf(known);
  const came = new Set(
    known.entries.flatMap((entry) =>
      entry.kind === 'added' ? [entry.column] : entry.kind === 'variant' ? [entry.name] : [],
    ),
  );
  const before = new Map(
    known.entries
      .flatMap((entry) => (entry.kind === 'widened' ? [[entry.column, entry.from] as const] : []))
      .reverse(),
  );
  const columns = known.relation.columns
    .filter(({ name }) => !came.has(name))
    .map((column) => ({ ...column, type: before.get(column.name) ?? column.type }));
  return { relation: { ...known.relation, columns }, entries };
}
