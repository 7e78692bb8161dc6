import type { ComparedColumn, Comparison } from '../../compare/index.ts';
import { markdownCode, markdownText } from '../plan/markdown-text.ts';
import { count } from '../units.ts';
import {
  columnName,
  differingColumns,
  headline,
  keyWords,
  kindText,
  periodWords,
  readings,
  ruleWords,
  schemaWords,
  sideWords,
  valueText,
} from './comparison-words.ts';
import { explanationMarkdown } from './explanation-markdown.ts';

/** A comparison for a pull request or a ticket. */
export function comparisonMarkdown(result: Comparison): string {
  const { rows } = result;
  const differing = differingColumns(result);
  return [
    '## Comparison',
    '',
    `**${markdownText(headline(result), 400)}**`,
    '',
    '| side | what | rows |',
    '| --- | --- | ---: |',
    `| left | ${markdownCode(result.left.name)} ${markdownText(sideWords(result.left), 300)} | ${count(result.left.rows)} |`,
    `| right | ${markdownCode(result.right.name)} ${markdownText(sideWords(result.right), 300)} | ${count(result.right.rows)} |`,
    '',
    ...[`Key: ${keyWords(result.key)}`, ...periodWords(result)].map(
      (words) => `- ${markdownText(words, 400)}`,
    ),
    '',
    '| in both | of them different | only left | only right |',
    '| ---: | ---: | ---: | ---: |',
    `| ${count(rows.both)} | ${result.method === 'bag' ? '' : count(rows.changed)} | ${count(rows.onlyLeft)} | ${count(rows.onlyRight)} |`,
    ...(differing.length === 0 ? [] : columnTable(differing)),
    ...differing.flatMap((column) => samples(result, column)),
    ...explanationMarkdown(result),
    ...schemaLines(result),
    ...readings(result).flatMap(({ name, words }) => [
      '',
      `${markdownCode(name)} was read as`,
      '',
      ...words.map((line) => `- ${markdownText(line, 300)}`),
    ]),
    ...(result.materialized === null
      ? []
      : ['', `The differing rows are in ${markdownCode(result.materialized, 300)}.`]),
    '',
  ].join('\n');
}

export function columnTable(columns: readonly ComparedColumn[]): string[] {
  return [
    '',
    '| column | different | of | farthest apart | kinds |',
    '| --- | ---: | ---: | ---: | --- |',
    ...columns.map((column) => {
      const kinds = [
        ...column.kinds.map(kindText),
        ...(ruleWords(column) === '' ? [] : [`with ${ruleWords(column)}`]),
      ];
      return `| ${markdownCode(columnName(column))} | ${count(column.different)} | ${count(column.compared)} | ${markdownText(column.largest?.difference ?? '')} | ${markdownText(kinds.join('; '), 400)} |`;
    }),
  ];
}

function samples({ key }: Comparison, column: ComparedColumn): string[] {
  if (column.samples.length === 0) return [];
  return [
    '',
    `<details><summary>${markdownText(columnName(column))}: some cells</summary>`,
    '',
    `| ${[...key.columns.map((name) => markdownText(name)), 'left', 'right'].join(' | ')} |`,
    `| ${[...key.columns, 'left', 'right'].map(() => '---').join(' | ')} |`,
    ...column.samples.map(
      (sample) =>
        `| ${[...sample.key, sample.left, sample.right].map((value) => markdownCode(valueText(value))).join(' | ')} |`,
    ),
    '',
    '</details>',
  ];
}

function schemaLines(result: Comparison): string[] {
  const words = schemaWords(result);
  return words.length === 0
    ? []
    : ['', 'Columns', '', ...words.map((line) => `- ${markdownText(line, 1000)}`)];
}
