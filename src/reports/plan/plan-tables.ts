import type { Plan, PlanModel } from '../../plan/index.ts';
import { bytes, count } from '../units.ts';
import { fitLines } from './fit-lines.ts';
import { markdownCode, markdownSentence } from './markdown-text.ts';
import type { PlanOverview, SectionKind } from './plan-overview.ts';
import { emphasised, scopeWords, sectionNames } from './plan-words.ts';

const verdictOrder = ['breaking', 'unknown', 'additive', 'metadata', 'unchanged'] as const;

const actionNames: Readonly<Record<PlanModel['action'], string>> = {
  build: 'build',
  reuse: 'reuse',
  metadata: 'redefine',
  drop: 'drop',
  none: 'nothing',
};

/** How many models there are of each verdict and action. */
export function summaryTable({ models }: Plan): string {
  const verdicts = verdictOrder.filter((verdict) => models.some((model) => model.verdict === verdict));
  const actions = (Object.keys(actionNames) as PlanModel['action'][]).filter((action) =>
    models.some((model) => model.action === action),
  );
  const cell = (verdict: string, action: string) => {
    const number = models.filter((model) => model.verdict === verdict && model.action === action).length;
    return number === 0 ? '' : count(number);
  };
  return [
    row(['verdict', ...actions.map((action) => actionNames[action])]),
    row(['---', ...actions.map(() => '---:')]),
    ...verdicts.map((verdict) => row([verdict, ...actions.map((action) => cell(verdict, action))])),
  ].join('\n');
}

/** A line for each touched model, as many as there is room for. */
export function touchedTable({ sections }: PlanOverview, room: number): string {
  const lines = sections.flatMap(({ kind, models }) => models.map((model) => touchedRow(kind, model)));
  return [
    row(['model', 'verdict', 'action', 'what changes', 'rows read', 'bytes read']),
    row(['---', '---', '---', '---', '---:', '---:']),
    ...fitLines(lines, room, 'model'),
  ].join('\n');
}

function touchedRow(kind: SectionKind, model: PlanModel): string {
  const verdict = emphasised(kind, sectionNames[kind].toLowerCase());
  const { rows, bytes: size } = model.action === 'build' ? model.reads : { rows: null, bytes: null };
  return row([
    markdownCode(model.name),
    kind === 'overruled' ? `${verdict} to ${model.verdict}` : verdict,
    actionNames[model.action] + (model.destructive ? ', **destructive**' : ''),
    kind === 'new' || kind === 'dropped' ? '' : changeWords(model),
    rows === null || rows === 0 ? '' : count(rows),
    size === null || size === 0 ? '' : bytes(size),
  ]);
}

function changeWords(model: PlanModel): string {
  const words = scopeWords(model.scope).map((words) => markdownSentence(words, 300));
  const own = model.direct ? ['edited'] : [];
  const former = model.renamedFrom === null ? [] : [`was ${markdownCode(model.renamedFrom)}`];
  return [...own, ...former, ...words].join('; ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
