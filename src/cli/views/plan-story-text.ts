import type { PlanModel } from '../../plan/index.ts';
import {
  clipped,
  modelWork,
  type PlanStory,
  printable,
  type SectionKind,
  type ToldReason,
  untoldDifferences,
} from '../../reports/plan/index.ts';
import { differenceLines, type Room, sqlLine } from './plan-difference-text.ts';
import { wrapText } from './plan-wrap.ts';
import type { Style } from './style.ts';
import { padText, textWidth } from './text-width.ts';
import { count } from './units.ts';

export interface StoryView {
  readonly style: Style;
  readonly width: number;
  /** What is left for lines of SQL in the whole plan. */
  readonly room: Room;
}

const signs: Readonly<Record<PlanModel['action'], string>> = {
  build: '+',
  reuse: '=',
  metadata: '~',
  drop: '-',
  none: ' ',
};

/** More models than this of which the same is to be said are counted. */
const mostListed = 12;
/** Of models that come, go or only see other rows nothing but the name is said: more of them fit. */
const mostPlain = 40;
const longestSentence = 1_000;

const plainSections: ReadonlySet<SectionKind> = new Set(['new', 'dropped']);

/** Parts of more lines than this stand apart. */
const mostClose = 4;

/** The models of a section, each with what is to be said of it. */
export function storyLines(kind: SectionKind, stories: readonly PlanStory[], view: StoryView): string[] {
  if (plainSections.has(kind)) {
    const models = stories.flatMap((story) => story.models);
    return [
      ...modelLines(models.slice(0, mostPlain), '  ', view),
      ...moreLine(models.length - mostPlain, '  '),
    ];
  }
  const parts = stories.map((story) =>
    story.kind === 'own' ? ownLines(story, view) : sharedLines(story, view),
  );
  return parts.flatMap((lines, index) => {
    const before = parts[index - 1]?.length ?? 0;
    return Math.max(before, index === 0 ? 0 : lines.length) > mostClose ? ['', ...lines] : lines;
  });
}

function ownLines({ models, reasons, differences }: PlanStory & { kind: 'own' }, view: StoryView): string[] {
  const left = untoldDifferences(differences, reasons);
  return [
    ...modelLines(models.slice(0, mostListed), '  ', view),
    ...moreLine(models.length - mostListed, '  '),
    ...reasons.flatMap((reason) => reasonLines(reason, view)),
    ...left.flatMap((difference) => differenceLines(difference, '      ', view)),
  ];
}

function sharedLines({ models, sentences }: PlanStory & { kind: 'shared' }, view: StoryView): string[] {
  const { style, width } = view;
  const told = clipped(printable(sentences.join(' ')), longestSentence).replace(/\.$/, ':');
  return [
    ...wrapText(told, width - 2).map((line) => `  ${style.dim(line)}`),
    ...modelLines(models.slice(0, mostListed), '    ', view, ({ columns }) => columnWords(columns)),
    ...moreLine(models.length - mostListed, '    '),
  ];
}

function reasonLines({ sentence, place, texts, rule }: ToldReason, { style, width }: StoryView): string[] {
  const indent = '      ';
  const paint = rule === 'overruled' || rule === 'not-overruled' ? style.yellow : (text: string) => text;
  const lines = wrapText(clipped(printable(sentence), longestSentence), width - indent.length);
  const last = lines.at(-1)!;
  const room = width - indent.length - textWidth(last) - 2;
  const shown = place === null ? '' : printable(place);
  const beside = shown !== '' && textWidth(shown) <= room;
  return [
    ...lines.slice(0, -1).map((line) => `${indent}${paint(line)}`),
    `${indent}${paint(last)}${beside ? `  ${style.dim(shown)}` : ''}`,
    ...(shown === '' || beside ? [] : [`${indent}  ${style.dim(shown)}`]),
    ...(texts?.old.map((line) => `${indent}  ${sqlLine(`- ${line}`, style, width)}`) ?? []),
    ...(texts?.new.map((line) => `${indent}  ${sqlLine(`+ ${line}`, style, width)}`) ?? []),
  ];
}

/** A line for each model: sign, name, and what else there is to know of it, in columns. */
function modelLines<Model extends PlanModel>(
  models: readonly Model[],
  indent: string,
  { style }: StoryView,
  also: (model: Model) => string = () => '',
): string[] {
  const names = Math.max(0, ...models.map(({ name }) => textWidth(printable(name))));
  return models.map((model) => {
    const paint = model.destructive ? style.red : model.action === 'build' ? style.green : style.cyan;
    const former = model.renamedFrom === null ? '' : `was ${model.renamedFrom}`;
    const marks = [also(model), model.kind, former, modelWork(model)].filter((mark) => mark !== '');
    const name = padText(printable(model.name), names, 'left');
    return `${indent}${paint(signs[model.action])} ${name}  ${style.dim(printable(marks.join(' · ')))}`;
  });
}

const mostColumns = 4;

function columnWords(columns: readonly string[]): string {
  const more = columns.length - mostColumns;
  return more > 1 ? `${columns.slice(0, mostColumns).join(', ')} and ${more} more` : columns.join(', ');
}

function moreLine(more: number, indent: string): string[] {
  return more <= 0 ? [] : [`${indent}… and ${count(more)} more ${more === 1 ? 'model' : 'models'}`];
}
