import { type ParityRecord, type ParityVerdict, parityVerdicts } from '../../compare/parity/index.ts';
import { markOf, type ParityStyle, recordWords } from '../../reports/parity/index.ts';
import type { Style } from './style.ts';
import { padText } from './text-width.ts';
import { plural } from './units.ts';

/** What a run says of a pair: a line, and where more can be seen below it. */
export function recordLines(
  record: ParityRecord,
  nameWidth: number,
  again: boolean,
  isTonight: boolean,
  style: Style,
): string {
  const { pair, verdict, code, detail } = record;
  const isRows = record.compare === 'rows' && (verdict === 'differs' || verdict === 'accepted');
  const colour = colourOf(verdict, style);
  const words = recordWords(record);
  const head = `${colour(markOf(verdict))} ${padText(style.bold(pair), nameWidth + (style.bold(pair).length - pair.length), 'left')}  ${colour(verdict.padEnd(8))}`;
  const more = [
    ...(verdict === 'failed' || record.compare === 'bytes' ? (detail ?? '').split('\n') : []),
    ...(isRows ? [`lode parity show ${pair}${isTonight ? '' : ` --night ${record.night}`}`] : []),
  ].filter((line) => line.trim() !== '' && line !== record.reason);
  const tag = code === null ? '' : style.dim(` [${code}]`);
  return [
    `${head}  ${words}${tag}${again ? style.dim(' (recorded before)') : ''}`.trimEnd(),
    ...more.map((line) => style.dim(`    ${line}`)),
  ].join('\n');
}

/** `3 pairs: 2 matched, 1 differs` */
export function runSummary(records: readonly ParityRecord[]): string {
  const parts = parityVerdicts.flatMap((verdict) => {
    const of = records.filter((record) => record.verdict === verdict).length;
    return of === 0 ? [] : [`${of} ${of > 1 && verdict === 'differs' ? 'differ' : verdict}`];
  });
  return `${plural(records.length, 'pair')}: ${parts.join(', ')}.`;
}

export function parityStyle(style: Style): ParityStyle {
  return {
    bold: style.bold,
    dim: style.dim,
    mark: (mark, text) => {
      switch (mark) {
        case 'matched':
        case 'accepted':
        case 'differs':
        case 'failed':
          return colourOf(mark, style)(text);
        case 'missing':
          return style.red(text);
        case 'pending':
        case 'off':
        case 'before':
          return style.dim(text);
      }
    },
  };
}

function colourOf(verdict: ParityVerdict, style: Style): (text: string) => string {
  switch (verdict) {
    case 'matched':
      return style.green;
    case 'accepted':
      return style.cyan;
    case 'differs':
      return style.yellow;
    case 'failed':
      return style.red;
  }
}
