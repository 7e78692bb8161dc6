import type { Plan, PlanModel } from '../../plan/index.ts';
import { bytes, count } from '../units.ts';
import { fitLines } from './fit-lines.ts';
import { markdownCode, markdownSentence } from './markdown-text.ts';
import type { PlanOverview } from './plan-overview.ts';
import { scopeWords, sectionNames } from './plan-words.ts';

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
  const lines = sections.flatMap(({ kind, models }) =>
    models.map((model) =>
      row([
        markdownCode(model.name),
        kind === 'breaking' || kind === 'unknown' ? `**${kind}**` : sectionNames[kind].toLowerCase(),
        actionNames[model.action] + (model.destructive ? ', **destructive**' : ''),
        kind === 'new' || kind === 'dropped' ? '' : changeWords(model),
        model.reads.rows === null || model.action !== 'build' ? '' : count(model.reads.rows),
        model.reads.bytes === null || model.action !== 'build' ? '' : bytes(model.reads.bytes),
      ]),
    ),
  );
  return [
    row(['model', 'verdict', 'action', 'what changes', 'rows read', 'bytes read']),
    row(['---', '---', '---', '---', '---:', '---:']),
    ...fitLines(lines, room, 'model'),
  ].join('\n');
}

function changeWords(model: PlanModel): string {
  const words = scopeWords(model.scope).map((words) => markdownSentence(words, 300));
  const own = model.direct ? ['edited'] : [];
  const former = model.renamedFrom === null ? [] : [`was ${markdownCode(model.renamedFrom)}`];
  const overruled = model.reasons.some((reason) => reason.rule === 'overruled') ? ['**overruled**'] : [];
  return [...own, ...former, ...overruled, ...words].join('; ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
