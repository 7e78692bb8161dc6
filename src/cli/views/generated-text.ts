import type { GeneratedState, ThreeWay, Winner } from '../mapping/three-way.ts';
import type { Style } from './style.ts';

export interface GeneratedLine extends ThreeWay {
  /** The file, or `parity.yml: NAME`. */
  readonly what: string;
  /** Of a model that is missing: the file that it seems to have become; null: none. */
  readonly movedTo: string | null;
  readonly dryRun: boolean;
  readonly winner: Winner;
}

/** What became of one generated file, with what a person has changed in it, and the mapping where both have. */
export function generatedText(line: GeneratedLine, style: Style): string[] {
  const { what, state, personal, ofMapping, movedTo, dryRun } = line;
  const { text, mark } = wordsOf[state];
  const sign = mark === '✓' ? style.green(mark) : mark;
  const isGone = personal.length > 0 && state === 'updated';
  const said =
    movedTo !== null
      ? `left away; it seems to be ${movedTo} now: name that in \`target.model\`, or --force writes it again`
      : `${text}${isGone ? '; what was changed by hand is gone:' : ''}`;
  const signed = (each: string) =>
    `    ${each.startsWith('+') ? style.green(each) : each.startsWith('-') ? style.red(each) : each}`;
  return [
    `${sign} ${what}  ${dryRun ? `would be: ${said}` : said}`,
    ...personal.map(signed),
    ...(ofMapping.length === 0 ? [] : ['  the mapping says instead:', ...ofMapping.map(signed)]),
  ];
}

const wordsOf: Readonly<Record<GeneratedState, { text: string; mark: string }>> = {
  new: { text: 'new', mark: '✓' },
  same: { text: 'as it was', mark: '=' },
  formatted: { text: 'as it was; laid out or commented by hand', mark: '=' },
  updated: { text: 'brought up to date', mark: '✓' },
  kept: { text: 'as it was; changed by hand since it was generated:', mark: '=' },
  merged: { text: 'brought up to date; what was changed by hand since it was generated stays:', mark: '✓' },
  conflict: { text: 'left alone; changed by hand where the mapping has changed too:', mark: 'x' },
  removed: { text: 'left away; it was removed by hand (--force writes it again)', mark: 'x' },
  foreign: {
    text: 'left alone; it was not generated, and differs (--force puts the mapping’s in its place, --keep takes it as it is):',
    mark: 'x',
  },
};
