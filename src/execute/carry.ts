import {
  computationHash,
  derivedContent,
  type InputContent,
  type Manifest,
  type ManifestModel,
  type ManifestModelDraft,
  sameInputs,
} from '../environment/index.ts';
import type { Plan } from '../plan/index.ts';
import type { Outcome } from './commit-models.ts';
import { noChangeOfRows } from './row-change.ts';
import { isStored, type Step } from './step.ts';

/**
 * What the last commit of a plan records: the work of its phase, with the users' words against verdicts, and the models whose rows stand by proof while what they read was
 * made again: new definition and new inputs, the same table. Where a source gave other rows during the run than those that standing rows come from, the proof is
 * void, since it speaks of equal rows only: such a model keeps its old inputs on record, and the next plan builds it.
 */
export function finalOutcomes(
  plan: Plan,
  steps: readonly Step[],
  manifest: Manifest | null,
  earlier: readonly Outcome[],
  last: readonly Outcome[],
): Outcome[] {
  const planned = new Map(plan.models.map((model) => [model.name.toLowerCase(), model]));
  const worked = new Map([...earlier, ...last].map((outcome) => [outcome.step.key, outcome]));
  const replaced = new Map<string, Outcome>();
  const moved = new Set<string>();
  for (const step of steps) {
    const standing = manifest?.models.get(step.key);
    const outcome = worked.get(step.key);
    const readsMoved = step.definition.inputs.some((input) => moved.has(input.relation.toLowerCase()));
    if (outcome !== undefined) {
      const { draft } = outcome;
      // What has no rows of its own is as its definition says, whatever it reads.
      const stands =
        planned.get(step.key)?.action === 'metadata' && standing !== undefined && isStored(step.kind);
      if (stands && readsMoved)
        replaced.set(step.key, { ...outcome, draft: { ...draft, inputs: standing.inputs } });
      if (stands ? readsMoved : hasMoved(step, draft, standing, readsMoved)) moved.add(step.key);
    } else if (standing !== undefined && planned.get(step.key)?.carried === true) {
      if (readsMoved) moved.add(step.key);
      else {
        const { table: _, ...entry } = standing;
        const inputs = inputsNow(step, entry.inputs, manifest!, new Map([...worked, ...replaced]));
        const draft = redefined({ ...entry, content: contentOver(step, entry, inputs) }, step, inputs);
        replaced.set(step.key, { step, draft, rows: noChangeOfRows });
      }
    }
  }
  const all = [...last.filter(({ step }) => !replaced.has(step.key)), ...replaced.values()];
  return all.map((outcome) => {
    const word = planned.get(outcome.step.key)?.overrule ?? null;
    return { ...outcome, draft: { ...outcome.draft, overrule: word } };
  });
}

/** A table's content is that of its rows, which stand. What has none goes by what it reads: so have those that were built on it in this run. */
function contentOver(step: Step, entry: ManifestModelDraft, inputs: readonly InputContent[]): string {
  return isStored(step.kind) || sameInputs(entry.inputs, inputs)
    ? entry.content
    : derivedContent(computationHash(step.definition), inputs);
}

/** Whether a model that was made again holds rows that no definition accounts for. */
function hasMoved(
  step: Step,
  draft: ManifestModelDraft,
  standing: ManifestModel | undefined,
  readsMoved: boolean,
): boolean {
  if (standing !== undefined && draft.content === standing.content) return false;
  const sources = step.definition.inputs.filter((input) => input.kind === 'source');
  const before = standing?.inputs ?? [];
  return (
    readsMoved ||
    sources.some(({ relation }) => contentOf(draft.inputs, relation) !== contentOf(before, relation))
  );
}

function inputsNow(
  step: Step,
  before: readonly InputContent[],
  manifest: Manifest,
  worked: ReadonlyMap<string, Outcome>,
): InputContent[] {
  return step.definition.inputs.map(({ relation }) => {
    const key = relation.toLowerCase();
    const made = worked.get(key)?.draft ?? manifest.models.get(key);
    return { relation, content: made?.content ?? contentOf(before, relation) ?? '' };
  });
}

/** A model's record under another definition and other inputs, its rows as they are. `forward`: all of these stay under the definitions that made them. */
export function redefined(
  entry: ManifestModelDraft,
  step: Step,
  inputs: readonly InputContent[],
  forward = false,
): ManifestModelDraft {
  return {
    ...entry,
    name: step.name,
    layer: step.layer,
    kind: step.kind,
    definition: step.definitionHash,
    computation: computationHash(step.definition),
    ranges: entry.ranges.map(({ range, definition, sample }) => ({
      range,
      definition: !forward && definition === entry.definition ? step.definitionHash : definition,
      sample,
    })),
    inputs: [...inputs],
    heldAt: null,
    contracted: step.contracted,
    drift: step.drift.map(({ relation, entries: of }) => ({ relation, entries: [...of] })),
  };
}

/** The environment as it would be read under the project's names: renamed models stand under their new one. */
export function underNewNames(manifest: Manifest | null, plan: Plan): Manifest | null {
  const renamed = plan.models.filter((model) => model.renamedFrom !== null && model.action !== 'none');
  if (manifest === null || renamed.length === 0) return manifest;
  const models = new Map(manifest.models);
  const own = new Set(manifest.own);
  for (const { name, renamedFrom } of renamed) {
    const [before, after] = [renamedFrom!.toLowerCase(), name.toLowerCase()];
    const standing = manifest.models.get(before);
    models.delete(before);
    // An earlier version of the same apply may have made the new one already.
    if (standing === undefined || models.has(after)) continue;
    models.set(after, { ...standing, name });
    if (own.delete(before)) own.add(after);
  }
  return { ...manifest, models, own };
}

function contentOf(inputs: readonly InputContent[], relation: string): string | undefined {
  return inputs.find((input) => input.relation.toLowerCase() === relation.toLowerCase())?.content;
}
