import type { ComparedModel, EnvironmentComparison } from '../../compare/index.ts';
import { markdownCode, markdownText } from '../plan/markdown-text.ts';
import { columnTable } from './comparison-markdown.ts';
import { differingColumns } from './comparison-words.ts';
import {
  differenceWords,
  environmentsHeadline,
  environmentWords,
  notEqual,
  verdictWords,
} from './environments-words.ts';
import { explanationMarkdown } from './explanation-markdown.ts';

/** Two environments for a pull request or a ticket. */
export function environmentsMarkdown(result: EnvironmentComparison): string {
  const models = notEqual(result);
  return [
    '## Comparison of environments',
    '',
    `**${markdownText(environmentsHeadline(result), 400)}**`,
    '',
    `- left: ${markdownText(environmentWords(result.left), 200)}`,
    `- right: ${markdownText(environmentWords(result.right), 200)}`,
    ...(models.length === 0
      ? []
      : [
          '',
          '| model | verdict | what differs |',
          '| --- | --- | --- |',
          ...models.map(
            (model) =>
              `| ${markdownCode(model.name)} | ${markdownText(verdictWords(model), 300)} | ${markdownText(differenceWords(model), 400)} |`,
          ),
        ]),
    ...models.flatMap(modelLines),
    '',
  ].join('\n');
}

function modelLines({ name, comparison }: ComparedModel): string[] {
  if (comparison === null) return [];
  const differing = differingColumns(comparison);
  const lines = [
    ...(differing.length === 0 ? [] : columnTable(differing)),
    ...explanationMarkdown(comparison),
  ];
  return lines.length === 0
    ? []
    : ['', `<details><summary>${markdownText(name)}</summary>`, ...lines, '', '</details>'];
}
