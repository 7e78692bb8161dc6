import type { Plan } from '../../plan/index.ts';
import { count, plural } from '../units.ts';
import { driftWords } from './drift-words.ts';
import { exposureReads } from './exposure-reads.ts';
import { fitLines } from './fit-lines.ts';
import { markdownCode, markdownFence, markdownSentence } from './markdown-text.ts';
import { storyDetails } from './plan-details.ts';
import { planMermaid } from './plan-mermaid.ts';
import { type PlanOverview, planOverview } from './plan-overview.ts';
import { type PlanStory, planStories, uncompared } from './plan-stories.ts';
import { summaryTable, touchedTable } from './plan-tables.ts';
import type { PlanTexts } from './plan-texts.ts';
import {
  carriedLine,
  emphasised,
  idleWords,
  nothingLine,
  planBase,
  readsLine,
  sectionTitle,
  summaryLine,
} from './plan-words.ts';
import { clipped, printable } from './printable.ts';

/** GitHub refuses a comment of more than 65,536 characters; GitLab and Azure DevOps take more. In UTF-16 units. */
export const markdownLimit = 65_000;

/** What the parts may take at most, so that each has its share; details take the rest. */
const shares = { touched: 20_000, exposures: 6_000, drift: 6_000, graph: 14_000, end: 1_000 };

/**
 * A plan as the comment of a pull request. Its first line is a marker, the same for each plan of an environment, by which a later one takes the place of an earlier. What
 * must not be missed comes first and is never cut; details that find no room are counted.
 */
export function planMarkdown(plan: Plan, texts: PlanTexts, { compared }: { compared: boolean }): string {
  const overview = planOverview(plan);
  const head = [`${marker(plan)}\n## ${heading(plan, compared)}`, lead(plan, overview, compared)];
  const drift = driftList(plan, shares.drift);
  if (overview.sections.length === 0)
    return `${[...head, drift].filter((part) => part !== '').join('\n\n')}\n`;
  const graph = planMermaid(plan, texts);
  const drawing = graph === null ? '' : markdownFence('mermaid', graph.lines);
  const more = uncompared(overview);
  const parts = [
    ...head,
    summaryTable(plan),
    touchedTable(overview, shares.touched),
    drift,
    exposureList(plan, shares.exposures),
    ...(graph === null || drawing.length > shares.graph ? [] : [drawing, graphNote(graph.left)]),
    more > 0 ? `The SQL of ${plural(more, 'more edited model')} is not shown.` : '',
  ].filter((part) => part !== '');
  const stories = planStories(overview, texts)
    .filter(({ kind }) => kind !== 'new' && kind !== 'dropped')
    .flatMap((section) => section.stories);
  return `${[...parts, ...fitDetails(stories, markdownLimit - shares.end - parts.join('\n\n').length)].join('\n\n')}\n`;
}

/** `<!-- lode-plan:prod -->` */
function marker({ environment }: Plan): string {
  const name = encodeURIComponent(clipped(printable(environment), 120)).replace(
    /%(3A|2F)/g,
    decodeURIComponent,
  );
  return `<!-- lode-plan:${name} -->`;
}

function heading({ environment }: Plan, compared: boolean): string {
  return `Lode plan ${compared ? 'against' : 'for'} ${markdownCode(environment)}`;
}

function lead(plan: Plan, overview: PlanOverview, compared: boolean): string {
  const { project } = plan;
  const commit = project.git === null ? '' : ` at ${markdownCode(project.git.slice(0, 12))}`;
  const base = `${markdownCode(project.name)}${commit}, ${markdownSentence(planBase(plan, compared), 400)}`;
  const idle = idleWords(plan).map((line) => `- ${markdownSentence(line, 400)}`);
  if (overview.sections.length === 0 && overview.carried === 0)
    return [nothingLine(plan), ...(idle.length === 0 ? [] : [idle.join('\n')]), base].join('\n\n');
  const titles = overview.sections.map((section) => {
    return `- ${emphasised(section.kind, sectionTitle(section))}`;
  });
  const { exposures } = plan;
  const seen =
    exposures.length === 0 ? [] : [`- **${plural(exposures.length, 'exposure')} would see something else**`];
  const sentences = [summaryLine(plan, overview), carriedLine(overview) ?? '', readsLine(plan.models) ?? ''];
  return [
    [...titles, ...seen, ...idle].join('\n'),
    sentences.filter((sentence) => sentence !== '').join(' '),
    base,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function exposureList({ exposures }: Plan, room: number): string {
  if (exposures.length === 0) return '';
  const lines = exposures.map((exposure) => {
    const reads = exposureReads(exposure)
      .slice(0, 20)
      .map(({ relation, columns }) => {
        if (columns === null) return `${markdownCode(relation)} (its rows)`;
        const more = columns.length > 20 ? ` and ${columns.length - 20} more` : '';
        return `${markdownCode(relation)} (${columns
          .slice(0, 20)
          .map((name) => markdownCode(name))
          .join(', ')}${more})`;
      });
    return `- ${markdownCode(exposure.name)} reads ${reads.join(', ')}`;
  });
  return ['**Exposures that would see something else**\n', ...fitLines(lines, room, 'exposure')].join('\n');
}

function driftList(plan: Plan, room: number): string {
  const found = driftWords(plan);
  if (found.length === 0) return '';
  const lines = found.flatMap(({ relation, models, lines: changes, touches }) => [
    `- ${markdownCode(relation)}, read by ${models.map((name) => markdownCode(name)).join(', ')}`,
    ...changes.map(
      ({ sign, text, stops }) =>
        `  - ${sign} ${stops ? `**${markdownSentence(text, 400)}**` : markdownSentence(text, 400)}`,
    ),
    ...touches.map(
      ({ relation: behind, columns }) =>
        `  - behind it: ${markdownCode(behind)} (${columns
          .slice(0, 20)
          .map((name) => markdownCode(name))
          .join(', ')})`,
    ),
  ]);
  return ['**Sources that are not as their contracts say**\n', ...fitLines(lines, room, 'line')].join('\n');
}

function graphNote(left: number): string {
  return `What was edited has a thick edge.${left > 0 ? ` ${count(left)} more found no room.` : ''}`;
}

/** The details that fit, in their order; those with a difference too long for the room come without it. */
function fitDetails(stories: readonly PlanStory[], room: number): string[] {
  const parts: string[] = [];
  const cut = { differences: 0, models: 0 };
  let left = room;
  const add = (part: string): boolean => {
    if (part.length + 2 > left) return false;
    left -= part.length + 2;
    parts.push(part);
    return true;
  };
  for (const story of stories) {
    if (add(storyDetails(story, true))) continue;
    if (add(storyDetails(story, false))) cut.differences += story.models.length;
    else cut.models += story.models.length;
  }
  const missing = [
    cut.differences > 0 ? `the SQL differences of ${plural(cut.differences, 'model')}` : '',
    cut.models > 0 ? `the details of ${plural(cut.models, 'model')}` : '',
  ].filter((part) => part !== '');
  if (missing.length === 0) return parts;
  return [
    ...parts,
    `Cut at ${count(markdownLimit)} characters: ${missing.join(' and ')} found no room. \`lode plan\` shows them.`,
  ];
}
