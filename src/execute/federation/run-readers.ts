import { withInterval } from '../../compile/index.ts';
import {
  type Definition,
  type EffectiveRelation,
  effectiveRelation,
  type Interval,
  loadOf,
} from '../../environment/index.ts';
import { timeColumnOf } from '../kinds/interval-sql.ts';
import type { Lake } from '../lake.ts';
import { readDefinition } from '../read-environment.ts';
import type { ApplyRequest } from '../run.ts';
import type { SourceReader } from '../stage-sources.ts';
import { sourceRelations } from '../standing-steps.ts';
import { isStored, type Step } from '../step.ts';
import { needsThroughViews, openStubs, type Stubs, sourcesOf, viewsBehind } from './needs-through-views.ts';

/** How the steps of a run come by the rows of sources. */
export interface RunReaders {
  readonly readers: readonly SourceReader[];
  /** The contracts of all relations that are read. */
  readonly relations: readonly EffectiveRelation[];
  /** The source relations that must be read before a step runs, by the step's lower-case name. */
  readonly before: ReadonlyMap<string, readonly string[]>;
}

/**
 * Who reads what of the sources in a run. A view over a source is no reader by itself: its rows are read for its audits and for the models that are built on it, and then only what these need.
 * `rangeOf`: what a step computes now, where that is an interval.
 */
export async function runReaders(
  request: ApplyRequest,
  rangeOf: (model: string) => Interval | null,
): Promise<RunReaders> {
  const { steps, plan, lake } = request;
  const actions = new Map(plan.models.map((model) => [model.name.toLowerCase(), model.action]));
  const working = steps.filter((step) => (actions.get(step.key) ?? 'none') !== 'none');
  const definitionOf = definitionsOf(lake, request, working);
  const views = await viewsBehind(working.flatMap(rootsOf), definitionOf);
  const contracts = sourceRelations(
    [...working, ...views.map((definition) => ({ definition }))],
    request.relations,
  );
  const relations = contracts.map(
    (each) => request.relations.find((known) => known === each) ?? effectiveRelation(each, null).relation,
  );
  let stubs: Promise<Stubs> | null = null;
  const readers: SourceReader[] = [];
  const before = new Map<string, readonly string[]>();
  try {
    for (const step of working) {
      if (!isStored(step.kind) && step.audits.length === 0) continue;
      // A model that loads in parts reads for itself.
      if (loadOf(step.definition) !== null) continue;
      const roots = rootsOf(step);
      const reaches = (await viewsBehind(roots, definitionOf)).some((view) => sourcesOf(view).length > 0);
      if (step.sourceReads.length === 0 && !reaches) continue;
      if (reaches) stubs ??= openStubs(request.planningDatabase);
      const through = !reaches
        ? []
        : await needsThroughViews(selectOf(step, rangeOf(step.key)), roots, {
            definitionOf,
            relations,
            stubs: () => stubs!,
          });
      readers.push({ key: step.key, sourceReads: [...step.sourceReads, ...through] });
      before.set(
        step.key,
        [...step.sourceReads, ...through].map(({ relation }) => relation),
      );
    }
  } finally {
    await (await stubs)?.close();
  }
  return { readers, relations, before };
}

/** Definitions as the run is to see them: those of its own steps, else those that stand. */
function definitionsOf(
  lake: Lake,
  { manifest }: ApplyRequest,
  working: readonly Step[],
): (name: string) => Promise<Definition | undefined> {
  const own = new Map(working.map((step) => [step.key, step.definition]));
  return async (name) => {
    const known = own.get(name);
    if (known !== undefined) return known;
    const standing = manifest?.models.get(name);
    return standing === undefined ? undefined : readDefinition(lake, standing.definition);
  };
}

function rootsOf({ definition }: Step): string[] {
  return definition.inputs.filter((input) => input.kind !== 'source').map((input) => input.relation);
}

function selectOf(step: Step, range: Interval | null): string {
  const grain = timeColumnOf(step.definition)?.grain ?? 'day';
  return withInterval(step.select, range ?? { start: '0001-01-01', end: '9999-12-31' }, grain);
}
