import type { UnitTestResult } from '../../execute/index.ts';
import type { Style } from './style.ts';
import { printValue, renderTable } from './table.ts';

/** A failed test cell by cell: `expected → found` where a cell differs, whole rows where one has no counterpart. */
export function renderTestDifference(result: UnitTestResult, width: number, style: Style): string {
  const { difference, columns } = result;
  if (difference === null) return '';
  const rows = [
    ...difference.changed.map((row) => [
      '≠',
      ...row.expected.map((value, index) =>
        row.differing.includes(index)
          ? `${printValue(value)} → ${printValue(row.found[index] ?? null)}`
          : printValue(value),
      ),
    ]),
    ...difference.missing.map((row) => ['missing', ...row.map(printValue)]),
    ...difference.unexpected.map((row) => ['unexpected', ...row.map(printValue)]),
  ];
  const heads = ['', ...columns].map((name) => ({ name, align: 'left' as const }));
  const lines = [renderTable(heads, rows, width - 4, style)];
  if (difference.changed.length > 0) lines.push(style.dim('≠: expected → found'));
  return lines
    .join('\n')
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
