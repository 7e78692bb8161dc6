import type { Plan, PlanModel } from '../../plan/index.ts';
import type { Style } from './style.ts';
import { padText, textWidth } from './text-width.ts';
import { bytes, rows } from './units.ts';

const signs: Readonly<Record<PlanModel['action'], string>> = {
  build: '+',
  reuse: '=',
  metadata: '~',
  drop: '-',
  none: ' ',
};

/** A plan for people: what is to be done, model by model, and why; what stays is counted only. */
export function renderPlan(plan: Plan, style: Style): string {
  const base = plan.baseVersion === null ? 'a new environment' : `version ${plan.baseVersion}`;
  const lines = [
    `${style.bold(`Plan for ${plan.environment}`)} ${style.dim(`(${base}, target ${plan.target})`)}`,
  ];
  const touched = plan.models.filter((model) => model.action !== 'none');
  if (touched.length === 0)
    return `${lines[0]}\nNothing to do: all ${plan.models.length} models are as the project says.`;
  const names = Math.max(...touched.map((model) => textWidth(model.name)));
  for (const model of touched) lines.push(...modelLines(model, names, style));
  lines.push('', summaryLine(plan));
  return lines.join('\n');
}

export function summaryLine(plan: Plan): string {
  const { build, reuse, metadata, drop, none } = plan.summary;
  const parts = [
    build > 0 ? `${build} to build` : '',
    reuse > 0 ? `${reuse} to reuse` : '',
    metadata > 0 ? `${metadata} to redefine` : '',
    drop > 0 ? `${drop} to drop` : '',
    none > 0 ? `${none} unchanged` : '',
  ].filter((part) => part !== '');
  return `${parts.join(', ')}.`;
}

function modelLines(model: PlanModel, names: number, style: Style): string[] {
  const paint = model.destructive ? style.red : model.action === 'build' ? style.green : style.cyan;
  const verdict = model.direct && model.base !== null && model.verdict !== 'unchanged' ? model.verdict : '';
  const cost =
    model.reads.rows === null || model.reads.rows === 0
      ? ''
      : `reads ${rows(model.reads.rows)}${model.reads.bytes === null ? '' : `, ${bytes(model.reads.bytes)}`}`;
  const marks = [model.kind, verdict, cost, model.destructive ? 'destructive' : '']
    .filter((mark) => mark !== '')
    .join(' · ');
  const head = `  ${paint(signs[model.action])} ${padText(model.name, names, 'left')}  ${style.dim(marks)}`;
  if (model.base === null) return [head];
  return [head, ...model.reasons.map((reason) => `      ${style.dim(reason.message)}`)];
}
