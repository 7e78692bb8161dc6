import {
  type Comparison,
  columnHints,
  type ExplainedColumn,
  type Explanation,
  rowHints,
} from '../../compare/index.ts';
import type { OpenProject } from '../open-project.ts';
import { explainedSide, rememberedSteps } from './explained-side.ts';
import type { Opening, SideName, StandingSide } from './open-side.ts';

/** Where only one side is a model: what is done on the way to each column that differs, as hints. */
export async function explainOne(
  opening: Opening,
  project: OpenProject,
  { columns, rows }: Comparison,
  standing: StandingSide,
  side: SideName,
): Promise<Explanation> {
  const { model } = standing;
  const known = await explainedSide(opening.host, project, standing.manifest, [model]);
  const stepsOf = rememberedSteps(known);
  const explained: ExplainedColumn[] = columns
    .filter((column) => column.different > 0)
    .map((column) => columnHints(known, stepsOf, model, column[side], column));
  const [lacking, surplus] =
    side === 'right' ? [rows.onlyLeft, rows.onlyRight] : [rows.onlyRight, rows.onlyLeft];
  if (lacking + surplus > 0) explained.push(rowHints(known, model, lacking, surplus));
  return { method: 'one', columns: explained };
}
