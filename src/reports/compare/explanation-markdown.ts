import type { Comparison } from '../../compare/index.ts';
import { markdownCode, markdownSentence, markdownText } from '../plan/markdown-text.ts';
import {
  capital,
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

/** Where differences come from, as Markdown; no lines where nobody asked. */
export function explanationMarkdown({ explanation }: Comparison): string[] {
  if (explanation === null || explanation.columns.length === 0) return [];
  const title = capital(explanationTitle(explanation));
  return ['', `### ${title}`, ...explainedGroups(explanation).flatMap(columnLines)];
}

function columnLines(explained: ExplainedGroup): string[] {
  const way = wayWords(explained);
  const sources = sourceWords(explained);
  return [
    '',
    `**${markdownText(explained.names)}**: ${markdownSentence(explained.conclusion, 1000)}`,
    ...(way === null ? [] : ['', markdownSentence(way, 1000)]),
    ...(sources === null ? [] : ['', `Comes from ${markdownSentence(sources, 1000)}.`]),
    ...(explained.causes.length + explained.hints.length === 0 ? [] : ['']),
    ...explained.causes.flatMap((cause) => [
      `- ${markdownSentence(causeWords(cause), 1000)}`,
      ...causePlaces(cause).map(
        ({ side, place, text }) => `  - ${side}, ${markdownText(place, 300)}: ${markdownCode(text, 200)}`,
      ),
    ]),
    ...explained.hints.map((hint) =>
      hint.place === null
        ? `- ${markdownSentence(hintWords(hint), 1000)}`
        : `- ${markdownSentence(hintWords(hint), 1000)}; ${markdownText(placeWords(hint.place)!, 300)}: ${markdownCode(placeText(hint.place), 200)}`,
    ),
  ];
}
