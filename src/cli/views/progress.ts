import type { ExecuteEvent } from '../../execute/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { Console } from '../console.ts';
import type { Host } from '../host.ts';
import { fitText, padText, textWidth } from './text-width.ts';
import { bytes, duration, rows } from './units.ts';

type Finished = Extract<ExecuteEvent, { kind: 'model-finished' }>;

export interface Progress {
  readonly event: (event: ExecuteEvent) => void;
  /** What finished so far, in order. */
  readonly finished: () => readonly Finished[];
  /** Takes what is drawn away; may be called twice. */
  readonly end: () => void;
}

/** One line for each finished step; on a terminal also what runs now, on a line that moves along. */
export function makeProgress(console: Console, host: Host, plan: Plan): Progress {
  const working = plan.models.filter((model) => model.action !== 'none' && model.action !== 'drop');
  const names = Math.max(0, ...working.map((model) => textWidth(model.name)));
  const running = new Set<string>();
  const finished: Finished[] = [];
  const drawn = host.terminal.interactive && !console.json;
  let statusShown = false;
  const clear = () => {
    if (statusShown) host.stderr('\r\u001b[2K');
    statusShown = false;
  };
  const status = () => {
    if (!drawn || running.size === 0) return;
    const text = `  ${finished.length}/${working.length}  ${[...running].join(', ')}`;
    host.stderr(console.style.dim(fitText(text, console.width - 1)));
    statusShown = true;
  };
  const line = (text: string) => {
    clear();
    console.say(text);
    status();
  };
  return {
    finished: () => finished,
    end: clear,
    event(event) {
      switch (event.kind) {
        case 'model-started':
          running.add(event.model);
          clear();
          status();
          return;
        case 'model-finished':
          running.delete(event.model);
          finished.push(event);
          line(finishedLine(event, names, console));
          return;
        case 'model-failed':
          running.delete(event.model);
          line(`  ${console.style.red('✗')} ${event.model}`);
          return;
        case 'model-skipped':
          line(
            `  ${console.style.dim('·')} ${padText(event.model, names, 'left')}  ${console.style.dim(`skipped: ${event.because} did not pass`)}`,
          );
          return;
        case 'committed':
          line(
            `  ${console.style.green('✓')} committed ${event.environment} version ${event.version} ${console.style.dim(`(${event.tables} tables, ${duration(event.seconds)})`)}`,
          );
          return;
        case 'source-read':
        case 'audit-failed':
        case 'recovered':
          return;
      }
    },
  };
}

function finishedLine(event: Finished, names: number, console: Console): string {
  const { style } = console;
  const { passed, warned, failed } = event.audits;
  const sign = failed > 0 ? style.red('✗') : warned > 0 ? style.yellow('!') : style.green('✓');
  const facts = [
    event.outcome === 'defined' ? 'defined' : event.rows === null ? '' : rows(event.rows),
    event.bytes === null ? '' : bytes(event.bytes),
    event.outcome === 'built' || event.outcome === 'defined' ? '' : event.outcome,
    passed + warned + failed === 0 ? '' : `${passed}/${passed + warned + failed} audits`,
    duration(event.seconds),
  ].filter((fact) => fact !== '');
  return `  ${sign} ${padText(event.model, names, 'left')}  ${style.dim(facts.join(' · '))}`;
}
