import type { InputContent, Manifest, ManifestModel } from '../../environment/index.ts';

/** What a reader of a standing relation sees of models that are computed by interval: itself where it is one, else what it came from. */
export function seenThrough(manifest: Manifest | null, relation: string): InputContent[] {
  const model = manifest?.models.get(relation.toLowerCase());
  if (model === undefined) return [];
  if (isByInterval(model)) return [{ relation: model.name, content: model.content }];
  return joinSeen(model.inputs.map((input) => seenAs(manifest, input)));
}

/** A model that is not made by interval has the rows of what it read then, not of what stands now. */
function seenAs(manifest: Manifest | null, { relation, content }: InputContent): InputContent[] {
  const model = manifest?.models.get(relation.toLowerCase());
  if (model === undefined) return [];
  return isByInterval(model) ? [{ relation: model.name, content }] : seenThrough(manifest, relation);
}

function isByInterval({ kind, ranges }: ManifestModel): boolean {
  return (
    kind === 'incremental_by_time_range' || (kind === 'append' && ranges.some(({ range }) => range !== null))
  );
}

/** Each once. A relation may stand there twice: what was read through another model may be older. */
export function joinSeen(lists: readonly (readonly InputContent[])[]): InputContent[] {
  const found = new Map<string, InputContent>();
  for (const each of lists.flat()) {
    const { relation, content } = each;
    found.set(JSON.stringify([relation.toLowerCase(), content]), { relation, content });
  }
  return [...found.values()];
}
