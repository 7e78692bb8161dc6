import { nightText, type ParityStatus } from '../../compare/parity/index.ts';
import { markdownCode, markdownText } from '../plan/markdown-text.ts';
import { legend, markOf } from './marks.ts';
import { noteOf, streakText } from './status-text.ts';

const shown = 30;

/** The status of a parallel run for a pull request or a ticket. */
export function statusMarkdown(status: ParityStatus): string {
  const { pairs, night, timeZone } = status;
  const marks = pairs.map((pair) => pair.nights.slice(-shown).map(({ mark }) => mark));
  return [
    '## Parallel run',
    '',
    `Until ${nightText(night)} (${markdownText(timeZone)}), a mark a night.`,
    '',
    '| pair | nights | streak | last |',
    '| --- | --- | --- | --- |',
    ...pairs.map((pair, index) => {
      const note = noteOf(pair, night);
      const owner = pair.owner === null ? '' : ` (${markdownText(pair.owner)})`;
      const chart = marks[index]!.map(markOf).join('').replaceAll(' ', '\u00a0');
      return `| ${markdownCode(pair.pair)}${owner} | ${markdownCode(chart)} | ${streakText(pair)} | ${note === null ? 'matched' : markdownText(note.words, 300)} |`;
    }),
    '',
    markdownText(legend(marks.flat()), 300),
    '',
  ].join('\n');
}
