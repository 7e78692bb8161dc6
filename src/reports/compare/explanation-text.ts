import type { Comparison } from '../../compare/index.ts';
import type { ComparisonStyle } from './comparison-style.ts';
import {
  causePlaces,
  causeWords,
  type ExplainedGroup,
  explainedGroups,
  explanationTitle,
  hintWords,
  placeText,
  placeWords,
  sourceWords,
  wayWords,
} from './explanation-words.ts';

/** Where differences come from, for a terminal; no lines where nobody asked. */
export function explanationLines({ explanation }: Comparison, style: ComparisonStyle): string[] {
  if (explanation === null || explanation.columns.length === 0) return [];
  return [
    '',
    style.bold(explanationTitle(explanation)),
    ...explainedGroups(explanation).flatMap((each) => columnLines(each, style)),
  ];
}

function columnLines(explained: ExplainedGroup, style: ComparisonStyle): string[] {
  const way = wayWords(explained);
  const sources = sourceWords(explained);
  return [
    `  ${style.bold(explained.names)}  ${plainText(explained.conclusion)}`,
    ...(way === null ? [] : [`    ${plainText(way)}`]),
    ...(sources === null ? [] : [style.dim(`    comes from ${plainText(sources)}`)]),
    ...explained.causes.flatMap((cause) => [
      `    - ${plainText(causeWords(cause))}`,
      ...causePlaces(cause).map(({ side, place, text }) =>
        style.dim(`      ${side.padEnd(5)}  ${place}  ${text}`),
      ),
    ]),
    ...explained.hints.flatMap((hint) => [
      `    - ${plainText(hintWords(hint))}`,
      ...(hint.place === null
        ? []
        : [style.dim(`      ${placeWords(hint.place)}  ${placeText(hint.place)}`)]),
    ]),
  ];
}

/** A terminal has no code font: names stand for themselves. */
function plainText(words: string): string {
  return words.replaceAll('`', '');
}
