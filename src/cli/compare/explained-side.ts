import { factsOf, modelForm, plainSymbols } from '../../change/index.ts';
import type { ExplainedModel, ExplainedSide, StepsOf } from '../../compare/index.ts';
import { queryColumns } from '../../compile/index.ts';
import {
  type Definition,
  definitionHash,
  type Manifest,
  type ManifestModel,
} from '../../environment/index.ts';
import { readDefinitions } from '../../execute/index.ts';
import { type RelationSteps, traceSteps } from '../../lineage/index.ts';
import { decodePlan } from '../../relation/index.ts';
import { definitionsLineage } from '../../reports/lineage/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';
import { binder } from '../plan-project.ts';

/** What is known of the models `names` of a version and of all that they come from: the definitions that computed their rows, bound anew, and their lineage. */
export async function explainedSide(
  host: Host,
  project: OpenProject,
  manifest: Manifest,
  names: readonly string[],
): Promise<ExplainedSide> {
  const entries = upstreamFirst(manifest, names);
  const read = await readDefinitions(project.lake, entries.map(madeBy));
  const definitions = entries.map((entry) => read.get(madeBy(entry))!);
  const plans = await binder(
    host,
    project.project.timeZone,
  )(definitions.filter((definition) => definition.seed === null));
  const planOf = (definition: Definition) => plans.get(definitionHash(definition)) ?? null;
  return {
    models: new Map(
      entries.map((entry, index): [string, ExplainedModel] => {
        const definition = definitions[index]!;
        const planJson = planOf(definition);
        const form =
          planJson === null ? null : modelForm(definition, planJson, plainSymbols, factsOf(definition));
        return [
          entry.name.toLowerCase(),
          { entry, definition, planJson, form: form === null || form.unknown.length > 0 ? null : form },
        ];
      }),
    ),
    graph: definitionsLineage(definitions, planOf),
  };
}

/** The definition that computed the rows, which a later one may have taken over; where rows of several stand, the present one. */
function madeBy({ ranges, definition }: ManifestModel): string {
  const [only] = ranges;
  return ranges.length === 1 && only !== undefined && only.range === null ? only.definition : definition;
}

function upstreamFirst(manifest: Manifest, names: readonly string[]): ManifestModel[] {
  const found = new Map<string, ManifestModel>();
  const visit = (name: string): void => {
    const entry = manifest.models.get(name);
    if (entry === undefined || found.has(name)) return;
    for (const input of entry.inputs) visit(input.relation.toLowerCase());
    found.set(name, entry);
  };
  for (const name of names) visit(name.toLowerCase());
  return [...found.values()];
}

/** What is done in each model of a side; traced when it is first asked for. */
export function rememberedSteps(side: ExplainedSide): StepsOf {
  const known = new Map<string, RelationSteps | null>();
  return (model) => {
    const key = model.toLowerCase();
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = stepsOf(side.models.get(key));
    known.set(key, made);
    return made;
  };
}

function stepsOf(model: ExplainedModel | undefined): RelationSteps | null {
  if (model === undefined || model.planJson === null) return null;
  const { definition, planJson } = model;
  const decoded = decodePlan(planJson, definition.name).value;
  const names = queryColumns({ kind: definition.kind, load: definition.header.load }, definition.columns).map(
    (column) => column.name,
  );
  return decoded === null ? null : traceSteps(decoded, names);
}
