import type { Comparison, Explanation } from '../../compare/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { MadeComparison } from './compare-sides.ts';
import { explainOne } from './explain-one.ts';
import { type ExplainData, explainBoth } from './explain-sides.ts';
import type { Opening } from './open-side.ts';

export type { ExplainData } from './explain-sides.ts';

/**
 * The comparison with where its differences come from, if there are any and a side is a model of an environment. What stands in the way of that, such as a definition that is gone from the
 * lake, is a note: the comparison holds without.
 */
export async function explained(
  opening: Opening,
  made: MadeComparison,
  data: ExplainData,
): Promise<Comparison> {
  try {
    return { ...made.result, explanation: await explain(opening, made, data) };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const problem = error.diagnostics[0]?.summary ?? error.message;
    return {
      ...made.result,
      diagnostics: [...made.result.diagnostics, diagnose('compare-not-explained', { problem })],
    };
  }
}

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
