import {
  type Comparison,
  columnHints,
  type ExplainedColumn,
  type Explanation,
  rowHints,
} from '../../compare/index.ts';
import { queryColumns } from '../../compile/index.ts';
import { traceSteps, type ValueStep } from '../../lineage/index.ts';
import { decodePlan } from '../../relation/index.ts';
import type { OpenProject } from '../open-project.ts';
import { explainedSide } from './explained-side.ts';
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
  const traced = new Map<string, readonly (readonly ValueStep[])[]>();
  const stepsOf = (name: string): readonly (readonly ValueStep[])[] => {
    const key = name.toLowerCase();
    const found = known.models.get(key);
    if (found === undefined || found.planJson === null) return [];
    const { definition, planJson } = found;
    const decoded = decodePlan(planJson, definition.name).value;
    const names = queryColumns(
      { kind: definition.kind, load: definition.header.load },
      definition.columns,
    ).map((column) => column.name);
    const steps = traced.get(key) ?? (decoded === null ? [] : traceSteps(decoded, names));
    traced.set(key, steps);
    return steps;
  };
  const explained: ExplainedColumn[] = columns
    .filter((column) => column.different > 0)
    .map((column) => columnHints(known, stepsOf, model, column[side], column));
  const [lacking, surplus] =
    side === 'right' ? [rows.onlyLeft, rows.onlyRight] : [rows.onlyRight, rows.onlyLeft];
  if (lacking + surplus > 0) explained.push(rowHints(known, model, lacking, surplus));
  return { method: 'one', columns: explained };
}
