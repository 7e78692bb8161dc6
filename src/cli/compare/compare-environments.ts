import {
  type ComparedModel,
  type ComparedOnTheWay,
  conclude,
  type EnvironmentComparison,
  type Explanation,
  findCauses,
} from '../../compare/index.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { definitionHash, type Manifest, type ManifestModel } from '../../environment/index.ts';
import type { OpenProject } from '../open-project.ts';
import { compareModel } from './compare-model.ts';
import { startsOf } from './explain-sides.ts';
import { type KnownSides, knownSides } from './known-sides.ts';
import { manifestOf } from './open-relation.ts';
import type { Opening } from './open-side.ts';

export interface EnvironmentSide {
  readonly environment: string;
  /** A version or time; null: now. */
  readonly asOf: string | null;
}

/**
 * Compares all models of two environments. What has equal contents on record is not read; of the rest the columns that the verdict touches are compared row by row, the others by checksum. What
 * differs although the verdict, and equal inputs, say that it cannot is told as a defect.
 */
export async function compareEnvironments(
  opening: Opening,
  project: OpenProject,
  names: { readonly left: EnvironmentSide; readonly right: EnvironmentSide },
  settings: { readonly samples: number; readonly explain: boolean },
): Promise<EnvironmentComparison> {
  const manifests = {
    left: await manifestOf(project, names.left.environment, names.left.asOf),
    right: await manifestOf(project, names.right.environment, names.right.asOf),
  };
  const order = modelsOf(manifests.left, manifests.right);
  const differing = order.filter((name) => {
    const [left, right] = [manifests.left.models.get(name), manifests.right.models.get(name)];
    return left !== undefined && right !== undefined && left.content !== right.content;
  });
  const known = differing.length === 0 ? null : await knownSides(opening, project, manifests, differing);
  const compared = new Map<string, ComparedOnTheWay>();
  const models: ComparedModel[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of order) {
    const [left, right] = [manifests.left.models.get(name), manifests.right.models.get(name)];
    if (left === undefined || right === undefined) {
      models.push({
        ...bare(left ?? right!),
        result: left === undefined ? 'only-right' : 'only-left',
        by: null,
      });
      continue;
    }
    if (known === null || left.content === right.content) {
      models.push({ ...bare(right), result: 'equal', by: 'record' });
      continue;
    }
    const { model, onTheWay } = await compareModel(
      opening,
      project,
      manifests,
      name,
      known,
      settings.samples,
    );
    compared.set(name, onTheWay);
    for (const { column, cells } of model.defects) {
      known.claims.withdraw(name, column);
      diagnostics.push(
        diagnose('compare-verdict-defect', {
          model: model.name,
          column,
          cells,
          verdict: model.verdict ?? 'unchanged',
          left: definitionHash(known.left.models.get(name)!.definition),
          right: definitionHash(known.right.models.get(name)!.definition),
        }),
      );
    }
    const explanation = settings.explain ? explain(known, compared, model) : null;
    models.push({
      ...bare(right),
      ...model,
      comparison: model.comparison === null ? null : { ...model.comparison, explanation },
    });
  }
  const counted = (result: ComparedModel['result']) =>
    models.filter((model) => model.result === result).length;
  return {
    formatVersion: '1.0',
    verdict: models.every(({ result }) => result === 'equal') ? 'equal' : 'different',
    left: sideOf(manifests.left),
    right: sideOf(manifests.right),
    models,
    summary: {
      equal: counted('equal'),
      different: counted('different'),
      onlyLeft: counted('only-left'),
      onlyRight: counted('only-right'),
      defects: diagnostics.length,
    },
    diagnostics,
  };
}

function bare({ name, layer, kind }: ManifestModel): Omit<ComparedModel, 'result' | 'by'> {
  return {
    name,
    layer,
    kind,
    verdict: null,
    touched: { rows: false, columns: [] },
    claimed: [],
    settled: [],
    defects: [],
    comparison: null,
  };
}

function sideOf({ record: { environment, version, target } }: Manifest) {
  return { environment, version, target };
}

/** The models of both versions, each after all that it reads. Embedded ones are nobody's tables. */
function modelsOf(left: Manifest, right: Manifest): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const entries = [right.models.get(name), left.models.get(name)].filter((entry) => entry !== undefined);
    if (entries.length === 0 || found.has(name)) return;
    for (const { inputs } of entries) for (const { relation } of inputs) visit(relation.toLowerCase());
    found.add(name);
  };
  for (const name of [...new Set([...right.models.keys(), ...left.models.keys()])].sort()) visit(name);
  return [...found].filter((name) => (right.models.get(name) ?? left.models.get(name))!.kind !== 'embedded');
}

/** By the tables that were compared already, which are all that the model reads. */
function explain(
  { left, right }: KnownSides,
  compared: ReadonlyMap<string, ComparedOnTheWay>,
  { name, comparison }: Pick<ComparedModel, 'name' | 'comparison'>,
): Explanation | null {
  if (comparison === null || comparison.verdict === 'equal') return null;
  return {
    method: 'both',
    columns: startsOf(comparison, name, name).map(({ start, shown }) =>
      conclude(left, right, start, findCauses(left, right, start), compared, shown),
    ),
  };
}
