import type { RollbackPlan, RollbackStep } from '../../execute/index.ts';
import type { Style } from './style.ts';
import { padText, textWidth } from './text-width.ts';
import { count } from './units.ts';

const sentences: Readonly<Record<RollbackStep['change'], string>> = {
  rows: 'gets the rows that it had',
  definition: 'gets its earlier definition; its rows are the same',
  return: 'comes back',
  leave: 'was not there, and leaves; its files stay as long as history is kept',
  keep: 'stays as it is: it holds what no query makes again (--include-history takes it back too)',
};

/** What going back would do, model by model. */
export function renderRollback(plan: RollbackPlan, committedAt: string, style: Style): string {
  const names = Math.max(...plan.steps.map((step) => textWidth(step.model)));
  const lines = plan.steps.map(({ model, change, rows }) => {
    const counts =
      change === 'rows' && rows.before !== null && rows.after !== null
        ? ` (${count(rows.before)} → ${count(rows.after)} rows)`
        : '';
    const text = `${padText(model, names, 'left')}  ${sentences[change]}${counts}`;
    return `  ${change === 'keep' ? style.dim(text) : text}`;
  });
  return [
    `${style.bold(`Back to version ${plan.to} of ${plan.environment}`)} ${style.dim(`(of ${committedAt}; it is at version ${plan.from})`)}`,
    ...lines,
  ].join('\n');
}
