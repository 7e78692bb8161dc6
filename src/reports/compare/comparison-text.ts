import type { ComparedColumn, Comparison, RowSample } from '../../compare/index.ts';
import { count, plural } from '../units.ts';
import { type ComparisonStyle, plain } from './comparison-style.ts';
import {
  columnName,
  differingColumns,
  headline,
  keyText,
  keyWords,
  kindText,
  periodWords,
  readings,
  ruleWords,
  schemaWords,
  sideWords,
  valueText,
} from './comparison-words.ts';
import { explanationLines } from './explanation-text.ts';

/** A comparison for a terminal. */
export function comparisonText(result: Comparison, style: ComparisonStyle = plain): string {
  const lines: string[] = [style.bold(headline(result)), ''];
  const facts: [string, string][] = [
    ['left', `${result.left.name}  ${style.dim(sideWords(result.left))}`],
    ['right', `${result.right.name}  ${style.dim(sideWords(result.right))}`],
    ['key', keyWords(result.key)],
    ...periodWords(result).map((words): [string, string] => ['only', words]),
    ['rows', rowWords(result)],
  ];
  const widest = Math.max(...facts.map(([name]) => name.length));
  lines.push(...facts.map(([name, value]) => `${style.dim(name.padEnd(widest))}  ${value}`));
  for (const column of differingColumns(result)) lines.push('', ...columnLines(result, column, style));
  lines.push(...rowLines('only left', result.rowSamples.onlyLeft, result.rows.onlyLeft, style));
  lines.push(...rowLines('only right', result.rowSamples.onlyRight, result.rows.onlyRight, style));
  lines.push(...explanationLines(result, style));
  const near = result.columns.filter((column) => column.different === 0 && ruleWords(column) !== '');
  if (near.length > 0)
    lines.push(
      '',
      style.bold('compared with rules'),
      ...near.map((column) => `  ${columnName(column)}: ${ruleWords(column)}`),
    );
  const schema = schemaWords(result);
  if (schema.length > 0) lines.push('', style.bold('columns'), ...schema.map((words) => `  ${words}`));
  for (const { name, words } of readings(result))
    lines.push('', style.bold(`${name} was read as`), ...words.map((line) => `  ${line}`));
  if (result.materialized !== null) lines.push('', `The differing rows are in ${result.materialized}.`);
  return `${lines.join('\n')}\n`;
}

function rowWords({ rows: { both, changed, onlyLeft, onlyRight }, method }: Comparison): string {
  const differ = method === 'bag' ? '' : `, ${count(changed)} of them different`;
  return `${count(both)} in both${differ}; ${count(onlyLeft)} only left; ${count(onlyRight)} only right`;
}

export function columnLines(result: Comparison, column: ComparedColumn, style: ComparisonStyle): string[] {
  const rules = ruleWords(column);
  return [
    `${style.bold(columnName(column))}  ${count(column.different)} of ${plural(column.compared, 'cell')} ${column.different === 1 ? 'differs' : 'differ'}${rules === '' ? '' : style.dim(`  (${rules})`)}`,
    `  ${column.kinds.map(kindText).join('; ')}`,
    ...(column.largest === null
      ? []
      : [`  farthest apart by ${column.largest.difference}: ${sampleText(result, column.largest.cell)}`]),
    ...column.samples.map((sample) => style.dim(`  ${sampleText(result, sample)}`)),
  ];
}

function sampleText({ key }: Comparison, sample: ComparedColumn['samples'][number]): string {
  return `${keyText(key.columns, sample)}: ${valueText(sample.left)} → ${valueText(sample.right)}`;
}

function rowLines(
  title: string,
  samples: readonly RowSample[],
  all: number,
  style: ComparisonStyle,
): string[] {
  if (all === 0) return [];
  const line = ({ values, times }: RowSample) =>
    `  ${Object.entries(values)
      .map(([name, value]) => `${name} ${valueText(value)}`)
      .join(', ')}${times === 1 ? '' : ` (${count(times)} times more)`}`;
  return [
    '',
    `${style.bold(title)}  ${plural(all, 'row')}`,
    ...samples.map((sample) => style.dim(line(sample))),
  ];
}
