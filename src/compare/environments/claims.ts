import type { Judgements } from '../../change/index.ts';
import { canonicalJson, type Definition } from '../../environment/index.ts';
import { type ExplainedModel, type ExplainedSide, isKept } from '../explain/explained-side.ts';
import type { StepsOf } from '../explain/find-hints.ts';

/** What must be equal in two environments if the verdicts are right. */
export interface Claims {
  /** Whether a model has the same rows on both sides. */
  readonly rows: (model: string) => boolean;
  /** Whether a column holds the same values in the same rows. */
  readonly column: (model: string, column: string) => boolean;
  /** Says that it is not so after all (`column` null: the rows): nothing that reads it is claimed from now on. Models are asked for upstream first. */
  readonly withdraw: (model: string, column: string | null) => void;
}

/**
 * What follows from the verdicts and from what was recorded of inputs, and nothing more: that a verdict does not touch a column says only that it is the same function of what it reads. So what
 * it reads must be the same too: recorded with equal contents, or itself claimed, in the state that stands. Nothing is claimed of tables that keep rows of earlier runs, of what reads the
 * clock, chance or ties, of sums of floating-point numbers, of samples, of overruled verdicts, and across versions of the engine.
 */
export function claimsOf(
  left: ExplainedSide,
  right: ExplainedSide,
  judgements: Judgements,
  steps: { readonly left: StepsOf; readonly right: StepsOf },
): Claims {
  const known = new Map<string, boolean>();
  const remembered = (model: string, column: string | null, find: () => boolean): boolean => {
    const key = JSON.stringify([model, column]);
    const found = known.get(key);
    if (found !== undefined) return found;
    // Until it is known: nothing in circles is claimed.
    known.set(key, false);
    const made = find();
    known.set(key, made);
    return made;
  };

  const rows = (name: string): boolean =>
    remembered(name, null, () => {
      const pair = pairOf(name);
      if (pair === null) return false;
      const { one, other, change } = pair;
      if (change.scope.rows || !isWhole(one) || !isWhole(other)) return false;
      if (!sameEngine(one.definition, other.definition)) return false;
      if (one.definition.seed !== null) return other.definition.seed !== null;
      const bound = [one, other];
      if (!bound.every(({ form }) => form?.rows.stable && !form.rows.clock)) return false;
      const stepped = [steps.left(name), steps.right(name)];
      if (!stepped.every((each) => each !== null && !each.rows.some(({ floatOrder }) => floatOrder)))
        return false;
      return bound.every(({ form }) => form!.rows.reads.every((read) => isSameRead(one, other, read)));
    });

  const column = (name: string, columnName: string): boolean =>
    remembered(name, columnName.toLowerCase(), () => {
      if (!rows(name)) return false;
      const { one, other, change } = pairOf(name)!;
      const { changed, added, removed, renamed, retyped } = change.scope.columns;
      const touched = [
        ...changed,
        ...added,
        ...removed,
        ...retyped,
        ...renamed.flatMap(({ from, to }) => [from, to]),
      ];
      if (touched.some((each) => each.toLowerCase() === columnName.toLowerCase())) return false;
      const places = [placeOf(one.definition, columnName), placeOf(other.definition, columnName)];
      if (places.some((place) => place < 0)) return false;
      if (one.definition.columns[places[0]!]!.type !== other.definition.columns[places[1]!]!.type)
        return false;
      if (one.definition.seed !== null) return true;
      return [one, other].every(({ form }, index) => {
        const part = form?.columns[places[index]!];
        const done = (index === 0 ? steps.left : steps.right)(name)?.columns[places[index]!];
        return (
          part?.stable &&
          !part.clock &&
          done?.some(({ floatOrder }) => floatOrder) !== true &&
          part.reads.every((read) => isSameRead(one, other, read))
        );
      });
    });

  const pairOf = (name: string) => {
    const one = left.models.get(name);
    const other = right.models.get(name);
    const judged = judgements.get(name);
    const predecessor = judged?.predecessor?.name.toLowerCase();
    if (one === undefined || other === undefined || judged === undefined || predecessor !== name) return null;
    return { one, other, change: judged.change };
  };

  /** `read`: a symbol of a form, `[relation, column]` as JSON. */
  const isSameRead = (one: ExplainedModel, other: ExplainedModel, read: string): boolean => {
    const [relation, columnName] = JSON.parse(read) as [string, string | null];
    const [was, is] = [recorded(one, relation), recorded(other, relation)];
    if (was === null || is === null) return false;
    // Of a view only its definition and inputs are recorded, not rows.
    if (was === is && !was.startsWith('derived:')) return true;
    if (left.models.get(relation)?.entry.content !== was || right.models.get(relation)?.entry.content !== is)
      return false;
    return columnName === null ? rows(relation) : column(relation, columnName);
  };

  return {
    rows: (model) => rows(model.toLowerCase()),
    column: (model, name) => column(model.toLowerCase(), name),
    withdraw(model, name) {
      const place = (of: string | null) => JSON.stringify([model.toLowerCase(), of?.toLowerCase() ?? null]);
      known.set(place(name), false);
      if (name === null)
        for (const each of right.models.get(model.toLowerCase())?.definition.columns ?? [])
          known.set(place(each.name), false);
    },
  };
}

/** Computed at once, from what was recorded, by the definition that is known. */
function isWhole({ entry, definition }: ExplainedModel): boolean {
  const [only] = entry.ranges;
  return (
    !isKept(definition) &&
    entry.overrule === null &&
    (definition.seed !== null || (entry.ranges.length === 1 && only?.range === null && !only.sample))
  );
}

function sameEngine(one: Definition, other: Definition): boolean {
  return (
    canonicalJson(one.engine) === canonicalJson(other.engine) &&
    canonicalJson(one.settings) === canonicalJson(other.settings)
  );
}

function recorded({ entry }: ExplainedModel, relation: string): string | null {
  return entry.inputs.find((input) => input.relation.toLowerCase() === relation)?.content ?? null;
}

function placeOf({ columns }: Definition, name: string): number {
  return columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
}
