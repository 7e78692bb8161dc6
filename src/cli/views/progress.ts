import type { ExecuteEvent } from '../../execute/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { Console } from '../console.ts';
import type { Host } from '../host.ts';
import { type Drawing, makeDrawing } from './drawing.ts';
import { padText, textWidth } from './text-width.ts';
import { timeLeft } from './time-left.ts';
import { bytes, count, duration, rows } from './units.ts';

export type FinishedModel = Extract<ExecuteEvent, { kind: 'model-finished' }>;

export interface Progress {
  readonly event: (event: ExecuteEvent) => void;
  /** What finished so far, in order. */
  readonly finished: () => readonly FinishedModel[];
  /** Takes what is drawn away; may be called twice. */
  readonly end: () => void;
}

export interface Pace {
  /** How many models run at once. */
  readonly concurrency: number;
  /** Seconds that models took the last time, by lower-case name. */
  readonly expected: ReadonlyMap<string, number>;
}

interface Running {
  readonly since: number;
  /** Source relations read so far. */
  reads: string;
}

/** One line for each finished step; on a terminal also what runs now, below them, until it has finished. */
export function makeProgress(console: Console, host: Host, plan: Plan, pace: Pace): Progress {
  const working = plan.models.filter((model) => model.action !== 'none' && model.action !== 'drop');
  const names = Math.max(0, ...working.map((model) => textWidth(model.name)));
  const waiting = new Set(working.map((model) => model.name));
  const running = new Map<string, Running>();
  const finished: FinishedModel[] = [];
  const drawing: Drawing = makeDrawing(console, host, (frame) =>
    runningLines({ console, host, pace, names, waiting, running, finished, total: working.length, frame }),
  );
  const leave = (model: string) => {
    waiting.delete(model);
    running.delete(model);
  };
  return {
    finished: () => finished,
    end: drawing.end,
    event(event) {
      switch (event.kind) {
        case 'model-started':
          waiting.delete(event.model);
          running.set(event.model, { since: host.clock.now(), reads: '' });
          drawing.draw();
          return;
        case 'source-read': {
          const model = running.get(event.model);
          if (model !== undefined) model.reads = `read ${rows(event.rows)} of ${event.relation}`;
          if (event.setAside !== null)
            drawing.line(
              `  ${console.style.yellow('!')} ${event.relation}: ${rows(event.setAside.rows)} cannot be read and ${event.setAside.rows === 1 ? 'is' : 'are'} kept aside in ${event.setAside.relation}`,
            );
          return;
        }
        case 'model-finished':
          leave(event.model);
          finished.push(event);
          drawing.line(finishedLine(event, names, console));
          return;
        case 'model-failed':
          leave(event.model);
          drawing.line(
            `  ${console.style.red('✗')} ${padText(event.model, names, 'left')}  ${console.style.dim('failed')}`,
          );
          return;
        case 'model-skipped':
          leave(event.model);
          drawing.line(
            `  ${console.style.dim('·')} ${padText(event.model, names, 'left')}  ${console.style.dim(`skipped: ${event.because} did not pass`)}`,
          );
          return;
        case 'committed':
          drawing.line(
            `  ${console.style.green('✓')} committed ${event.environment} version ${event.version} ${console.style.dim(`(${count(event.tables)} table${event.tables === 1 ? '' : 's'}, ${duration(event.seconds)})`)}`,
          );
          return;
        case 'audit-failed':
        case 'recovered':
          return;
      }
    },
  };
}

interface State {
  readonly console: Console;
  readonly host: Host;
  readonly pace: Pace;
  readonly names: number;
  readonly waiting: ReadonlySet<string>;
  readonly running: ReadonlyMap<string, Running>;
  readonly finished: readonly FinishedModel[];
  readonly total: number;
  readonly frame: string;
}

/** More models than this at once are counted, not listed. */
const mostLines = 8;

function runningLines(state: State): string[] {
  const { console, host, pace, names, waiting, running, finished, total, frame } = state;
  const { style } = console;
  if (running.size === 0) return [];
  const now = host.clock.now();
  const elapsed = new Map(
    [...running].map(([name, { since }]) => [name.toLowerCase(), (now - since) / 1000]),
  );
  const lines = [...running].slice(0, mostLines).map(([name, { reads }]) => {
    const usual = pace.expected.get(name.toLowerCase());
    const facts = [
      duration(elapsed.get(name.toLowerCase())!),
      usual === undefined ? '' : `last time ${duration(usual)}`,
      reads,
    ].filter((fact) => fact !== '');
    return `  ${style.cyan(frame)} ${padText(name, names, 'left')}  ${style.dim(facts.join(' · '))}`;
  });
  const left = timeLeft({
    waiting: [...waiting].map((name) => name.toLowerCase()),
    running: elapsed,
    finished: finished.map((model) => model.seconds),
    expected: pace.expected,
    concurrency: pace.concurrency,
  });
  const more = running.size - mostLines;
  const facts = [
    `${count(total - waiting.size - running.size)} of ${count(total)} done`,
    more > 0 ? `${count(more)} more running` : '',
    left === null
      ? ''
      : left < 1
        ? 'about a second left'
        : `about ${duration(Math.ceil(left)).replace('.0 s', ' s')} left`,
  ].filter((fact) => fact !== '');
  return [...lines, `  ${style.dim(facts.join(' · '))}`];
}

function finishedLine(event: FinishedModel, names: number, console: Console): string {
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
