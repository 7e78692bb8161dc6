import type { DriftEntry } from '../../environment/index.ts';
import type { PlanDrift, PlanDriftChange } from '../../plan/index.ts';
import type { Step } from '../step.ts';
import type { Evolution } from './evolve-steps.ts';
import type { KnownRelations } from './known-relations.ts';

/** What a plan says of sources that are not as their contracts say: of all that its steps read, found now or recorded. */
export function planDrift(
  steps: readonly Step[],
  known: KnownRelations,
  { findings, refused }: Evolution,
): PlanDrift[] {
  return [...known].flatMap(([key, { relation, entries }]): PlanDrift[] => {
    const models = steps
      .filter((step) => step.sourceReads.some((read) => read.relation.toLowerCase() === key))
      .map(({ name }) => name);
    const finding = findings.get(key);
    const standing =
      finding === undefined || finding.frozen.length > 0 ? entries : (finding.drift?.entries ?? []);
    const changes = [
      ...standing.map((entry) => changeOf(entry, 'taken')),
      ...(finding?.frozen ?? []).map((entry) => changeOf(entry, 'stops')),
      ...(finding?.discarded ?? []).map((entry) => changeOf(entry, 'discarded')),
    ];
    const gone = refused.get(key)?.code === 'source-relation-gone';
    if (models.length === 0 || (changes.length === 0 && !gone)) return [];
    const renames = (finding?.renames ?? []).map((pair) => ({ ...pair }));
    return [{ relation: relation.name, models, changes, renames, gone, touches: [] }];
  });
}

export function changeOf(entry: DriftEntry, outcome: PlanDriftChange['outcome']): PlanDriftChange {
  const { kind, column, since } = entry;
  const given = { kind, column, from: null, to: null, into: null, outcome, since };
  switch (entry.kind) {
    case 'added':
      return { ...given, to: entry.type };
    case 'dropped':
      return { ...given, from: entry.type };
    case 'widened':
      return { ...given, from: entry.from, to: entry.type };
    case 'variant':
      return { ...given, from: entry.from, to: entry.type, into: outcome === 'taken' ? entry.name : null };
    case 'loosened':
      return given;
  }
}
