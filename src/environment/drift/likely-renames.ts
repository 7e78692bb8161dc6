import type { SourceColumn } from '../../ports/index.ts';
import { nearNames } from '../../text/index.ts';
import type { DriftEntry } from './drift.ts';
import type { EffectiveRelation } from './effective-relation.ts';
import { joinTypes, plainType } from './join-types.ts';

/** A column that went and one that came, which may be the same: names in SQL. */
export interface LikelyRename {
  readonly from: string;
  readonly to: string;
}

/**
 * Pairs of a dropped and an added column that look like one column under a new name: types that fit into one another, and the same place between their neighbours or a name that is near. Nothing is done by it but
 * telling: whether it is one column only people know.
 */
export function likelyRenames(
  before: EffectiveRelation,
  found: readonly SourceColumn[],
  changes: readonly DriftEntry[],
): LikelyRename[] {
  const added = changes.filter((entry) => entry.kind === 'added');
  const dropped = changes.filter((entry) => entry.kind === 'dropped');
  const pairs = dropped.flatMap((from) =>
    added.flatMap((to) => {
      if (joinTypes(plainType(from.type), plainType(to.type)) === null) return [];
      const place = placeBefore(before, from.column) === placeNow(found, to.sourceName) ? 2 : 0;
      const words = alike(from.column, to.column);
      const score = place + words + (plainType(from.type) === plainType(to.type) ? 1 : 0);
      return place + words === 0 ? [] : [{ from: from.column, to: to.column, score }];
    }),
  );
  pairs.sort((a, b) => b.score - a.score);
  const taken = new Set<string>();
  return pairs.flatMap(({ from, to }) => {
    if (taken.has(`from ${from}`) || taken.has(`to ${to}`)) return [];
    taken.add(`from ${from}`).add(`to ${to}`);
    return [{ from, to }];
  });
}

/** 0 to 2: near as a typing error is, or made of the same words. */
function alike(one: string, other: string): number {
  if (nearNames(one, [other]).length > 0) return 2;
  const words = (name: string) =>
    name
      .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 2);
  const mine = new Set(words(one));
  const shared = words(other).some((word) => mine.has(word));
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return shared || a.includes(b) || b.includes(a) ? 1 : 0;
}

/** Where a column stands: its number. What came or went before it moves it, so that a pair of them is found by name. */
function placeBefore(before: EffectiveRelation, column: string): number {
  return before.columns
    .filter((each) => each.variantOf === null && (!each.gone || each.name === column))
    .findIndex((each) => each.name === column);
}

function placeNow(found: readonly SourceColumn[], column: string): number {
  return found.findIndex((each) => each.name === column);
}
