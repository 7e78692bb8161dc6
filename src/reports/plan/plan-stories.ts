import type { PlanModel } from '../../plan/index.ts';
import type { PlanOverview, PlanSection } from './plan-overview.ts';
import type { PlanTexts } from './plan-texts.ts';
import { isShown } from './reason-places.ts';
import { sqlDifferences, type TextDifference } from './sql-difference.ts';
import { sentenceOfStory, storyOfReason, type ToldReason, toldReasons } from './told-reasons.ts';

/** Models of a section of which the same is to be said. */
export type PlanStory =
  | {
      /** Edited in the same way; nearly always one. */
      readonly kind: 'own';
      readonly models: readonly PlanModel[];
      readonly reasons: readonly ToldReason[];
      readonly differences: readonly TextDifference[];
    }
  | {
      /** Not edited: touched by what they read, for the same reasons. The columns are each model's own. */
      readonly kind: 'shared';
      readonly models: readonly (PlanModel & { readonly columns: readonly string[] })[];
      readonly sentences: readonly string[];
    };

export interface ToldSection extends PlanSection {
  readonly stories: readonly PlanStory[];
}

/** Of so many edited models the differences are found; whoever edits more of them at once cannot read these one by one. */
const mostCompared = 60;

/** The sections with their stories: models of a section of which the same is to be said are put together, in the order of the first of each. */
export function planStories({ sections }: PlanOverview, texts: PlanTexts): ToldSection[] {
  let left = mostCompared;
  return sections.map((section) => {
    const compared = new Set(section.models.filter(isEdited).slice(0, left));
    left -= compared.size;
    return { ...section, stories: storiesOf(section, texts, compared) };
  });
}

/** How many edited models are told without their difference, because there are too many of them. */
export function uncompared({ sections }: PlanOverview): number {
  const edited = sections.flatMap(({ models }) => models.filter(isEdited)).length;
  return Math.max(0, edited - mostCompared);
}

function isEdited({ direct, base, action }: PlanModel): boolean {
  return direct && base !== null && action !== 'drop';
}

function storiesOf({ models }: PlanSection, texts: PlanTexts, compared: ReadonlySet<PlanModel>): PlanStory[] {
  const own = new Map<string, { models: PlanModel[]; story: Omit<PlanStory & { kind: 'own' }, 'models'> }>();
  const shared = new Map<string, PlanModel[]>();
  for (const model of models) {
    if (!model.direct) {
      const key = JSON.stringify([...new Set(model.reasons.map(storyOfReason))]);
      push(shared, key, model);
      continue;
    }
    const texted = texts.get(model.name.toLowerCase());
    const reasons = model.base === null ? [] : toldReasons(model.reasons, texted);
    const differences = texted === undefined || !compared.has(model) ? [] : sqlDifferences(texted);
    const { action, verdict, overrule, renamedFrom } = model;
    const changes = differences.map((difference) => difference.hunks?.map((hunk) => hunk.lines) ?? null);
    const words = reasons.map(({ place: _, ...rest }) => rest);
    const key = JSON.stringify([action, verdict, overrule, renamedFrom, words, changes]);
    const known = own.get(key);
    if (known === undefined) own.set(key, { models: [model], story: { kind: 'own', reasons, differences } });
    else known.models.push(model);
  }
  return [
    ...[...own.values()].map(({ models: same, story }): PlanStory => ({ ...story, models: same })),
    ...[...shared.values()].map((same) => sharedStory(same, texts)),
  ];
}

function sharedStory(models: readonly PlanModel[], texts: PlanTexts): PlanStory {
  const [only] = models;
  if (models.length === 1 && only !== undefined) {
    const reasons = toldReasons(only.reasons, texts.get(only.name.toLowerCase()));
    return { kind: 'own', models, reasons, differences: [] };
  }
  return {
    kind: 'shared',
    models: models.map((model) => ({
      ...model,
      columns: [...new Set(model.reasons.flatMap((reason) => reason.columns))],
    })),
    sentences: [...new Set(only!.reasons.map(sentenceOfStory))],
  };
}

/** The differences less the parts that stand beside a reason already. */
export function untoldDifferences(
  differences: readonly TextDifference[],
  reasons: readonly ToldReason[],
): TextDifference[] {
  const shown = reasons.flatMap(({ texts }) => (texts === null ? [] : [texts]));
  return differences.flatMap((difference) => {
    if (difference.hunks === null) return [difference];
    const hunks = difference.hunks.filter((hunk) => !isShown(hunk, shown));
    return hunks.length === 0 && difference.hunks.length > 0 ? [] : [{ ...difference, hunks }];
  });
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
