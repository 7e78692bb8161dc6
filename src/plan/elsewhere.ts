import {
  computationHash,
  type Definition,
  type InputContent,
  type ManifestModel,
  sameInputs,
} from '../environment/index.ts';
import { isSample } from './plan-history.ts';
import type { PlanRequest } from './plan-request.ts';

/** A model's table in another environment of the lake. */
export interface Elsewhere {
  readonly environment: string;
  readonly version: number;
  readonly target: string;
  readonly model: ManifestModel;
}

/**
 * A table of another environment that holds what building the model would give: made by the same computation over the same contents. `contents`: what its inputs hold, null where that is not known. With `asBuilt` it is taken
 * whatever it was made from.
 */
export async function findElsewhere(
  request: PlanRequest,
  definition: Definition,
  contents: readonly InputContent[] | null,
): Promise<Elsewhere | null> {
  const { target } = request;
  const { asBuilt } = request.requested;
  if (contents === null && !asBuilt) return null;
  if (definition.volatileFunctions.length > 0 && !asBuilt) return null;
  const computation = computationHash(definition);
  const found = await request.elsewhere(definition.name.toLowerCase());
  const fitting = found.filter(
    (each) =>
      each.target === target &&
      each.model.table !== null &&
      !isSample(each.model) &&
      each.model.computation === computation &&
      (asBuilt || (isOfOneDefinition(each.model) && sameInputs(each.model.inputs, contents!))),
  );
  return fitting[0] ?? null;
}

/** A model that goes forward holds rows of earlier definitions too: building it would not give these. */
function isOfOneDefinition({ ranges, definition }: ManifestModel): boolean {
  return ranges.every((range) => range.definition === definition);
}
