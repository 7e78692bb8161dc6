import { computationHash, type LoadPosition, loadOf, type ManifestModel } from '../../environment/index.ts';
import type { Step } from '../step.ts';

/**
 * How far the rows that stand have followed the source, as far as that serves the rule that the model has now. Under another query rows that stand may lack what it would give of them: all are compared
 * again; but what was appended stays, whatever the query says by now.
 */
export function standingPosition(
  step: Step,
  standing: ManifestModel | null,
  relation: string,
): LoadPosition | null {
  const position = standing?.load ?? null;
  const rule = loadOf(step.definition);
  if (position === null || rule === null) return null;
  const follows =
    position.by === rule.by &&
    position.column === rule.column &&
    position.relation === relation &&
    (step.kind === 'append' || position.computation === computationHash(step.definition));
  // The time of the last change counts in any case: those that follow are later.
  return follows ? position : { ...position, value: null, history: null, comparedAt: null };
}
