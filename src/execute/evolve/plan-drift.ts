import type { DriftEntry } from '../../environment/index.ts';
import type { PlanDrift, PlanDriftChange } from '../../plan/index.ts';
import type { Step } from '../step.ts';
import type { Evolution, Finding } from './evolve-steps.ts';
import type { KnownRelations } from './known-relations.ts';

/**
 * What a plan says of sources that are not as their contracts say: of all that its steps read, found now or recorded. `first`: the sources as they were found before it turned out what is loaded;
 * what is new in others waits.
 */
export function planDrift(
  steps: readonly Step[],
  known: KnownRelations,
  { findings, refused }: Pick<Evolution, 'findings' | 'refused'>,
  first: Pick<Evolution, 'findings' | 'refused'>,
): PlanDrift[] {
  return [...known].flatMap(([key, { relation, entries }]): PlanDrift[] => {
    const models = steps
      .filter((step) => step.sourceReads.some((read) => read.relation.toLowerCase() === key))
      .map(({ name }) => name);
    const finding = findings.get(key);
    const standing =
      finding === undefined || finding.frozen.length > 0 ? entries : (finding.drift?.entries ?? []);
    const waiting = finding === undefined ? first.findings.get(key) : undefined;
    const changes = [
      ...standing.map((entry) => changeOf(entry, 'taken')),
      ...(finding?.frozen ?? []).map((entry) => changeOf(entry, 'stops')),
      ...(finding?.discarded ?? []).map((entry) => changeOf(entry, 'discarded')),
      ...newIn(waiting).map((entry) => changeOf(entry, 'waits')),
    ];
    const gone = [refused, first.refused].some((each) => each.get(key)?.code === 'source-relation-gone');
    if (models.length === 0 || (changes.length === 0 && !gone)) return [];
    const renames = (finding?.renames ?? waiting?.renames ?? []).map((pair) => ({ ...pair }));
    return [{ relation: relation.name, models, changes, renames, gone, touches: [] }];
  });
}

function newIn(waiting: Finding | undefined): readonly DriftEntry[] {
  return waiting === undefined ? [] : [...waiting.fresh, ...waiting.frozen, ...waiting.discarded];
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
