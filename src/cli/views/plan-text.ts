import type { Plan } from '../../plan/index.ts';
import {
  carriedLine,
  driftWords,
  exposureReads,
  idleWords,
  nothingLine,
  type PlanTexts,
  planBase,
  planOverview,
  planStories,
  planTitle,
  printable,
  readsLine,
  type SectionKind,
  sectionTitle,
  summaryLine,
  uncompared,
} from '../../reports/plan/index.ts';
import { storyLines } from './plan-story-text.ts';
import { wrapText } from './plan-wrap.ts';
import type { Style } from './style.ts';
import { padText, textWidth } from './text-width.ts';
import { plural } from './units.ts';

export interface PlanView {
  /** The definitions behind the plan; without them no SQL is shown. */
  readonly texts?: PlanTexts;
  /** Whether it compares two versions of the project, and is not about an environment. */
  readonly compared?: boolean;
  /** Columns of the terminal. */
  readonly width?: number;
}

/** Longer lines are hard to read, however wide the terminal. */
const widest = 100;

/** Lines of SQL that a plan shows before it leaves the rest to the files. */
const mostDifferenceLines = 400;

/**
 * A plan for people: what is touched, by verdict, with the reasons, their places and the SQL before and after; models of which the same is to be said are put together, what
 * stays is counted only.
 */
export function renderPlan(plan: Plan, style: Style, view: PlanView = {}): string {
  const width = Math.min(view.width ?? widest, widest);
  const compared = view.compared ?? false;
  const head = `${style.bold(printable(planTitle(plan, compared)))} ${style.dim(`(${planBase(plan, compared)})`)}`;
  const overview = planOverview(plan);
  const idle = idleWords(plan).flatMap((line) => wrapText(printable(line), width).map(style.yellow));
  if (overview.sections.length === 0 && overview.carried === 0)
    return [[head, nothingLine(plan), ...idle], driftLines(plan, style, width)]
      .filter((part) => part.length > 0)
      .map((part) => part.join('\n'))
      .join('\n\n');
  const room = { lines: mostDifferenceLines, macros: new Set<string>() };
  const sections = planStories(overview, view.texts ?? new Map()).map((section) => {
    const paint = sectionPaint(section.kind, style);
    return [
      paint(sectionTitle(section)),
      ...storyLines(section.kind, section.stories, { style, width, room }),
    ];
  });
  const more = view.texts === undefined ? 0 : uncompared(overview);
  const summary = [
    summaryLine(plan, overview),
    carriedLine(overview) ?? '',
    readsLine(plan.models) ?? '',
    more > 0 ? `The SQL of ${plural(more, 'more edited model')} is not shown.` : '',
  ];
  const end = wrapText(summary.filter((line) => line !== '').join(' '), width);
  return [[head], ...sections, driftLines(plan, style, width), exposureLines(plan, style, width), idle, end]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
}

function sectionPaint(kind: SectionKind, style: Style): (text: string) => string {
  if (kind === 'breaking' || kind === 'unknown') return style.red;
  return kind === 'overruled' ? style.yellow : style.bold;
}

function driftLines(plan: Plan, style: Style, width: number): string[] {
  const found = driftWords(plan);
  if (found.length === 0) return [];
  const lines = found.flatMap(({ relation, models, lines: changes, touches }) => [
    `  ${printable(relation)}  ${style.dim(`read by ${printable(models.join(', '))}`)}`,
    ...changes.flatMap(({ sign, text, stops }) => {
      const [first = '', ...more] = wrapText(printable(text), width - 6);
      const paint = stops ? style.red : (each: string) => each;
      return [`    ${sign} ${paint(first)}`, ...more.map((line) => `      ${paint(line)}`)];
    }),
    ...(touches.length === 0
      ? []
      : wrapText(
          printable(
            `behind it: ${touches.map((each) => `${each.relation} (${each.columns.join(', ')})`).join(', ')}`,
          ),
          width - 6,
        ).map((line) => `      ${style.dim(line)}`)),
  ]);
  return [style.bold('Sources that are not as their contracts say'), ...lines];
}

function exposureLines({ exposures }: Plan, style: Style, width: number): string[] {
  if (exposures.length === 0) return [];
  const names = Math.max(...exposures.map(({ name }) => textWidth(printable(name))));
  const indent = ' '.repeat(names + 4);
  const lines = exposures.flatMap((exposure) => {
    const reads = exposureReads(exposure).map(
      ({ relation, columns }) => `${relation} (${columns === null ? 'its rows' : columns.join(', ')})`,
    );
    const [first = '', ...more] = wrapText(printable(reads.join(', ')), width - indent.length);
    const name = padText(printable(exposure.name), names, 'left');
    return [`  ${name}  ${style.dim(first)}`, ...more.map((line) => `${indent}${style.dim(line)}`)];
  });
  return [style.bold('Exposures that would see something else'), ...lines];
}
