import type { ComparedModel, EnvironmentComparison } from '../../compare/index.ts';
import { type ComparisonStyle, plain } from './comparison-style.ts';
import { columnLines } from './comparison-text.ts';
import { differingColumns } from './comparison-words.ts';
import {
  differenceWords,
  environmentsHeadline,
  environmentWords,
  notEqual,
  verdictWords,
} from './environments-words.ts';
import { explanationLines } from './explanation-text.ts';

/** Two environments for a terminal: a line for each model that is not equal, then what differs in each. */
export function environmentsText(result: EnvironmentComparison, style: ComparisonStyle = plain): string {
  const models = notEqual(result);
  const table = models.map((model) => [model.name, verdictWords(model), differenceWords(model)] as const);
  const widths = [0, 1].map((index) => Math.max(0, ...table.map((line) => line[index]!.length)));
  const lines = [
    style.bold(environmentsHeadline(result)),
    '',
    `${style.dim('left ')}  ${environmentWords(result.left)}`,
    `${style.dim('right')}  ${environmentWords(result.right)}`,
    ...(table.length === 0 ? [] : ['']),
    ...table.map(([name, verdict, difference]) =>
      `${style.bold(name.padEnd(widths[0]!))}  ${style.dim(verdict.padEnd(widths[1]!))}  ${difference}`.trimEnd(),
    ),
    ...models.flatMap((model) => modelLines(model, style)),
  ];
  return `${lines.join('\n')}\n`;
}

function modelLines({ name, comparison }: ComparedModel, style: ComparisonStyle): string[] {
  if (comparison === null) return [];
  const differing = differingColumns(comparison);
  const lines = [
    ...differing.flatMap((column) => ['', ...columnLines(comparison, column, style)]),
    ...explanationLines(comparison, style),
  ];
  return lines.length === 0 ? [] : ['', style.bold(`── ${name}`), ...lines];
}
