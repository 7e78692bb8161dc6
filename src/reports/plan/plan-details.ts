import type { PlanModel } from '../../plan/index.ts';
import { count, plural } from '../units.ts';
import { htmlCode, markdownCode, markdownFence, markdownSentence } from './markdown-text.ts';
import { sectionOf } from './plan-overview.ts';
import type { PlanStory } from './plan-stories.ts';
import { modelWork, sectionNames } from './plan-words.ts';
import { clipped, printable } from './printable.ts';
import type { TextDifference } from './sql-difference.ts';
import type { ToldReason } from './told-reasons.ts';

const mostModels = 30;
const mostColumns = 20;
const mostReasons = 40;
const longestSentence = 600;
const mostLines = 200;
const longestLine = 300;

/** What there is to say of some models, folded: the reasons with their places, then the difference. */
export function storyDetails(story: PlanStory, withDifferences: boolean): string {
  const body =
    story.kind === 'own'
      ? [
          modelNames(story.models),
          fitted(story.reasons, mostReasons, 'reason', reasonItem),
          ...story.differences.map((difference) => (withDifferences ? differenceText(difference) : '')),
          story.differences.length > 0 && !withDifferences ? 'The SQL difference found no room here.' : '',
        ]
      : [
          story.sentences.map((sentence) => markdownSentence(sentence, longestSentence)).join(' '),
          modelItems(story.models),
        ];
  return [
    `<details><summary>${summary(story.models)}</summary>`,
    ...body.filter((part) => part !== ''),
    '</details>',
  ].join('\n\n');
}

function summary(models: readonly PlanModel[]): string {
  const [first, ...others] = models;
  const kind = sectionNames[sectionOf(first!) ?? 'moved'].toLowerCase();
  const more = others.length === 0 ? '' : ` and ${plural(others.length, 'more model')}`;
  const how = first!.direct ? 'edited' : 'by what they read';
  const marks = [
    kind,
    models.length > 1 || first!.direct ? how : 'by what it reads',
    ...(others.length === 0 ? works(first!) : []),
  ];
  return `<b>${htmlCode(first!.name)}</b>${more}: ${marks.join(' · ')}`;
}

function works(model: PlanModel): string[] {
  const former = model.renamedFrom === null ? [] : [`was ${htmlCode(model.renamedFrom)}`];
  const work = modelWork(model);
  return [...former, ...(work === '' ? [] : [work])];
}

/** A name alone stands in the summary. */
function modelNames(models: readonly PlanModel[]): string {
  if (models.length < 2) return '';
  const shown = models.slice(0, mostModels).map(({ name }) => markdownCode(name));
  const more = models.length > mostModels ? ` and ${count(models.length - mostModels)} more` : '';
  return `${shown.join(', ')}${more}:`;
}

function modelItems(models: readonly (PlanModel & { columns: readonly string[] })[]): string {
  return fitted(models, mostModels, 'model', ({ name, columns }) => {
    const shown = columns.slice(0, mostColumns).map((column) => markdownCode(column));
    const more = columns.length > mostColumns ? ` and ${count(columns.length - mostColumns)} more` : '';
    return `- ${markdownCode(name)}${shown.length === 0 ? '' : `: ${shown.join(', ')}${more}`}`;
  });
}

function reasonItem({ sentence, place }: ToldReason): string {
  const where = place === null ? '' : ` (${markdownCode(place, 200)})`;
  return `- ${markdownSentence(sentence, longestSentence)}${where}`;
}

function differenceText({ kind, newFile, hunks }: TextDifference): string {
  const file = markdownCode(newFile, 200);
  const where = kind === 'rendered' ? `${file}, as it is rendered` : file;
  if (hunks === null) return `${where} is written anew.`;
  if (hunks.length === 0) return `${where}: only line ends differ.`;
  const lines = hunks.flatMap(({ oldLine, newLine, lines: changed }) => [
    `@@ -${oldLine} +${newLine} @@`,
    ...changed.map((line) => clipped(printable(line), longestLine)),
  ]);
  const more = lines.length - mostLines;
  return [
    `${where}:\n`,
    markdownFence('diff', lines.slice(0, mostLines)),
    ...(more > 0 ? [`\n… ${plural(more, 'more line')}`] : []),
  ].join('\n');
}

function fitted<Item>(
  items: readonly Item[],
  most: number,
  noun: string,
  line: (item: Item) => string,
): string {
  const more = items.length - most;
  return [
    ...items.slice(0, most).map(line),
    ...(more > 0 ? [`\n… and ${plural(more, `more ${noun}`)}`] : []),
  ].join('\n');
}
