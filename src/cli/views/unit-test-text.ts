import type { UnitTestResult } from '../../execute/index.ts';
import type { Style } from './style.ts';
import { printValue, renderTable } from './table.ts';

/** So many rows of each kind are shown; JSON has them all. */
const mostShown = 20;

/** A failed test cell by cell: `expected → found` where a cell differs, whole rows where one has no counterpart. */
export function renderTestDifference(result: UnitTestResult, width: number, style: Style): string {
  const { difference, columns } = result;
  if (difference === null) return '';
  const { changed, missing, unexpected, misplaced } = difference;
  const rows = [
    ...changed
      .slice(0, mostShown)
      .map((row) => [
        '≠',
        ...row.expected.map((value, index) =>
          row.differing.includes(index)
            ? `${printValue(value)} → ${printValue(row.found[index] ?? null)}`
            : printValue(value),
        ),
      ]),
    ...missing.slice(0, mostShown).map((row) => ['missing', ...row.map(printValue)]),
    ...unexpected.slice(0, mostShown).map((row) => ['unexpected', ...row.map(printValue)]),
    ...misplaced
      .slice(0, mostShown)
      .flatMap(({ position, expected, found }) => [
        [`row ${position}`, ...expected.map(printValue)],
        ...(found === null ? [] : [['  found', ...found.map(printValue)]]),
      ]),
  ];
  const heads = ['', ...columns].map((name) => ({ name, align: 'left' as const }));
  const lines = [renderTable(heads, rows, width - 4, style)];
  if (changed.length > 0) lines.push(style.dim('≠: expected → found'));
  if (misplaced.length > 0)
    lines.push(
      style.dim(
        misplaced.some((row) => row.found === null)
          ? 'The rows are there, but not in this order: this one does not come behind those before it.'
          : 'The rows are the right ones, in another order.',
      ),
    );
  const left = [changed, missing, unexpected, misplaced].reduce(
    (sum, list) => sum + Math.max(0, list.length - mostShown),
    0,
  );
  if (left > 0) lines.push(style.dim(`… and ${left} more; \`--json\` shows all.`));
  return lines
    .join('\n')
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
