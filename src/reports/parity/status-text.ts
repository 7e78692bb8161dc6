import { type NightMark, nightText, type ParityStatus } from '../../compare/parity/index.ts';
import { clipped, printable } from '../plan/printable.ts';
import { plural } from '../units.ts';
import { type MarkStyle, ruler, shownNights } from './chart.ts';
import { legend, markOf, markWords } from './marks.ts';
import { recordWords } from './parity-words.ts';

/** How the text sets things apart; the command line gives colours, tests nothing. */
export interface ParityStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly mark: MarkStyle;
}

const plain: ParityStyle = { bold: (text) => text, dim: (text) => text, mark: (_, text) => text };

type PairStatus = ParityStatus['pairs'][number];

/** The nights of each pair as a chart that fits `width`, and what is wrong with those that did not match last. */
export function statusText(status: ParityStatus, width: number, style: ParityStyle = plain): string {
  const { pairs, from, night } = status;
  const names = Math.min(40, Math.max(...pairs.map(({ pair }) => pair.length)));
  const streaks = pairs.map(streakText);
  const room = width - names - Math.max(...streaks.map((text) => text.length)) - 4;
  const nights = shownNights(from, night, room);
  const [months, days] = ruler(nights);
  const indent = ' '.repeat(names + 2);
  const marks = pairs.map((pair) => pair.nights.slice(-nights.length).map(({ mark }) => mark));
  const lines = [
    `${plural(nights.length, 'night')} to ${nightText(night)} ${style.dim(`(${status.timeZone})`)}`,
    '',
    style.dim(indent + months),
    style.dim(indent + days),
    ...pairs.map(
      (pair, index) =>
        `${style.bold(clipped(pair.pair, names))}${' '.repeat(names - clipped(pair.pair, names).length)}  ${marks[index]!.map((mark) => style.mark(mark, markOf(mark))).join('')}  ${streaks[index]}`,
    ),
    '',
    style.dim(legend(marks.flat())),
    ...notes(pairs, night, style),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

export function streakText({ streak, acceptedInStreak, required }: PairStatus): string {
  const accepted = acceptedInStreak === 0 ? '' : `, ${acceptedInStreak} accepted`;
  return `${plural(streak, 'night')}${accepted}${required ? '' : ' (not required)'}`;
}

/** A line for each pair whose last comparison did not match, or was a while ago. */
function notes(pairs: readonly PairStatus[], night: string, style: ParityStyle): string[] {
  const lines = pairs.flatMap((pair) => {
    const note = noteOf(pair, night);
    if (note === null) return [];
    const { mark, words } = note;
    const owner = pair.owner === null ? '' : style.dim(` (${printable(pair.owner)})`);
    return [`${style.mark(mark, markOf(mark))} ${style.bold(pair.pair)}${owner}  ${words}`];
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

/** What is to be said of a pair beside its chart; null where it simply matches. */
export function noteOf(
  { last, problem, nights }: PairStatus,
  night: string,
): { readonly mark: NightMark; readonly words: string } | null {
  if (problem !== null) return { mark: 'failed', words: problem };
  if (last === null) return { mark: 'missing', words: 'never compared' };
  const missing = nights.filter(({ mark, night: each }) => mark === 'missing' && each > last.night).length;
  const when = last.night === night ? 'tonight' : last.night;
  const since = `no run since ${last.night}, ${plural(missing, 'night')}`;
  if (last.verdict === 'matched') return missing === 0 ? null : { mark: 'missing', words: since };
  const words = `${when}: ${recordWords(last) || markWords(last.verdict)}`;
  return { mark: last.verdict, words: missing === 0 ? words : `${words}; ${since}` };
}
