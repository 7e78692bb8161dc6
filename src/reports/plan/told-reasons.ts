import type { PlanModel } from '../../plan/index.ts';
import type { ModelTexts } from './plan-texts.ts';
import { placeOf, type ReasonTexts, reasonTexts } from './reason-places.ts';

/** A reason as it is told: those that say the same of other columns are put into one. */
export interface ToldReason {
  readonly rule: string;
  /** Names in it stand between backticks. */
  readonly sentence: string;
  /** `file:line`. */
  readonly place: string | null;
  readonly texts: ReasonTexts | null;
}

const mostNamed = 5;

export function toldReasons(
  reasons: PlanModel['reasons'],
  texts: ModelTexts | undefined,
): readonly ToldReason[] {
  const told = new Map<string, { reason: Omit<ToldReason, 'sentence'>; message: string; others: string[] }>();
  reasons.forEach((reason, index) => {
    const sql = reasonTexts(reason, texts);
    const key = sql === null ? storyOfReason(reason) : String(index);
    const first = told.get(key);
    const { rule, message } = reason;
    if (first === undefined)
      told.set(key, { reason: { rule, place: placeOf(reason), texts: sql }, message, others: [] });
    else first.others.push(...reason.columns);
  });
  return [...told.values()].map(({ reason, message, others }) => ({
    ...reason,
    sentence: others.length === 0 ? message : `${message.replace(/\.$/, '')}; the same for ${names(others)}.`,
  }));
}

/** What a reason says, whatever the column that it says it of. */
export function storyOfReason({ rule, message, columns }: PlanModel['reasons'][number]): string {
  return JSON.stringify([rule, withoutColumn(message, columns) ?? message]);
}

/** The reason's sentence for any column. */
export function sentenceOfStory({ message, columns }: PlanModel['reasons'][number]): string {
  const rest = withoutColumn(message, columns);
  return rest === null ? message : `The column${rest}`;
}

function withoutColumn(message: string, columns: readonly string[]): string | null {
  const subject = `\`${columns[0]}\``;
  return columns.length === 1 && message.startsWith(subject) ? message.slice(subject.length) : null;
}

/** Some names between backticks, and how many more there are. */
export function names(all: readonly string[], most: number = mostNamed): string {
  const shown = all.slice(0, all.length <= most + 1 ? all.length : most).map((name) => `\`${name}\``);
  const more = all.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more.toLocaleString('en')} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
