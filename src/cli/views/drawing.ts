import type { Console } from '../console.ts';
import type { Host } from '../host.ts';
import { fitStyled } from './text-width.ts';

/** Lines at the bottom of a terminal that change, with lines above them that stay. */
export interface Drawing {
  /** Draws the changing lines anew. */
  readonly draw: () => void;
  /** A line that stays. */
  readonly line: (text: string) => void;
  /** Takes the changing lines away for good; may be called twice. */
  readonly end: () => void;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMilliseconds = 120;

/**
 * `lines` gives what is to be seen, none for nothing, and is asked often. Away from a terminal, with `--json` and with `--quiet` nothing is ever drawn, and lines that
 * stay are said as always. An interrupt takes the drawing away.
 */
export function makeDrawing(
  console: Console,
  host: Host,
  lines: (frame: string) => readonly string[],
): Drawing {
  if (!host.terminal.interactive || console.json || console.quiet)
    return { draw: () => {}, line: (text) => console.say(text), end: () => {} };
  let drawn = 0;
  let ticks = 0;
  let ended = false;
  const erased = () => (drawn === 0 ? '' : `\r\u001b[2K${'\u001b[1A\u001b[2K'.repeat(drawn - 1)}`);
  const show = (above: string) => {
    const width = host.terminal.columns - 1;
    const next = ended ? [] : lines(frames[ticks % frames.length]!).map((line) => fitStyled(line, width));
    // One write, so that nothing is seen in between.
    const text = `${erased()}${above}${next.join('\n')}`;
    if (text !== '') host.stderr(text);
    drawn = next.length;
  };
  const timer = setInterval(() => {
    ticks++;
    show('');
  }, frameMilliseconds);
  timer.unref();
  const end = () => {
    if (ended) return;
    ended = true;
    clearInterval(timer);
    host.signal.removeEventListener('abort', end);
    show('');
  };
  host.signal.addEventListener('abort', end, { once: true });
  return { draw: () => show(''), line: (text) => show(`${text}\n`), end };
}
