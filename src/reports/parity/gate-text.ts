import { type NightMark, nightText, type ParityGateDocument } from '../../compare/parity/index.ts';
import { printable } from '../plan/printable.ts';
import { plural } from '../units.ts';
import { markOf } from './marks.ts';
import type { ParityStyle } from './status-text.ts';

type PairGate = ParityGateDocument['pairs'][number];
const plain: ParityStyle = { bold: (text) => text, dim: (text) => text, mark: (_, text) => text };

/** Whether the gate is open, why not, and when it could be. */
export function gateText(gate: ParityGateDocument, style: ParityStyle = plain): string {
  const { open, days, pairs, night } = gate;
  const width = Math.max(0, ...pairs.map(({ pair }) => pair.length));
  const waiting = pairs.filter((pair) => !pair.open).length;
  const lines = [
    style.bold(headline(gate, waiting)),
    '',
    ...pairs.flatMap((pair) => {
      return [
        `${style.mark(markFor(pair), markOf(markFor(pair)))} ${style.bold(pair.pair.padEnd(width))}  ${pairWords(pair, days)}`,
        ...pairNotes(pair).map((note) => style.dim(`  ${' '.repeat(width)}  ${note}`)),
      ];
    }),
  ];
  if (!open) lines.push('', openingWords(gate, night));
  return `${lines.join('\n').trimEnd()}\n`;
}

function headline({ open, days, pairs }: ParityGateDocument, waiting: number): string {
  if (pairs.length === 0) return 'Closed: no pair is required, so that nothing is proved.';
  return open
    ? `Open: ${pairs.length === 1 ? 'the required pair has' : `all ${pairs.length} required pairs have`} matched ${plural(days, 'night')} in a row.`
    : pairs.length === 1
      ? `Closed: the required pair has not matched ${plural(days, 'night')} in a row.`
      : `Closed: ${waiting} of ${plural(pairs.length, 'required pair')} ${waiting === 1 ? 'has' : 'have'} not matched ${plural(days, 'night')} in a row.`;
}

function pairWords(pair: PairGate, days: number): string {
  const { streak, since, open } = pair;
  const accepted = pair.acceptedInStreak === 0 ? '' : `, ${pair.acceptedInStreak} of them accepted`;
  if (open) return `${plural(streak, 'night')} since ${since}${accepted}`;
  const nights = `${streak} of ${plural(days, 'night')}${accepted}`;
  return `${nights}: ${endWords(pair)}`;
}

function markFor({ open, ended }: PairGate): NightMark {
  if (open) return 'matched';
  switch (ended?.why) {
    case 'differs':
    case 'failed':
    case 'missing':
      return ended.why;
    case 'unreadable':
      return 'failed';
    case 'first':
    case undefined:
      return 'pending';
  }
}

function endWords({ ended, streak, since, owner }: PairGate): string {
  if (ended === null) return '';
  const reason = ended.reason === null ? '' : `: ${printable(ended.reason)}`;
  const ask = owner === null ? '' : ` (${printable(owner)})`;
  switch (ended.why) {
    case 'differs':
      return `it differed on ${ended.night}${reason}${ask}`;
    case 'failed':
      return `it could not be compared on ${ended.night}${reason}${ask}`;
    case 'missing':
      return `it was not compared on ${ended.night}${ask}`;
    case 'first':
      return streak === 0 ? `it was never compared${ask}` : `its first night was ${since}`;
    case 'unreadable':
      return `parity.yml is wrong${reason}${ask}`;
  }
}

function pairNotes({ afterwards, otherRules, sameSides }: PairGate): string[] {
  return [
    ...(afterwards === 0 ? [] : [`${plural(afterwards, 'night')} compared on a later day, with --night`]),
    ...(sameSides === 0
      ? []
      : [`${plural(sameSides, 'night')} with both sides as on the night before: perhaps no job has run`]),
    ...(otherRules === 0
      ? []
      : [`${plural(otherRules, 'night')} compared by other rules than the present ones`]),
  ];
}

function openingWords({ opensAt, pairs }: ParityGateDocument, night: string): string {
  if (pairs.length === 0) return 'Set `required: true` for the pairs that have to match.';
  if (opensAt === null) return 'It will never open: parity.yml expects no more nights, or cannot be read.';
  return opensAt === night
    ? 'It can open tonight, if tonight’s run matches.'
    : `It can open on ${nightText(opensAt)}, if every night from now on matches.`;
}
