import { derivedContent, type Manifest, sameInputs } from '../environment/index.ts';

/**
 * A view that a plan leaves alone shows what its inputs hold, also where the plan makes these anew. So whoever reads it waits for them, and has read other rows when they are
 * others.
 */

/** The relations, in lower case, that must stand before one that reads `inputs` is built: these, and what the views among them that `worked` does not hold read in their turn. */
export function waitsFor(
  inputs: readonly { readonly relation: string }[],
  manifest: Manifest | null,
  worked: ReadonlySet<string>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = ({ relation }: { readonly relation: string }): void => {
    const key = relation.toLowerCase();
    if (found.has(key)) return;
    found.add(key);
    if (!worked.has(key)) viewInputs(manifest, key).forEach(visit);
  };
  inputs.forEach(visit);
  return found;
}

/** The content of a model in the middle of a run. `made`: what was done in it, by lower-case name. Undefined where nothing of that name is there. */
export function contentNow(
  relation: string,
  manifest: Manifest | null,
  made: ReadonlyMap<string, string>,
): string | undefined {
  const key = relation.toLowerCase();
  const known = made.get(key);
  if (known !== undefined) return known;
  const standing = manifest?.models.get(key);
  if (standing === undefined || standing.table !== null) return standing?.content;
  const inputs = standing.inputs.map((input) => ({
    relation: input.relation,
    content: contentNow(input.relation, manifest, made) ?? input.content,
  }));
  return sameInputs(standing.inputs, inputs)
    ? standing.content
    : derivedContent(standing.computation, inputs);
}

function viewInputs(manifest: Manifest | null, key: string) {
  const standing = manifest?.models.get(key);
  return standing === undefined || standing.table !== null ? [] : standing.inputs;
}
