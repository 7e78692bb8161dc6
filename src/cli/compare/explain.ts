import type { Explanation } from '../../compare/index.ts';
import type { MadeComparison } from './compare-sides.ts';
import { explainOne } from './explain-one.ts';
import { type ExplainData, explainBoth } from './explain-sides.ts';
import type { Opening } from './open-side.ts';

export type { ExplainData } from './explain-sides.ts';

/** Where the differences of a comparison come from; null where there are none, or where neither side is a model of an environment. */
export async function explain(
  opening: Opening,
  { result, standing: { left, right } }: MadeComparison,
  data: ExplainData,
): Promise<Explanation | null> {
  const { project } = opening;
  if (project === null || result.verdict === 'equal') return null;
  if (left !== null && right !== null) return explainBoth(opening, project, result, left, right, data);
  if (left !== null) return explainOne(opening, project, result, left, 'left');
  return right === null ? null : explainOne(opening, project, result, right, 'right');
}
